import { useEffect, useState } from 'preact/hooks'
import { post } from './fleet/api.ts'
import { deviceName } from './fleet/device-name.ts'
import { keepToken } from './fleet/device-token.ts'

/** The login view: by a pairing link, a link to one session, or a pasted token. */
export function Login() {
  const [token, setToken] = useState('')
  const [said, setSaid] = useState('')
  useEffect(() => {
    void takeFragment(setSaid)
  }, [])
  return (
    <form
      class="login card"
      onSubmit={event => {
        event.preventDefault()
        enter(token.trim())
      }}
    >
      <h1>fleetmux</h1>
      <p>
        This device is not paired. Press Enter where <code>fleetmux server</code> runs, and open the
        link that it prints; or paste a token.
      </p>
      <label>
        Token{' '}
        <input
          type="password"
          autocomplete="off"
          value={token}
          onInput={event => setToken(event.currentTarget.value)}
        />
      </label>
      <button type="submit" disabled={token.trim() === ''}>
        Enter
      </button>
      <p role="status">{said}</p>
    </form>
  )
}

function enter(token: string): void {
  keepToken(token)
  location.reload()
}

/** Exchanges the code in the URL's fragment for a token of this device. A fragment is never sent to a server. */
async function takeFragment(say: (text: string) => void): Promise<void> {
  const [, what, secret] = /^#(pair|share)=([\w-]+)$/.exec(location.hash) ?? []
  if (!what || !secret) return
  history.replaceState(null, '', location.pathname)
  if (what === 'share') return enter(secret)
  const name = deviceName(navigator.userAgent)
  const { data, message } = await post<{ token: string }>('/api/v1/pair', { code: secret, name })
  if (data) enter(data.token)
  else say(message ?? 'The server did not accept the code.')
}
