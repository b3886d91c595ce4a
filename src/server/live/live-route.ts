import { upgradeWebSocket } from '@hono/node-server'
import type { Context } from 'hono'
import type { WebSocket } from 'ws'
import type { Env } from '../access/gate.ts'
import type { Tokens } from '../access/token-store.ts'
import { endWhenRevoked } from '../streams/revocation.ts'
import { createLiveViewer, type LiveViewer, type ViewerOptions } from './live-viewer.ts'
import { readMessage } from './read-message.ts'

/** Time between two pings, in milliseconds. */
const PING = 30_000
/** Time without a pong after which the connection is closed, in milliseconds. */
const SILENCE = 90_000
/** Maximum number of bytes that may wait for a page. The connection of a page that does not read is closed. */
const BACKLOG = 8 * 1024 * 1024

/** Close code when the server ends: the page reconnects. */
export const SERVER_ENDING = 1001
/** Close code for a page that reads too slowly: the page reconnects. */
const LATER = 1013
/** Close code when the token becomes invalid: the page asks for a new token. */
const REVOKED = 4003

/** The answer to a message of a page that is invalid. */
const UNREAD =
  'The server could not read a message of this page. Reload the page: it may be of another version than the server.'

/** One WebSocket per page. `open`: all open sockets, which the server closes at its end. */
export function liveRoute(
  api: Omit<ViewerOptions, 'caller' | 'socket'> & { readonly tokens: Tokens },
  open: Set<WebSocket>,
) {
  return upgradeWebSocket((c: Context<Env>) => {
    const caller = c.get('caller')
    let viewer: LiveViewer | null = null
    let end = () => {}
    return {
      onOpen(_, { raw }) {
        const socket = raw as WebSocket
        open.add(socket)
        const alive = keepAlive(socket)
        const forget = endWhenRevoked({ ...api, caller }, () => socket.close(REVOKED, 'revoked'))
        viewer = createLiveViewer({
          ...api,
          caller,
          socket: {
            waiting: () => socket.bufferedAmount,
            send(text) {
              if (socket.bufferedAmount > BACKLOG) socket.close(LATER, 'behind')
              else socket.send(text, () => viewer?.drained())
            },
          },
        })
        end = () => {
          open.delete(socket)
          alive()
          forget()
          viewer?.close()
          viewer = null
        }
      },
      onMessage({ data }, ws) {
        const message = typeof data === 'string' ? readMessage(data) : null
        if (message) viewer?.receive(message)
        else ws.send(JSON.stringify({ type: 'refused', message: UNREAD }))
      },
      onClose: () => end(),
      onError: () => end(),
    }
  })
}

/** Closes the connection of a page that has vanished without closing it. */
function keepAlive(socket: WebSocket): () => void {
  let heard = performance.now()
  socket.on('pong', () => {
    heard = performance.now()
  })
  const timer = setInterval(() => {
    if (performance.now() - heard > SILENCE) socket.terminate()
    else socket.ping()
  }, PING)
  timer.unref()
  return () => clearInterval(timer)
}
