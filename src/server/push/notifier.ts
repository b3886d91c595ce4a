import { agentOf, needOf } from '../../state/agents/need.ts'
import type { Fleet } from '../../state/fleet-handle.ts'
import { isReached } from '../../state/hosts/link-text.ts'
import { FailureError, makeFailure, reasonOf } from '../../state/model/failure.ts'
import { type Alert, NO_PUSH, type PushSettings } from '../../state/model/settings/alert.ts'
import { needCount } from '../../state/runs/need-count.ts'
import { paneOf } from '../../state/targets/target.ts'
import { type Notice, noticeOf } from './notice.ts'
import { toNtfy } from './ntfy.ts'
import type { Push } from './open-push.ts'
import { checkStatus, postNotice } from './post-notice.ts'
import { encryptPush, LONGEST } from './push-message.ts'
import { checkEndpoint } from './push-service.ts'
import type { Device } from './subscriptions.ts'
import { createThrottledDevices } from './throttled-devices.ts'
import { toWebhook } from './webhook.ts'

/** Time for which alerts are collected into one notification, in milliseconds. */
const COLLECT = 500
/** Minimum time between two notifications, in milliseconds. Alerts of the meantime are collected into the next one. */
const BETWEEN = 10_000
/** Time for which a push service keeps a notification for a device that is offline, in seconds. */
const KEPT = 4 * 3600

/** What becomes of a notification whose push service has asked for fewer requests. */
const LATER =
  'The service asks for fewer requests: fleetmux sends the newest notification to the device later, a few times at most.'

/** Notifies devices, and the user's ntfy topic or webhook, when sessions start to need a person. */
export function startNotifier(options: {
  readonly fleet: Pick<Fleet, 'store'>
  readonly push: Push
  readonly isValid: (token: string) => boolean
  readonly now: () => number
}): { close(): void } {
  const { store } = options.fleet
  const { key, devices } = options.push
  let seen = store.getState().alerts.last
  let waiting: Alert[] = []
  let timer: NodeJS.Timeout | undefined
  let next = 0
  const throttled = createThrottledDevices({ send: sendAgain, now: options.now })

  const stop = store.subscribe(() => {
    const { last } = store.getState().alerts
    if (!last || last === seen) return
    seen = last
    waiting.push(last)
    timer ??= setTimeout(tell, Math.max(COLLECT, next - performance.now())).unref()
  })

  function tell(): void {
    const alerts = waiting.filter(isOpen)
    waiting = []
    timer = undefined
    if (alerts.length === 0) return
    next = performance.now() + BETWEEN
    const settings = pushSettings()
    const notice = noticeOf(alerts, settings)
    const due = valid().filter(({ endpoint }) => !throttled.replace(endpoint, notice))
    for (const device of due) report(toDevice(device, notice, 0))
    if (settings.ntfy) report(toNtfy(settings.ntfy, notice))
    if (settings.webhook) report(toWebhook(settings.webhook, notice, alerts, settings.text))
  }

  /**
   * Whether the alert is still true: its question may have been answered while alerts were collected. While its host is
   * not connected, nobody can tell, so it counts as true.
   */
  function isOpen({ what, target }: Alert): boolean {
    if (what !== 'waiting' || !target) return true
    const host = store.getState().hosts.get(target.host)
    if (host && !isReached(host)) return true
    const found = paneOf(store.getState(), target)
    return found !== null && needOf(agentOf(found.host, found.pane)) === 'waiting'
  }

  const pushSettings = (): PushSettings => store.getState().settings.notify.push ?? NO_PUSH
  const valid = () => devices.list().filter(({ token }) => options.isValid(token))

  function report(sent: Promise<void>): void {
    sent.catch(thrown => store.dispatch({ type: 'failed', failure: failureOf(thrown) }))
  }

  /**
   * Sends a notification that had to wait for the push service, if the device is still subscribed and a session still
   * needs a person.
   */
  function sendAgain(endpoint: string, notice: Notice, attempt: number): void {
    const device = valid().find(each => each.endpoint === endpoint)
    if (device && needCount(store.getState()) > 0) report(toDevice(device, notice, attempt))
  }

  async function toDevice(device: Device, notice: Notice, attempt: number): Promise<void> {
    const { endpoint, keys } = device
    const settings = pushSettings()
    checkEndpoint(endpoint, settings)
    const { origin, hostname } = new URL(endpoint)
    const { status, retryAfter } = await postNotice(hostname, endpoint, {
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
    else if (status === 413 && notice.body !== '')
      await toDevice(device, { ...notice, body: '' }, attempt)
    else {
      const isThrottled = status === 429 || status === 503
      if (isThrottled) throttled.hold(endpoint, notice, retryAfter, attempt)
      checkStatus(hostname, status, isThrottled ? LATER : undefined)
    }
  }

  return {
    close() {
      stop()
      clearTimeout(timer)
      throttled.close()
    },
  }
}

function textOf(notice: Notice): string {
  const text = JSON.stringify(notice)
  return Buffer.byteLength(text) <= LONGEST ? text : JSON.stringify({ ...notice, body: '' })
}

function failureOf(thrown: unknown) {
  if (thrown instanceof FailureError) return thrown.failure
  return makeFailure({
    kind: 'bug',
    what: 'A notification could not be created.',
    why: reasonOf(thrown),
    hint: 'The sessions are not affected. If this happens again, turn notifications off and on again on your devices.',
  })
}
