import type { Socket } from 'node:net'

/** Maximum number of open connections that have not sent a valid token. A further one closes the oldest. */
const MOST = 256

/**
 * Limits the connections that have not sent a valid token. Any user of this machine can open connections, and could use
 * up the file descriptors of this process. If there are too many, the oldest is closed, so that the server's owner can
 * always connect.
 */
export interface Strangers {
  admit(socket: Socket): void
  /**
   * Must be called when the connection has sent a valid token: it then no longer counts among those that are limited.
   */
  trust(socket: object): void
}

export function createStrangers(most = MOST): Strangers {
  const open = new Map<object, Socket>()
  return {
    admit(socket) {
      open.set(socket, socket)
      socket.once('close', () => open.delete(socket))
      const [oldest] = open.values()
      if (open.size <= most || !oldest) return
      open.delete(oldest)
      oldest.destroy()
    },
    trust(socket) {
      open.delete(socket)
    },
  }
}
