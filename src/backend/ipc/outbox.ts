import type { Socket } from 'node:net'
import { CONTINUES, PIECE_LENGTH } from './json-lines.ts'

/**
 * Minimum characters of a long line, which answers a request of the other side. If more than `MOST_LONG` of them wait,
 * the other side has stopped reading and is disconnected.
 */
const LONG = 1024 * 1024
const MOST_LONG = 4
/**
 * Maximum characters of all waiting lines that are shorter than `LONG`. If more wait, the other side has stopped
 * reading and is disconnected.
 */
const UNREAD = 8 * 1024 * 1024

/** Lines that wait, in order, until the process at the other end of the socket reads. Long lines are sent in pieces. */
export interface Outbox {
  put(line: string): void
}

interface Waiting {
  readonly text: string
  at: number
  next: Waiting | null
}

export function createOutbox(socket: Socket): Outbox {
  /** A linked list, since removing the first element of an array copies the rest. */
  let first: Waiting | null = null
  let last: Waiting | null = null
  let long = 0
  /**
   * Number of characters in all waiting lines that are shorter than `LONG`. If it exceeds `UNREAD`, the other side has
   * stopped reading.
   */
  let short = 0
  let blocked = false
  socket.on('drain', () => {
    blocked = false
    write()
  })

  function write(): void {
    while (first && !blocked && socket.writable) {
      const { text, at } = first
      const end = pieceEnd(text, at)
      const isLast = end >= text.length
      blocked = !socket.write(`${isLast ? '' : CONTINUES}${text.slice(at, end)}\n`)
      first.at = end
      if (isLast) {
        first = first.next
        count(text, -1)
      }
    }
  }

  function count({ length }: string, sign: 1 | -1): void {
    if (length >= LONG) long += sign
    else short += sign * length
  }

  /** Whether the other side has stopped reading: too many long lines wait, or too many other characters. */
  function isLeft(): boolean {
    return long > MOST_LONG || short + socket.writableLength > UNREAD
  }

  return {
    put(text) {
      if (!socket.writable) return
      const line: Waiting = { text, at: 0, next: null }
      if (first && last) last.next = line
      else first = line
      last = line
      count(text, 1)
      write()
      if (first && isLeft()) socket.destroy()
    },
  }
}

/** The end of the piece that starts at `at`. Never between the two halves of a surrogate pair. */
function pieceEnd(text: string, at: number): number {
  const end = Math.min(at + PIECE_LENGTH, text.length)
  const last = text.charCodeAt(end - 1)
  return end < text.length && last >= 0xd800 && last <= 0xdbff ? end - 1 : end
}
