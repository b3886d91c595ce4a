import { PassThrough, type Readable } from 'node:stream'
import { exitCodeOf } from './exit-code.ts'

/** The output of a command, without the trailer: text at its end, printed by our shell code, with the exit code. */
export interface Unmarked {
  readonly stream: Readable
  /** The exit code from the trailer; null: the trailer was not read yet. */
  code(): number | null
  /** Reads the rest of the command's output, even if nobody reads `stream`. Resolves when the output has ended. */
  rest(): Promise<void>
}

/**
 * Shell code that prints a trailer with the exit code after a command's output. The shell variable `c` contains the
 * exit code.
 */
export function withExitStatusTrailer(nonce: string): string {
  return `printf %s "fleetmux-end:${nonce}:$c;"`
}

/**
 * Splits a command's output into the output itself and the exit code from its trailer. The exit codes of docker and
 * kubectl themselves are not reliable: their own errors use the same codes as commands do, and they exit with 0 when
 * their server dies.
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
    // Drops text after the trailer, which docker or kubectl print themselves: "command terminated with exit code 7".
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

/**
 * The index in `bytes` at which an incomplete trailer (`fleetmux-end:NONCE:CODE;`) may begin; the length of `bytes` if
 * there is none.
 */
function couldBegin(bytes: Buffer, begin: string): number {
  // An incomplete trailer has at most this length: the fixed part and three digits.
  const first = Math.max(0, bytes.length - begin.length - 3)
  const text = bytes.subarray(first).toString('latin1')
  for (let at = text.indexOf('f'); at >= 0; at = text.indexOf('f', at + 1)) {
    const tail = text.slice(at)
    const digits = tail.slice(begin.length)
    if (begin.startsWith(tail.slice(0, begin.length)) && /^\d{0,3}$/.test(digits)) return first + at
  }
  return bytes.length
}
