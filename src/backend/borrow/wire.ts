import type { Socket } from 'node:net'

/** Characters of one piece: a line that is longer goes in several, so that no buffer grows with it. */
const PIECE = 64 * 1024
/** Nobody says more than this at once, in characters: the longest is a scrollback of 16 MiB, quoted. */
const LONGEST = 128 * 1024 * 1024
/** Characters from which a line is an answer that somebody asked for: it may wait, but few of them may. */
const LONG = 1024 * 1024
const MOST_LONG = 4
/** Characters of other lines that may wait for a reader. One that leaves more has stopped reading, and is let go. */
const UNREAD = 8 * 1024 * 1024
/** Stands before a piece behind which the line goes on; JSON never begins so. */
const MORE = '+'

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
  let begun: string[] = []
  let length = 0
  const outbox = createOutbox(socket)
  socket.setEncoding('utf8')
  socket.on('data', (chunk: string) => {
    const lines = (rest + chunk).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) if (!socket.destroyed) take(line)
    if (rest.length > PIECE * 2) socket.destroy()
  })
  // The close that follows tells all there is to know.
  socket.on('error', () => {})
  socket.once('close', ended)

  function take(line: string): void {
    length += line.length
    if (length > LONGEST) return void socket.destroy()
    if (line.startsWith(MORE)) return void begun.push(line.slice(MORE.length))
    const whole = begun.length === 0 ? line : [...begun, line].join('')
    begun = []
    length = 0
    const said = parse<In>(whole)
    if (said === null) socket.destroy()
    else hear(said)
  }

  return {
    say: line => outbox.put(JSON.stringify(line)),
    close: () => void socket.destroy(),
  }
}

/** What waits for the other side to read, in order. */
function createOutbox(socket: Socket): { put(text: string): void } {
  let waiting: { readonly text: string; at: number }[] = []
  let blocked = false
  socket.on('drain', () => {
    blocked = false
    write()
  })

  function write(): void {
    let next = waiting[0]
    while (next && !blocked && socket.writable) {
      const end = pieceEnd(next.text, next.at)
      const isLast = end >= next.text.length
      blocked = !socket.write(`${isLast ? '' : MORE}${next.text.slice(next.at, end)}\n`)
      next.at = end
      if (isLast) waiting = waiting.slice(1)
      next = waiting[0]
    }
  }

  /** Whether the other side has stopped reading: an answer is long, and all else has come to be a lot. */
  function isLeft(): boolean {
    const long = waiting.filter(({ text }) => text.length >= LONG)
    const others = waiting.filter(({ text }) => text.length < LONG)
    const unread = others.reduce((sum, { text }) => sum + text.length, socket.writableLength)
    return long.length > MOST_LONG || unread > UNREAD
  }

  return {
    put(text) {
      if (!socket.writable) return
      waiting.push({ text, at: 0 })
      write()
      if (waiting.length > 0 && isLeft()) socket.destroy()
    },
  }
}

/** No character of two halves is cut: each half alone would be another one. */
function pieceEnd(text: string, at: number): number {
  const end = Math.min(at + PIECE, text.length)
  const last = text.charCodeAt(end - 1)
  return end < text.length && last >= 0xd800 && last <= 0xdbff ? end - 1 : end
}

function parse<In>(line: string): In | null {
  try {
    return JSON.parse(line)
  } catch (error) {
    if (error instanceof SyntaxError) return null
    throw error
  }
}
