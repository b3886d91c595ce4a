import { type Failure, FailureError, makeFailure } from '../../state/model/failure.ts'
import type { Entry } from '../../state/model/log-entry.ts'
import type { Store } from '../../state/store.ts'
import { strip } from '../../state/text/text.ts'
import { waitUntil } from '../../state/wait-until.ts'
import type { CommandContext } from './context.ts'

/** Resolves after this many milliseconds. A negative number counts as zero. */
export function pause(milliseconds: number): Promise<void> {
  return new Promise(resolve => setTimeout(resolve, Math.max(0, milliseconds)))
}

/**
 * Waits for the log entry with the result of intent `ref`. `isFixed`: --timeout does not change the limit.
 * @throws FailureError if the intent failed or took too long.
 */
export async function receipt(
  store: Store,
  ref: string,
  host: string,
  limit: number,
  isFixed = false,
): Promise<Entry> {
  const entry = await waitUntil(
    store,
    ({ log }) => log.findLast(each => each.ref === ref && each.tone !== 'info') ?? null,
    limit,
  )
  if (!entry) throw new FailureError(timeoutFailure(host, limit, isFixed))
  if (entry.failure) throw new FailureError(entry.failure)
  return entry
}

/** Prints the informational log entries of the intent. */
export function sayWarnings({ say }: Pick<CommandContext, 'say'>, store: Store, ref: string): void {
  for (const entry of store.getState().log) {
    if (entry.ref === ref && entry.tone === 'info') say(strip(entry.text))
  }
}

/** The failure after a timeout. `isFixed`: --timeout does not change the limit, so the hint does not name it. */
export function timeoutFailure(host: string, limit: number, isFixed = false): Failure {
  const find = host === '' ? 'run `fleetmux doctor`' : `run \`fleetmux hosts test ${host}\``
  return makeFailure({
    kind: 'late',
    host,
    what: `No answer within ${limit / 1000} s.`,
    hint: `${isFixed ? 'To find the cause' : 'Wait longer with --timeout; to find the cause'}, ${find}.`,
  })
}
