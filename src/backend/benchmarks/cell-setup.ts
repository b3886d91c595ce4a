import { clean } from '../../state/text/clean.ts'
import { type CellWork, type Ended, KEPT, NO_VERDICT, retryWhileUnreachable } from './cell-work.ts'

/** Matches network errors of git, npm, pip, curl, cargo and apt in the output of a failed set-up. */
const NETWORK =
  /ECONNRESET|ECONNREFUSED|ETIMEDOUT|EAI_AGAIN|ENOTFOUND|Could not resolve host|Temporary failure in name resolution|Connection (?:timed out|reset)|Network is unreachable|TLS handshake timeout|Read timed out|50[234] (?:Bad Gateway|Service Unavailable|Gateway Time-?out)/i

/**
 * Runs a case's set-up script in the agent's workspace, or in the fresh copy in which the result is checked. Resolves
 * with null if the script succeeded or the case has none.
 */
export async function setUp(work: CellWork, kind: 'setup' | 'check-setup'): Promise<Ended | null> {
  const { cell, host } = work
  const { setup, setupTimeout } = cell.case
  if (setup === null) return null
  const environment = kind === 'setup' ? cell.model.environment : {}
  const ended = await retryWhileUnreachable(work, () =>
    host.execute({ kind, limit: setupTimeout, command: setup, environment }),
  )
  if (ended.code === 0 && ended.why !== 'late') return null
  const log = await retryWhileUnreachable(work, () => host.log(kind, KEPT))
  work.keep(`${kind}.log`, log)
  const why =
    ended.why === 'late'
      ? `took longer than ${setupTimeout} s`
      : `ended with exit code ${ended.code}`
  const last = log.trim().split('\n').at(-1) || 'it printed nothing'
  const end = kind === 'setup' ? 'setup_failed' : 'verify_error'
  return {
    outcome: { ...NO_VERDICT, end, detail: clean(`setup_script ${why}: ${last}`, 500) },
    infrastructure: NETWORK.test(log),
  }
}
