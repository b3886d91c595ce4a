import type { Socket } from 'node:net'
import { createJsonLines } from './json-lines.ts'
import { createOutbox } from './outbox.ts'

/** JSON lines over a socket, both ways; ended by either side, or by whoever breaks the bounds. */
export interface Wire<Out> {
  say(line: Out): void
  close(): void
}

/** `read` says whether a line is one of the other side's; one that is not, or is no JSON, ends the wire. */
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
  // The close that follows tells all there is to know.
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
