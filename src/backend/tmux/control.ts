/**
 * tmux's control mode, bytes in, events out. Pure: it knows no process and no clock.
 * Source: tmux(1), "CONTROL MODE"; what it leaves open was measured (docs/decisions/0005-control-mode.md).
 */
export type ControlEvent =
  /** The answer to one command. `ours`: asked on this client, not by a hook or by the attach itself. */
  | { readonly type: 'answer'; readonly ok: boolean; readonly ours: boolean; readonly body: Buffer }
  /** `%name rest`, between answers. */
  | { readonly type: 'notice'; readonly name: string; readonly rest: Buffer }
  /** A line that is neither: start-up noise, or what a cut left over. */
  | { readonly type: 'noise'; readonly line: Buffer }

const NEWLINE = 0x0a
const PERCENT = 0x25

interface Block {
  /** `T N F` of its %begin: only an end with the same three closes it, whatever a pane prints. */
  readonly guard: string
  readonly pieces: Buffer[]
}

/** Reads one client's stdout. Feed it chunks cut anywhere; it never throws on bytes. */
export function createControlReader(): (chunk: Buffer) => ControlEvent[] {
  let rest: Buffer[] = []
  let block: Block | null = null

  function take(line: Buffer): ControlEvent | null {
    if (block) return inside(line, block)
    if (line[0] !== PERCENT) return { type: 'noise', line }
    const [name, after] = splitFirst(line)
    if (name === '%begin') {
      block = { guard: after.toString('latin1'), pieces: [] }
      return null
    }
    return { type: 'notice', name: name.slice(1), rest: after }
  }

  function inside(line: Buffer, open: Block): ControlEvent | null {
    const ok = ending(line, open.guard)
    if (ok === null) {
      open.pieces.push(line)
      return null
    }
    block = null
    // The last of the three is 1 where this client asked.
    return { type: 'answer', ok, ours: open.guard.endsWith(' 1'), body: joinLines(open.pieces) }
  }

  return chunk => {
    const events: ControlEvent[] = []
    let start = 0
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, start)) {
      const piece = chunk.subarray(start, end)
      const line = rest.length > 0 ? Buffer.concat([...rest, piece]) : piece
      rest = []
      start = end + 1
      const event = take(line)
      if (event) events.push(event)
    }
    // A copy: the chunk's memory belongs to the stream.
    if (start < chunk.length) rest.push(Buffer.from(chunk.subarray(start)))
    return events
  }
}

/** true for the %end, false for the %error that closes this block, null for any other line. */
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

function joinLines(lines: readonly Buffer[]): Buffer {
  const newline = Buffer.from([NEWLINE])
  return Buffer.concat(lines.flatMap((line, index) => (index > 0 ? [newline, line] : [line])))
}

/** The bytes behind `%output`'s data: what is below space, and the backslash, came as `\ooo`. */
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
