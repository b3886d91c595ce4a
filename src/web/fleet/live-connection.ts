import { signal } from '@preact/signals'
import type { FromPage, FromServer } from '../../state/json/live-message.ts'
import { forgetToken, readToken } from './device-token.ts'

/** Delays before the attempts to reconnect, in milliseconds. The last value repeats. */
const LADDER = [200, 500, 1000, 2000, 5000, 10_000]
/** Time between two pings to the server, in milliseconds. */
const PING = 20_000
/** Timeout of the answer to a ping, and of a new connection, in milliseconds. */
const ANSWER = 8000
/**
 * Timeout of the answer to a ping when the page has just become visible, in milliseconds: a connection that broke while
 * the phone was asleep still looks open.
 */
const ANSWER_SOON = 3000
/** The server's close code for a token that is no longer valid. */
const REVOKED = 4003

/** Whether the shown data is live. `since`: time from which the data is not live, in epoch milliseconds. */
export type LinkState =
  | { readonly kind: 'connecting' }
  | { readonly kind: 'live' }
  | { readonly kind: 'stale'; readonly since: number }
  | { readonly kind: 'locked' }

export const linkState = signal<LinkState>({ kind: 'connecting' })

/** Opens the only WebSocket of this tab. It reconnects without limit, and immediately when the tab becomes visible. */
export function openLive(
  receive: (message: FromServer) => void,
  opened: (say: (message: FromPage) => void) => void,
): { say(message: FromPage): void } {
  let socket: WebSocket | null = null
  let attempt = 0
  /** Whether the current connection was ever open, which shows that the server has accepted the token. */
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

  /**
   * Drops the connection unless it opens or a message arrives in time. The browser may notice a broken connection
   * minutes later.
   */
  function expectAnswer(within: number): void {
    clearTimeout(deadline)
    const awaited = socket
    deadline = setTimeout(() => {
      if (socket !== awaited || !awaited) return
      void lost(0)
      awaited.close()
    }, within)
  }

  /** Sends a ping over an open connection, and drops the connection if no answer arrives. */
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

  // Reconnects immediately when a phone wakes up.
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

/**
 * Whether the server refuses the token. A failed WebSocket does not show whether the token is refused or the server is
 * down.
 */
async function isRefused(): Promise<boolean> {
  try {
    const answer = await fetch('/api/v1/me', {
      headers: { Authorization: `Bearer ${readToken()}` },
      // The browser may send the request over a broken connection, on which no answer would ever arrive. So it is given
      // up after `ANSWER` milliseconds.
      signal: AbortSignal.timeout(ANSWER),
    })
    return answer.status === 401
  } catch {
    return false
  }
}
