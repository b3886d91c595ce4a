import type { Socket } from 'node:net'
import { MORE, PIECE } from './json-lines.ts'

/** Characters from which a line is an answer that somebody asked for: it may wait, but few of them may. */
const LONG = 1024 * 1024
const MOST_LONG = 4
/** Characters of other lines that may wait for a reader. One that leaves more has stopped reading, and is let go. */
const UNREAD = 8 * 1024 * 1024

/** What waits for the other side to read, in order, in pieces. */
export interface Outbox {
  put(line: string): void
}

export function createOutbox(socket: Socket): Outbox {
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
