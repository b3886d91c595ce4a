import { PassThrough, Writable } from 'node:stream'
import { FailureError } from '../../../state/model/failure.ts'
import { sendScript } from '../../transport/sent-script.ts'
import type { Ending, Running, Transport } from '../../transport/transport.ts'
import { ERR_BEGINS } from '../follow-script.ts'
import type { Sizes } from '../merge-streams.ts'
import { sendLines } from '../run-host.ts'
import { EXITS } from '../run-scripts.ts'
import { createFrameReader, type Frame } from './frame-reader.ts'
import { readerScript } from './reader-script.ts'

/** Reads many runs of one host with a single command on the host. */
export interface HostReader {
  /** Follows a run from these byte offsets on. The result behaves like a command that follows only this run. */
  open(id: string, from: Sizes): Running
  /** Resolves with true as soon as the program that reads runs on the host has started. */
  readonly answers: Promise<true>
  /** Resolves when the command that reads the runs has ended; with true if the host does not support it. */
  readonly ended: Promise<boolean>
  readonly isIdle: () => boolean
  close(): Promise<void>
}

interface Stream {
  readonly stdout: PassThrough
  readonly stderr: PassThrough
  /**
   * Writes the line to `stderr` after which the run's own standard error begins. Must be called before the first bytes
   * of the run (its header lines) are written to `stdout`.
   */
  begin(): void
  end(ending: Ending): void
}

/** Starts, on a host, the script that reads many runs. */
export async function openHostReader(transport: Transport): Promise<HostReader> {
  const { argv, first } = sendScript(readerScript, 'fleetmux', [])
  const running = await transport.open(argv, { first })
  const streams = new Map<number, Stream>()
  const answers = Promise.withResolvers<true>()
  let count = 0
  const frames = createFrameReader(take)
  // A broken pipe is ignored, because `running.ended` reports the end of the process.
  running.stdin.on('error', () => {})
  running.stderr.resume()
  running.stdout.on('data', (bytes: Buffer) => {
    if (!frames.add(bytes)) void running.kill()
  })

  function take({ stream, kind, bytes }: Frame): void {
    if (stream === 0) answers.resolve(true)
    const to = streams.get(stream)
    if (!to) return
    if (kind === 'h') to.begin()
    if (kind === 'x') {
      to.stderr.write(bytes)
      close(stream, { code: EXITS.missing, lost: false })
    } else (kind === 'e' ? to.stderr : to.stdout).write(bytes)
  }

  function close(nth: number, ending: Ending): void {
    const stream = streams.get(nth)
    streams.delete(nth)
    stream?.end(ending)
  }

  const ended = running.ended.then(({ code, lost }) => {
    for (const nth of [...streams.keys()]) close(nth, { code: 255, lost: true })
    return !lost && (code === EXITS.noReader || code === EXITS.missing)
  })

  return {
    answers: answers.promise,
    ended,
    isIdle: () => streams.size === 0,
    open(id, from) {
      const nth = ++count
      const { stream, result } = makeStream(id, () => {
        running.stdin.write(`close ${nth}\n`)
        close(nth, { code: 0, lost: false })
      })
      streams.set(nth, stream)
      running.stdin.write(`open ${nth} ${id} ${from.out} ${from.err}\n`)
      return result
    },
    async close() {
      running.stdin.end()
      await running.kill()
    },
  }

  function makeStream(id: string, stop: () => void): { stream: Stream; result: Running } {
    const [stdout, stderr] = [new PassThrough(), new PassThrough()]
    const over = Promise.withResolvers<Ending>()
    let hasBegun = false
    const stream: Stream = {
      stdout,
      stderr,
      begin() {
        if (!hasBegun) stderr.write(ERR_BEGINS)
        hasBegun = true
      },
      end(ending) {
        stdout.end()
        stderr.end()
        over.resolve(ending)
      },
    }
    const kill = async () => stop()
    const stdin = createSayer(transport, id, () => stream.end({ code: EXITS.noSpace, lost: false }))
    const result = { stdin, stdout, stderr, pid: undefined, ended: over.promise, kill }
    return { stream, result }
  }
}

/**
 * A stream for lines `KEY LINE` to the agent; the host accepts each KEY only once. Each write is sent by a separate
 * command, since such lines are few.
 */
function createSayer(transport: Transport, id: string, failed: () => void): Writable {
  return new Writable({
    write(chunk: Buffer, _encoding, done) {
      const lines = chunk.toString('utf8').split('\n').filter(Boolean)
      const outgoing = lines.map(text => {
        const at = text.indexOf(' ')
        return { key: text.slice(0, at), line: text.slice(at + 1) }
      })
      sendLines(transport, id, outgoing).then(
        () => done(),
        thrown => {
          // A lost connection is not reported here: the command that reads the runs ends too, and the lines that the
          // agent has not got are sent again when the next such command has started.
          if (!(thrown instanceof FailureError) || thrown.failure.kind === 'remote') failed()
          done()
        },
      )
    },
  })
}
