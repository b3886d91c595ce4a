import { FailureError, reasonOf } from '../../state/model/failure.ts'

/** Timeout of a push service, in milliseconds. */
const DEADLINE = 10_000

interface Sent {
  readonly body: string | Uint8Array<ArrayBuffer>
  readonly headers: Readonly<Record<string, string>>
}

interface Answered {
  readonly status: number
  /** The header `Retry-After` of the answer; null: the answer has none. */
  readonly retryAfter: string | null
}

/**
 * Sends a request. Resolves with the status. Redirects are not followed, since they could lead into the server's own
 * network.
 */
export async function postNotice(
  name: string,
  url: string,
  { body, headers }: Sent,
): Promise<Answered> {
  try {
    const signal = AbortSignal.timeout(DEADLINE)
    const answer = await fetch(url, { method: 'POST', body, headers, signal, redirect: 'manual' })
    await answer.body?.cancel()
    return { status: answer.status, retryAfter: answer.headers.get('retry-after') }
  } catch (thrown) {
    throw refusedBy(name, whyUnsent(thrown))
  }
}

/** The reason in an error of `fetch`, whose own message is only `fetch failed`. */
function whyUnsent(thrown: unknown): string {
  const { name, cause } = thrown as Error
  return name === 'TimeoutError'
    ? `it did not answer within ${DEADLINE / 1000} s`
    : reasonOf(cause ?? thrown)
}

/**
 * Checks the answer of the service. `hint`: what becomes of a notification that it has not accepted; default: it is
 * lost. @throws FailureError unless the service has accepted the notification.
 */
export function checkStatus(name: string, status: number, hint?: string): void {
  if (status >= 400) throw refusedBy(name, `it answered ${status}`, hint)
  if (status >= 300)
    throw refusedBy(name, `it answered ${status}, a redirect, and redirects are not followed`)
}

/** The error for a failed notification. It names only the push service, since the address is a secret. */
function refusedBy(
  name: string,
  why: string,
  hint = `This notification is lost; the sessions are not affected. If this happens again, check whether this machine reaches ${name}, and \`notify.push\` in config.json.`,
): FailureError {
  return new FailureError({
    kind: 'remote',
    what: `A notification could not be sent to ${name}.`,
    why,
    hint,
  })
}
