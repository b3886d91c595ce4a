import type { Socket } from 'node:net'

/** Simulates the network in front of an embedded host: it can freeze or break. */
export interface Line {
  /** Calls `serve` for a new socket: at once, or after `thaw`. */
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
      // Corked as well: output during a freeze is buffered, as on a real network.
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
