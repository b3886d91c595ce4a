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

/** Waits for the log entry with the result of intent `ref`. @throws FailureError if it failed or took too long. */
export async function receipt(
  store: Store,
  ref: string,
  host: string,
  limit: number,
): Promise<Entry> {
  const entry = await waitUntil(
    store,
    ({ log }) => log.findLast(each => each.ref === ref && each.tone !== 'info') ?? null,
    limit,
  )
  if (!entry) throw new FailureError(timeoutFailure(host, limit))
  if (entry.failure) throw new FailureError(entry.failure)
  return entry
}

/** Prints the informational log entries of the intent. */
export function sayWarnings({ say }: Pick<CommandContext, 'say'>, store: Store, ref: string): void {
  for (const entry of store.getState().log) {
    if (entry.ref === ref && entry.tone === 'info') say(strip(entry.text))
  }
}

export function timeoutFailure(host: string, limit: number): Failure {
  return makeFailure({
    kind: 'late',
    host,
    what: `No answer within ${limit / 1000} s.`,
    hint: 'Wait longer with --timeout, or run `fleetmux doctor` to find the cause.',
  })
}
