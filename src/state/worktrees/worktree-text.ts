import type { WorktreeRow } from './worktree.ts'

/** Commits ahead and behind, as `+2/-0`; `?` if unknown. */
export function distance({ ahead, behind }: Pick<WorktreeRow, 'ahead' | 'behind'>): string {
  return `+${ahead ?? '?'}/-${behind ?? '?'}`
}

/** The last result of the session's test script. */
export function lastTest({ last }: Pick<WorktreeRow, 'last'>): string {
  if (!last) return '-'
  if (last.commitError !== '') return 'not committed'
  return last.testResult === 'none' ? last.end : last.testResult
}
