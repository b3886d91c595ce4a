import type { Socket } from 'node:net'
import { createJsonLines } from './json-lines.ts'
import { createOutbox } from './outbox.ts'

/**
 * JSON lines over a socket in both directions. It ends when either side closes it, sends too long a line, or leaves too
 * much unread.
 */
export interface Wire<Out> {
  say(line: Out): void
  close(): void
}

/**
 * Creates a connection that sends and receives JSON lines over `socket`. `read` checks each message of the other side;
 * an invalid message, or a line that is not JSON, closes the socket.
 */
export function createWire<In, Out>(
  socket: Socket,
  read: (line: unknown) => In | null,
  hear: (line: In) => void,
  ended: () => void,
): Wire<Out> {
  const lines = createJsonLines()
  const outbox = createOutbox(socket)
  socket.setEncoding('utf8')
  socket.on('data', (chunk: string) => {
    const { values, isBroken } = lines(chunk)
    for (const value of values) if (!socket.destroyed) take(value)
    if (isBroken) socket.destroy()
  })
  // The socket emits `close` after an error, and the `close` listener calls `ended`.
  socket.on('error', () => {})
  socket.once('close', ended)

  function take(value: unknown): void {
    const line = read(value)
    if (line === null) socket.destroy()
    else hear(line)
  }

  return {
    say: line => outbox.put(JSON.stringify(line)),
    close: () => void socket.destroy(),
  }
}
