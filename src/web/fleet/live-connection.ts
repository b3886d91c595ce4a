import { signal } from '@preact/signals'
import type { FromPage, FromServer } from '../../state/json/live-message.ts'
import { forgetToken, readToken } from './device-token.ts'

/** Milliseconds before each reconnect; the last value repeats. */
const LADDER = [200, 500, 1000, 2000, 5000, 10_000]
/** Milliseconds between two questions whether the server is still there, and for its answer or for a new connection. */
const PING = 20_000
const ANSWER = 8000
/** The same for a page that has just become visible: a connection that broke while the phone slept looks open. */
const ANSWER_SOON = 3000
/** The server's close code for a token that is no longer valid. */
const REVOKED = 4003

/** Whether the data is live; else since when it is not, in epoch milliseconds. */
export type LinkState =
  | { readonly kind: 'connecting' }
  | { readonly kind: 'live' }
  | { readonly kind: 'stale'; readonly since: number }
  | { readonly kind: 'locked' }

export const linkState = signal<LinkState>({ kind: 'connecting' })

/** The only socket of this tab. It reconnects without limit, and at once when the tab becomes visible. */
export function openLive(
  receive: (message: FromServer) => void,
  opened: (say: (message: FromPage) => void) => void,
): { say(message: FromPage): void } {
  let socket: WebSocket | null = null
  let attempt = 0
  /** The current connection has been open: its token was taken. */
  let wasOpen = false
  let timer = 0
  let deadline = 0

  function connect(): void {
    clearTimeout(timer)
    const token = readToken()
    if (!token) {
      linkState.value = { kind: 'locked' }
      return
    }
    const scheme = location.protocol === 'https:' ? 'wss:' : 'ws:'
    const next = new WebSocket(`${scheme}//${location.host}/api/v1/live`, ['fleetmux.v1', token])
    socket = next
    wasOpen = false
    expectAnswer(ANSWER)
    next.onopen = () => {
      attempt = 0
      wasOpen = true
      clearTimeout(deadline)
      linkState.value = { kind: 'live' }
      opened(say)
    }
    next.onmessage = ({ data }) => {
      clearTimeout(deadline)
      receive(JSON.parse(String(data)) as FromServer)
    }
    next.onclose = ({ code }) => {
      if (socket === next) void lost(code)
    }
  }

  /** Gives the connection up unless something comes in this time. Its own end may be minutes away. */
  function expectAnswer(within: number): void {
    clearTimeout(deadline)
    const awaited = socket
    deadline = setTimeout(() => {
      if (socket !== awaited || !awaited) return
      void lost(0)
      awaited.close()
    }, within)
  }

  /** Asks an open connection whether it still is one. */
  function check(within: number): void {
    if (socket?.readyState !== WebSocket.OPEN) return
    say({ type: 'ping' })
    expectAnswer(within)
  }

  async function lost(code: number): Promise<void> {
    socket = null
    clearTimeout(deadline)
    if (linkState.value.kind !== 'stale') linkState.value = { kind: 'stale', since: Date.now() }
    if (code === REVOKED || (!wasOpen && (await isRefused()))) {
      forgetToken()
      linkState.value = { kind: 'locked' }
      return
    }
    timer = setTimeout(connect, LADDER[Math.min(attempt++, LADDER.length - 1)])
  }

  function say(message: FromPage): void {
    if (socket?.readyState === WebSocket.OPEN) socket.send(JSON.stringify(message))
  }

  // A phone that wakes reconnects at once.
  const again = () => {
    if (document.visibilityState !== 'visible' || linkState.value.kind === 'locked') return
    if (socket) check(ANSWER_SOON)
    else connect()
  }
  addEventListener('online', again)
  addEventListener('pageshow', again)
  document.addEventListener('visibilitychange', again)
  document.addEventListener('resume', again)
  setInterval(() => check(ANSWER), PING)
  connect()
  return { say }
}

/** Whether the token is refused: a failed socket does not show whether the server is down or the token invalid. */
async function isRefused(): Promise<boolean> {
  try {
    const answer = await fetch('/api/v1/me', {
      headers: { Authorization: `Bearer ${readToken()}` },
      // The browser may ask over a connection that is dead, too.
      signal: AbortSignal.timeout(ANSWER),
    })
    return answer.status === 401
  } catch {
    return false
  }
}
