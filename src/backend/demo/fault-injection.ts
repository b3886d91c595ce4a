import type { Socket } from 'node:net'

/**
 * Simulates the network between ssh clients and a demo host (an ssh server in this process). The network can be frozen
 * or broken.
 */
export interface Line {
  /** Registers a new socket and calls `serve`: at once, or after `thaw` if the network is frozen. */
  take(socket: Socket, serve: () => void): void
  freeze(): void
  thaw(): void
  cut(): void
}

export function newLine(): Line {
  const sockets = new Set<Socket>()
  const held = new Map<Socket, () => void>()
  let frozen = false
  return {
    take(socket, serve) {
      sockets.add(socket)
      socket.on('error', () => undefined)
      socket.on('close', () => {
        sockets.delete(socket)
        held.delete(socket)
      })
      if (frozen) held.set(socket, serve)
      else serve()
    },
    freeze() {
      if (frozen) return
      frozen = true
      // Also cork the sockets: output during a freeze is buffered, as on a real network.
      for (const socket of sockets) socket.pause().cork()
    },
    thaw() {
      if (!frozen) return
      frozen = false
      for (const socket of sockets) if (!held.has(socket)) thaw(socket)
      for (const serve of held.values()) serve()
      held.clear()
    },
    cut() {
      for (const socket of sockets) socket.destroy()
    },
  }
}

function thaw(socket: Socket): void {
  socket.uncork()
  socket.resume()
}
