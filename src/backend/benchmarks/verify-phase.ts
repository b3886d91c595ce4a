import type { CellOutcome } from '../../state/benchmarks/cell-outcome.ts'
import { clean } from '../../state/text/clean.ts'
import { setUp } from './cell-setup.ts'
import { type CellWork, type Ended, KEPT, NO_VERDICT, retryWhileUnreachable } from './cell-work.ts'

/**
 * Scores the agent's work: commits the workspace, copies the commit and the verifier's own files into a clean
 * directory, runs the set-up there, then the check. Neither the agent nor its leftover processes can change the copy.
 */
export async function verify(work: CellWork): Promise<Ended> {
  const { cell, host, repositories, keep } = work
  const { script, verifyTimeout } = cell.case
  keep('result.patch', await retryWhileUnreachable(work, () => host.snapshot()))
  if (script === null)
    return { outcome: { verdict: 'pass', end: 'ok', detail: 'Nothing to verify.', exitCode: null } }
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
    const detail = `script_command took longer than ${verifyTimeout} s.`
    return { outcome: { ...NO_VERDICT, end: 'verify_timeout', detail } }
  }
  return { outcome: scored(ended.code, ended.why === 'cut', log) }
}

function scored(code: number, isCut: boolean, log: string): CellOutcome {
  const cut = isCut ? 'The output was too long and was cut. ' : ''
  if (code === 0) return { verdict: 'pass', end: 'ok', detail: cut.trim(), exitCode: code }
  const last = log.trim().split('\n').at(-1) ?? ''
  const detail = clean(`${cut}script_command exited with ${code}: ${last}`, 500)
  return { verdict: 'fail', end: 'ok', detail, exitCode: code }
}
