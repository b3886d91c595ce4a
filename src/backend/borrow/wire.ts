import type { Socket } from 'node:net'

/** Nobody says more than this in one line, in characters: the longest is a text of 1 MiB, quoted. */
const LONGEST = 16 * 1024 * 1024
/** Bytes that may wait for a reader. One that leaves more has stopped reading, and is let go. */
const UNREAD = 8 * 1024 * 1024

/** JSON lines over a socket, both ways; ended by either side, or by whoever breaks the bounds. */
export interface Wire<Out> {
  say(line: Out): void
  close(): void
}

/** `In` is what the other side, a fleetmux of the same version, says; what is no JSON ends the wire. */
export function createWire<In, Out>(
  socket: Socket,
  hear: (line: In) => void,
  ended: () => void,
): Wire<Out> {
  let rest = ''
  socket.setEncoding('utf8')
  socket.on('data', (chunk: string) => {
    const lines = (rest + chunk).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) if (!socket.destroyed) read(line)
    if (rest.length > LONGEST) socket.destroy()
  })
  // The close that follows tells all there is to know.
  socket.on('error', () => {})
  socket.once('close', ended)

  function read(line: string): void {
    const said = parse<In>(line)
    if (said === null) socket.destroy()
    else hear(said)
  }

  return {
    say(line) {
      if (!socket.writable) return
      socket.write(`${JSON.stringify(line)}\n`)
      if (socket.writableLength > UNREAD) socket.destroy()
    },
    close: () => void socket.destroy(),
  }
}

function parse<In>(line: string): In | null {
  try {
    return JSON.parse(line)
  } catch (error) {
    if (error instanceof SyntaxError) return null
    throw error
  }
}
