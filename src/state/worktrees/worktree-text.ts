import type { WorktreeRow } from './worktree.ts'

/** Commits ahead and behind, as `+2/-0`; `?` if unknown. */
export function distance({ ahead, behind }: Pick<WorktreeRow, 'ahead' | 'behind'>): string {
  return `+${ahead ?? '?'}/-${behind ?? '?'}`
}

/**
 * The result of the test script in the last iteration; if the work was not committed, or no script ran, this or how the
 * iteration ended instead. `-`: no iteration has ended.
 */
export function lastTest({ last }: Pick<WorktreeRow, 'last'>): string {
  if (!last) return '-'
  if (last.commitError !== '') return 'not committed'
  return last.testResult === 'none' ? last.end : last.testResult
}
