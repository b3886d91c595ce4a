import type { Fleet } from '../../state/fleet-handle.ts'
import { FailureError, makeFailure, reasonOf } from '../../state/model/failure.ts'
import { type Alert, NO_PUSH, type PushSettings } from '../../state/model/settings/alert.ts'
import { type Notice, noticeOf } from './notice.ts'
import type { Push } from './open-push.ts'
import { encryptPush, LONGEST } from './push-message.ts'
import { checkEndpoint } from './push-service.ts'
import type { Device } from './subscriptions.ts'

/** Time for which alerts are collected into one notification, in milliseconds. */
const COLLECT = 500
/** Minimum time between two notifications, in milliseconds. */
const BETWEEN = 10_000
/** Timeout of a push service, in milliseconds. */
const DEADLINE = 10_000
/** Time for which a push service keeps a notification for a device that is offline, in seconds. */
const KEPT = 4 * 3600

/** Notifies devices, and the user's ntfy topic or webhook, when sessions start to need a person. */
export function startNotifier(options: {
  readonly fleet: Pick<Fleet, 'store'>
  readonly push: Push
  /** Whether a token is still valid. */
  readonly isValid: (token: string) => boolean
  readonly now: () => number
}): { close(): void } {
  const { store } = options.fleet
  const { key, devices } = options.push
  let seen = store.getState().alerts.last
  let waiting: Alert[] = []
  let timer: NodeJS.Timeout | undefined
  let next = 0

  const stop = store.subscribe(() => {
    const { last } = store.getState().alerts
    if (!last || last === seen) return
    seen = last
    waiting.push(last)
    timer ??= setTimeout(tell, Math.max(COLLECT, next - performance.now())).unref()
  })

  function tell(): void {
    const alerts = waiting
    waiting = []
    timer = undefined
    next = performance.now() + BETWEEN
    const settings = store.getState().settings.notify.push ?? NO_PUSH
    const notice = noticeOf(alerts, settings)
    const valid = devices.list().filter(({ token }) => options.isValid(token))
    const sent = [
      ...valid.map(device => toDevice(device, notice, settings)),
      ...(settings.ntfy ? [toNtfy(settings.ntfy, notice)] : []),
      ...(settings.webhook ? [toWebhook(settings.webhook, notice, alerts, settings.text)] : []),
    ]
    for (const each of sent)
      each.catch(thrown => store.dispatch({ type: 'failed', failure: failureOf(thrown) }))
  }

  async function toDevice(device: Device, notice: Notice, settings: PushSettings): Promise<void> {
    const { endpoint, keys } = device
    checkEndpoint(endpoint, settings)
    const { origin, hostname } = new URL(endpoint)
    const status = await post(hostname, endpoint, {
      body: new Uint8Array(encryptPush(textOf(notice), keys)),
      headers: {
        Authorization: key.header(origin, settings.contact, options.now()),
        'Content-Encoding': 'aes128gcm',
        'Content-Type': 'application/octet-stream',
        TTL: String(KEPT),
        Urgency: 'high',
        Topic: 'fleetmux',
      },
    })
    // The subscription is gone: the device has turned its notifications off.
    if (status === 404 || status === 410) devices.remove(each => each === device)
    else if (status >= 400) throw refusedBy(hostname, `it answered ${status}`)
  }

  return {
    close() {
      stop()
      clearTimeout(timer)
    },
  }
}

function textOf(notice: Notice): string {
  const text = JSON.stringify(notice)
  return Buffer.byteLength(text) <= LONGEST ? text : JSON.stringify({ ...notice, body: '' })
}

async function toNtfy(url: string, { title, body }: Notice): Promise<void> {
  const headers = { Title: encodeURIComponent(title), Priority: 'high', Tags: 'robot' }
  const name = new URL(url).hostname
  const status = await post(name, url, { body: body || title, headers })
  if (status >= 400) throw refusedBy(name, `it answered ${status}`)
}

async function toWebhook(
  url: string,
  notice: Notice,
  alerts: readonly Alert[],
  withText: boolean,
): Promise<void> {
  const sessions = alerts.map(({ host, session, what, text }) => ({
    host,
    session,
    state: what,
    ...(withText && { text }),
  }))
  const name = new URL(url).hostname
  const status = await post(name, url, {
    body: JSON.stringify({ ...notice, sessions }),
    headers: { 'Content-Type': 'application/json' },
  })
  if (status >= 400) throw refusedBy(name, `it answered ${status}`)
}

interface Sent {
  readonly body: string | Uint8Array<ArrayBuffer>
  readonly headers: Readonly<Record<string, string>>
}

/**
 * Sends a request. Resolves with the status. Redirects are not followed, since they could lead into the server's own
 * network.
 */
async function post(name: string, url: string, { body, headers }: Sent): Promise<number> {
  try {
    const signal = AbortSignal.timeout(DEADLINE)
    const answer = await fetch(url, { method: 'POST', body, headers, signal, redirect: 'manual' })
    await answer.body?.cancel()
    return answer.status
  } catch (thrown) {
    throw refusedBy(name, reasonOf(thrown))
  }
}

/** The error for a failed notification. It has only the name of the service, since the address is a secret. */
function refusedBy(name: string, why: string): FailureError {
  return new FailureError({ kind: 'remote', what: `${name} did not accept the notification.`, why })
}

function failureOf(thrown: unknown) {
  if (thrown instanceof FailureError) return thrown.failure
  return makeFailure({
    kind: 'bug',
    what: 'A notification could not be created.',
    why: reasonOf(thrown),
  })
}
