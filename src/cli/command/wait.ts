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

/** An intent whose result a command waits for. */
interface AwaitedResult {
  /** The `ref` of the intent. */
  readonly ref: string
  /** The host that the result is about; '': no single host. */
  readonly host: string
  /** Timeout in milliseconds. */
  readonly limit: number
  /** Set if --timeout does not change the limit. */
  readonly isFixed?: true
  /** What the intent is meant to do, as the end of `it is not known whether ...`. */
  readonly effect: string
  /** The command that shows whether the intent has taken effect. */
  readonly check?: string
  /** The command that repeats the intent, if that does no harm. */
  readonly repeat?: string
}

/**
 * Waits for the log entry with the result of an intent.
 * @throws FailureError if the intent failed, or if its result is not known after the timeout.
 */
export async function receipt(store: Store, awaited: AwaitedResult): Promise<Entry> {
  const entry = await resultOf(store, awaited.ref, awaited.limit)
  if (entry) return entry
  throw new FailureError(unknownResult(awaited))
}

/** Like `receipt`, but without a timeout, for an intent that lasts as long as the user wants. @throws FailureError */
export async function untimedReceipt(store: Store, ref: string): Promise<Entry> {
  return (await resultOf(store, ref, Number.POSITIVE_INFINITY)) as Entry
}

/** The log entry with the result of the intent; null: there is none after `limit` milliseconds. @throws FailureError */
async function resultOf(store: Store, ref: string, limit: number): Promise<Entry | null> {
  const entry = await waitUntil(
    store,
    ({ log }) => log.findLast(each => each.ref === ref && each.tone !== 'info') ?? null,
    limit,
  )
  if (entry?.failure) throw new FailureError(entry.failure)
  return entry
}

/** The failure after a timeout of an action: it may have been performed. */
function unknownResult({ host, limit, isFixed, effect, ...next }: AwaitedResult): Failure {
  const hints = [
    next.check && `To find out: \`${next.check}\`.`,
    next.repeat && `To try again, which does no harm: \`${next.repeat}\`.`,
    findCause(host, isFixed),
  ]
  return makeFailure({
    kind: 'late',
    host,
    what: `fleetmux has no result after ${limit / 1000} s, so it is not known whether ${effect}.`,
    hint: hints.filter(Boolean).join(' '),
  })
}

/** Prints the informational log entries of the intent. */
export function sayWarnings({ say }: Pick<CommandContext, 'say'>, store: Store, ref: string): void {
  for (const entry of store.getState().log) {
    if (entry.ref === ref && entry.tone === 'info') say(strip(entry.text))
  }
}

/**
 * The failure after a timeout of a request that changes nothing. `isFixed`: --timeout does not change the limit, so the
 * hint does not name it.
 */
export function timeoutFailure(host: string, limit: number, isFixed = false): Failure {
  return makeFailure({
    kind: 'late',
    host,
    what: `No answer within ${limit / 1000} s.`,
    hint: findCause(host, isFixed),
  })
}

function findCause(host: string, isFixed = false): string {
  const find = host === '' ? 'run `fleetmux doctor`' : `run \`fleetmux hosts test ${host}\``
  return `${isFixed ? 'To find the cause' : 'Wait longer with --timeout; to find the cause'}, ${find}.`
}
