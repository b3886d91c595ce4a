import { join } from 'node:path'
import * as z from 'zod'
import { FailureError } from '../../state/model/failure.ts'
import { readSecretFile, writeSecretFile } from '../access/token-file.ts'

/** Maximum number of devices (browsers) that get notifications; turning them on for one more is refused. */
const MOST = 100

const base64 = z.string().regex(/^[\w-]+=*$/)

/** The subscription that a browser makes when notifications are turned on. */
export const subscriptionShape = z.object({
  endpoint: z.string().max(2000).describe('`endpoint` of the PushSubscription of the browser'),
  keys: z
    .object({ p256dh: base64.length(87), auth: base64.min(22).max(24) })
    .describe('`keys` of the PushSubscription: {p256dh, auth}'),
})

const fileShape = z.object({
  version: z.literal(1),
  devices: z.array(subscriptionShape.extend({ token: z.string() })).max(MOST),
})
export type Device = z.infer<typeof fileShape>['devices'][number]

/** The subscribed devices. They are stored in a private file of the state directory, since endpoints are secrets. */
export interface Subscriptions {
  list(): readonly Device[]
  /** Adds a device, or replaces the device that has the same token. @throws FailureError */
  add(device: Device): void
  remove(isMeant: (device: Device) => boolean): void
}

/** Opens the list of devices in the state directory. @throws FailureError if its file is not private. */
export async function openSubscriptions(directory: string): Promise<Subscriptions> {
  const path = join(directory, 'server-push.json')
  let devices: readonly Device[] = readDevices(path, await readSecretFile(path))

  function keep(next: readonly Device[]): void {
    writeSecretFile(path, `${JSON.stringify({ version: 1, devices: next })}\n`)
    devices = next
  }

  return {
    list: () => devices,
    add(device) {
      const others = devices.filter(
        ({ token, endpoint }) => token !== device.token && endpoint !== device.endpoint,
      )
      if (others.length >= MOST)
        throw new FailureError({
          kind: 'refused',
          what: `The maximum of ${MOST} devices with notifications is reached.`,
          hint: 'Turn notifications off on one of these devices, or revoke its token.',
        })
      keep([...others, device])
    },
    remove(isMeant) {
      const left = devices.filter(each => !isMeant(each))
      if (left.length < devices.length) keep(left)
    },
  }
}

function readDevices(path: string, text: string | null): readonly Device[] {
  if (text === null) return []
  try {
    return fileShape.parse(JSON.parse(text)).devices
  } catch {
    throw new FailureError({
      kind: 'refused',
      what: `The server cannot start with the list of devices in ${path}.`,
      why: 'the file is damaged, or was written by another version of fleetmux',
      hint: `Remove the file: \`rm ${path}\`. All devices then have to turn on notifications again.`,
    })
  }
}
