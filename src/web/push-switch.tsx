import { useEffect, useState } from 'preact/hooks'
import { ask, post } from './fleet/api.ts'

interface Known {
  readonly key: string
  readonly on: boolean
}

const isPossible = isSecureContext && 'PushManager' in window && 'serviceWorker' in navigator

export function PushSwitch() {
  const [known, setKnown] = useState<Known | null>(null)
  const [said, setSaid] = useState('')
  useEffect(() => {
    void ask<Known>('/api/v1/push').then(({ data }) => setKnown(data ?? null))
  }, [])
  if (!known) return null
  if (!isPossible)
    return (
      <p class="quiet">
        Notifications in this browser need https or localhost. An ntfy topic or a webhook works
        everywhere (notify.push in config.json).
      </p>
    )
  const turn = async () => {
    setSaid('')
    const failure = known.on ? await turnOff() : await turnOn(known.key)
    if (failure === '') setKnown({ ...known, on: !known.on })
    setSaid(failure)
  }
  return (
    <div class="push-switch">
      <button type="button" aria-pressed={known.on} onClick={() => void turn()}>
        {known.on ? 'Turn off notifications on this device' : 'Notify this device'}
      </button>
      <span role="status">{said}</span>
    </div>
  )
}

/** Turns notifications on. Resolves with the reason if this fails, else with ''. */
async function turnOn(key: string): Promise<string> {
  try {
    if ((await Notification.requestPermission()) !== 'granted')
      return 'This browser blocks the notifications of this page. Allow them in the settings of the browser.'
    const { pushManager } = await navigator.serviceWorker.ready
    // A subscription made for an earlier key of the server cannot be used.
    await (await pushManager.getSubscription())?.unsubscribe()
    const subscription = await pushManager.subscribe({
      userVisibleOnly: true,
      applicationServerKey: key,
    })
    const { endpoint, keys } = subscription.toJSON()
    const { success, message } = await post('/api/v1/push', { endpoint, keys })
    return success ? '' : (message ?? 'The server did not accept the request.')
  } catch (thrown) {
    return `This device will get no notifications, because the push service of its browser could not be reached (${thrown instanceof Error ? thrown.message : thrown}). Try again later.`
  }
}

async function turnOff(): Promise<string> {
  const { success, message } = await ask('/api/v1/push', { method: 'DELETE' })
  const registration = await navigator.serviceWorker.getRegistration()
  await (await registration?.pushManager.getSubscription())?.unsubscribe()
  return success ? '' : (message ?? 'The server did not accept the request.')
}
