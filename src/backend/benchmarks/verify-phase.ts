import type { CellOutcome } from '../../state/benchmarks/cell-outcome.ts'
import { clean } from '../../state/text/clean.ts'
import { MOST_PATCH } from './cell-host.ts'
import { setUp } from './cell-setup.ts'
import { type CellWork, type Ended, KEPT, NO_VERDICT, retryWhileUnreachable } from './cell-work.ts'

/**
 * Scores the agent's work: commits the workspace, copies the commit and the verifier's own files into a clean
 * directory, runs the set-up there, then the check. Neither the agent nor its leftover processes can change the copy.
 */
export async function verify(work: CellWork): Promise<Ended> {
  const { cell, host, repositories, keep } = work
  const { script, verifyTimeout } = cell.case
  const patch = await retryWhileUnreachable(work, () => host.snapshot())
  // A patch that is too large is stored as an empty file: its beginning would look like a complete patch, and the file
  // of an earlier try must not stay.
  keep('result.patch', patch ?? '')
  const notes = patch
    ? []
    : [`The patch is larger than ${MOST_PATCH >> 20} MiB, so it was not kept.`]
  if (script === null) {
    const detail = [...notes, 'The case has no script_command, so nothing was checked.'].join(' ')
    return { outcome: { verdict: 'pass', end: 'ok', detail, exitCode: null } }
  }
  const verifier = await repositories.verifierBundle(cell.case)
  await retryWhileUnreachable(work, () => host.copy(verifier))
  const failed = await setUp(work, 'check-setup')
  if (failed) return failed
  const ended = await retryWhileUnreachable(work, () =>
    host.execute({ kind: 'check', limit: verifyTimeout, command: script, environment: {} }),
  )
  const log = await retryWhileUnreachable(work, () => host.log('check', KEPT))
  keep('verifier.log', log)
  if (ended.why === 'late') {
    const detail = [...notes, `script_command took longer than ${verifyTimeout} s.`].join(' ')
    return { outcome: { ...NO_VERDICT, end: 'verify_timeout', detail } }
  }
  if (ended.why === 'cut') notes.push('script_command printed too much, so its output was cut.')
  return { outcome: scored(ended.code, notes, log) }
}

function scored(code: number, notes: readonly string[], log: string): CellOutcome {
  if (code === 0) return { verdict: 'pass', end: 'ok', detail: notes.join(' '), exitCode: code }
  const last = log.trim().split('\n').at(-1) || 'it printed nothing'
  const detail = clean(
    [...notes, `script_command ended with exit code ${code}: ${last}`].join(' '),
    500,
  )
  return { verdict: 'fail', end: 'ok', detail, exitCode: code }
}
