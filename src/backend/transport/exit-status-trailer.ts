import { PassThrough, type Readable } from 'node:stream'
import { exitCodeOf } from './exit-code.ts'

/** A stream without the mark of its end. */
export interface Unmarked {
  readonly stream: Readable
  /** The exit code that stood in the mark, by now; null where none was seen. */
  code(): number | null
  /** Reads what is left, however slow the reader of `stream` is: resolves when all of the source is read. */
  rest(): Promise<void>
}

/** What prints the mark, for a POSIX shell, when `$c` is the exit code. */
export function withExitStatusTrailer(nonce: string): string {
  return `printf %s "fleetmux-end:${nonce}:$c;"`
}

/**
 * Ends a stream at the mark, and reads the exit code in it. Docker's and kubectl's own codes say less:
 * they use those of commands for their own trouble, and 0 for a server that died.
 */
export function readExitStatusTrailer(source: Readable, nonce: string): Unmarked {
  const stream = new PassThrough()
  const mark = new RegExp(`fleetmux-end:${nonce}:(\\d{1,3});`)
  const begin = `fleetmux-end:${nonce}:`
  let held = Buffer.alloc(0)
  let code: number | null = null
  let hurried = false
  const { promise: read, resolve } = Promise.withResolvers<void>()

  function take(chunk: Buffer): void {
    // What comes behind it are words of the client's own: "command terminated with exit code 7".
    if (code !== null) return
    held = Buffer.concat([held, chunk])
    const match = mark.exec(held.toString('latin1'))
    if (match) {
      code = exitCodeOf(Number(match[1]))
      give(held.subarray(0, match.index))
      held = Buffer.alloc(0)
      return
    }
    const keep = couldBegin(held, begin)
    give(held.subarray(0, keep))
    held = held.subarray(keep)
  }

  function give(bytes: Buffer): void {
    if (bytes.length === 0 || stream.write(bytes) || hurried) return
    source.pause()
    stream.once('drain', () => source.resume())
  }

  function finish(): void {
    if (!stream.writableEnded) stream.end(held)
    resolve()
  }

  stream.on('error', () => {})
  source.on('data', take).once('end', finish).once('close', finish)
  return {
    stream,
    code: () => code,
    rest() {
      hurried = true
      source.resume()
      return read
    },
  }
}

/** Where in `bytes` the mark could have begun without being whole; their length where nowhere. */
function couldBegin(bytes: Buffer, begin: string): number {
  // The digits of an exit code and one less than the whole mark.
  const first = Math.max(0, bytes.length - begin.length - 3)
  const text = bytes.subarray(first).toString('latin1')
  for (let at = text.indexOf('f'); at >= 0; at = text.indexOf('f', at + 1)) {
    const tail = text.slice(at)
    const digits = tail.slice(begin.length)
    if (begin.startsWith(tail.slice(0, begin.length)) && /^\d{0,3}$/.test(digits)) return first + at
  }
  return bytes.length
}
