import type { WorktreeRow } from './worktree.ts'

/** Commits ahead and behind, as `+2/-0`; `?` where it is not known. */
export function distance({ ahead, behind }: Pick<WorktreeRow, 'ahead' | 'behind'>): string {
  return `+${ahead ?? '?'}/-${behind ?? '?'}`
}

/** What its script said last. */
export function lastTest({ last }: Pick<WorktreeRow, 'last'>): string {
  if (!last) return '-'
  if (last.commitError !== '') return 'not committed'
  return last.testResult === 'none' ? last.end : last.testResult
}
