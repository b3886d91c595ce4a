import { FailureError } from '../../state/model/failure.ts'
import type { PushSettings } from '../../state/model/settings/alert.ts'

/**
 * Push services of browsers. Other addresses are refused: a request could otherwise reach into the server's network.
 */
const KNOWN = [
  'fcm.googleapis.com',
  'push.services.mozilla.com',
  'push.apple.com',
  'notify.windows.com',
]
const APPLE = 'push.apple.com'

/**
 * Checks the address to which notifications of a device are sent. `services` are additional allowed origins.
 * @throws FailureError if nothing may be sent to this address.
 */
export function checkEndpoint(
  endpoint: string,
  { services, contact }: Pick<PushSettings, 'services' | 'contact'>,
): void {
  const url = URL.canParse(endpoint) ? new URL(endpoint) : null
  const isKnown = url?.protocol === 'https:' && url.port === '' && KNOWN.some(isOf(url))
  if (!url || !(isKnown || services.includes(url.origin)))
    throw refused(
      'This browser uses a push service that fleetmux does not know.',
      `Add its origin to notify.push.services in config.json${url ? `: ${url.origin}` : ''}.`,
    )
  if (isOf(url)(APPLE) && contact === '')
    throw refused(
      "Apple's push service requires the contact address of a person.",
      'Set notify.push.contact in config.json: a real mailto: or https: address.',
    )
}

function isOf({ hostname }: URL): (known: string) => boolean {
  return known => hostname === known || hostname.endsWith(`.${known}`)
}

function refused(what: string, hint: string): FailureError {
  return new FailureError({ kind: 'refused', what, hint })
}
