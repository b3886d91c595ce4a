import { createByteStore } from '../byte-store.ts'
import {
  type AnswerLimit,
  LINE_BYTES,
  lineTooLong,
  NOISE,
  STRAY_LIMIT,
  tooNoisy,
} from '../host-limit.ts'

/**
 * Parser for tmux's control mode: bytes in, events out. It uses no process and no clock. Source: tmux(1), "CONTROL
 * MODE". What the manual leaves open was measured (docs/decisions/0005-control-mode.md).
 */
export type ControlEvent =
  /**
   * The answer to one command. `ours` is true if this client sent the command, false for a command of a hook or of the
   * attach itself.
   */
  | {
      readonly type: 'answer'
      readonly ok: boolean
      readonly ours: boolean
      /** The number that tmux gives to the command; with polling, the number that fleetmux gave. */
      readonly number: string
      readonly body: Buffer
    }
  /** A line `%name rest` between answers. */
  | { readonly type: 'notice'; readonly name: string; readonly rest: Buffer }
  /** A line outside an answer that does not begin with `%`, such as the output of a start-up file. It is ignored. */
  | { readonly type: 'noise'; readonly line: Buffer }

const NEWLINE = 0x0a
const PERCENT = 0x25

interface Block {
  /**
   * The three fields `TIME NUMBER FLAGS` of the `%begin` line. Only an `%end` or `%error` line with the same fields
   * ends the answer, whatever a pane prints.
   */
  readonly guard: string
  readonly bound: AnswerLimit
  lines: number
  bytes: number
}

export interface ControlReader {
  /** Parses the next bytes, which may be cut anywhere. @throws ExcessError if a limit is exceeded, and nothing else. */
  read(chunk: Buffer): void
  /** Whether an answer has begun but not ended. */
  isInside(): boolean
}

/**
 * Reads the stdout of one client and reports each event when it is complete. `bound` returns the limits of the answer
 * that begins, given its command number.
 */
export function createControlReader(
  tell: (event: ControlEvent) => void,
  bound: (number: string) => AnswerLimit = () => STRAY_LIMIT,
): ControlReader {
  const rest = createByteStore()
  const body = createByteStore()
  let block: Block | null = null
  let noise = 0

  function take(line: Buffer): void {
    if (block) inside(line, block)
    else if (line[0] !== PERCENT) strange(line)
    else {
      const [name, after] = splitFirst(line)
      if (name === '%begin') block = begin(after.toString('latin1'))
      else tell({ type: 'notice', name: name.slice(1), rest: after })
    }
  }

  function begin(guard: string): Block {
    return { guard, bound: bound(guard.split(' ')[1] ?? ''), lines: 0, bytes: 0 }
  }

  function strange(line: Buffer): void {
    noise += line.length + 1
    if (noise > NOISE) throw tooNoisy()
    tell({ type: 'noise', line })
  }

  function inside(line: Buffer, open: Block): void {
    const ok = ending(line, open.guard)
    if (ok === null) gather(line, open)
    else close(open.guard, ok)
  }

  function close(guard: string, ok: boolean): void {
    block = null
    const [, number = '', flags] = guard.split(' ')
    // `guard` is what follows `%begin`: TIME NUMBER FLAGS. FLAGS is 1 if this client sent the command.
    tell({ type: 'answer', ok, ours: flags === '1', number, body: body.take() })
  }

  function gather(line: Buffer, open: Block): void {
    open.bytes += line.length + 1
    if (open.lines >= open.bound.lines || open.bytes > open.bound.bytes) throw open.bound.tooLarge()
    open.lines++
    if (open.bound.kept !== undefined && body.length >= open.bound.kept) return
    if (open.lines > 1) body.add(LINE_END)
    body.add(line)
  }

  function read(chunk: Buffer): void {
    let start = 0
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, start)) {
      const piece = chunk.subarray(start, end)
      start = end + 1
      if (rest.length + piece.length > LINE_BYTES) throw lineTooLong()
      if (rest.length === 0) take(piece)
      else {
        rest.add(piece)
        take(rest.take())
      }
    }
    if (rest.length + chunk.length - start > LINE_BYTES) throw lineTooLong()
    if (start < chunk.length) rest.add(chunk.subarray(start))
  }

  return { read, isInside: () => block !== null }
}

const LINE_END = Buffer.from([NEWLINE])

/** True for the `%end` line of this answer, false for its `%error` line, null for any other line. */
function ending(line: Buffer, guard: string): boolean | null {
  if (line[0] !== PERCENT || line.length > guard.length + 8) return null
  const text = line.toString('latin1')
  if (text === `%end ${guard}`) return true
  return text === `%error ${guard}` ? false : null
}

function splitFirst(line: Buffer): [string, Buffer] {
  const space = line.indexOf(0x20)
  return space < 0
    ? [line.toString('latin1'), Buffer.alloc(0)]
    : [line.toString('latin1', 0, space), line.subarray(space + 1)]
}

/**
 * Decodes the data of `%output`: tmux writes the backslash and bytes below space as backslash and three octal digits.
 */
export function unescapeOutput(data: Buffer): Buffer {
  const out = Buffer.allocUnsafe(data.length)
  let length = 0
  for (let at = 0; at < data.length; at++) {
    const octal = data[at] === 0x5c ? octalAt(data, at + 1) : null
    out[length++] = octal ?? data[at] ?? 0
    if (octal !== null) at += 3
  }
  return out.subarray(0, length)
}

function octalAt(data: Buffer, at: number): number | null {
  let value = 0
  for (let index = at; index < at + 3; index++) {
    const digit = (data[index] ?? 0) - 0x30
    if (digit < 0 || digit > 7) return null
    value = value * 8 + digit
  }
  return value > 255 ? null : value
}
