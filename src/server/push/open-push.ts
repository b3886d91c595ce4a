import { openPushKey, type PushKey } from './push-key.ts'
import { openSubscriptions, type Subscriptions } from './subscriptions.ts'

/** What web push needs: the server's key, and the subscribed devices. */
export interface Push {
  readonly key: PushKey
  readonly devices: Subscriptions
}

/** Reads the server's key for web push and the subscribed devices from the state directory. @throws FailureError */
export async function openPush(directory: string): Promise<Push> {
  const [key, devices] = await Promise.all([openPushKey(directory), openSubscriptions(directory)])
  return { key, devices }
}
