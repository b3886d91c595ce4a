import { createInterface } from 'node:readline'
import type { ReadStream, WriteStream } from 'node:tty'
import { strip } from '../../state/text/text.ts'
import type { CommandContext } from '../command/context.ts'

export interface ProcessStreams {
  readonly stdin: ReadStream
  readonly stdout: WriteStream
  readonly stderr: WriteStream
  readonly environment: Readonly<Record<string, string | undefined>>
}

export interface Streams
  extends Pick<
    CommandContext,
    'print' | 'say' | 'terminal' | 'readLine' | 'readAll' | 'environment'
  > {
  /** Resolves when the program that reads the output of this process has closed the pipe. */
  readonly broken: Promise<void>
  /** Resolves when all printed data has left this process. */
  flushed(): Promise<void>
}

export function createStreams({ stdin, stdout, stderr, environment }: ProcessStreams): Streams {
  const broken = Promise.withResolvers<void>()
  const onError = (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE' && error.code !== 'EIO') throw error
    broken.resolve()
  }
  // All writers share one promise, because each would otherwise add its own listener for `drain`.
  let drained: Promise<unknown> | null = null
  const untilDrained = () => {
    drained ??= new Promise(resolve => stdout.once('drain', resolve)).finally(() => {
      drained = null
    })
    return Promise.race([drained, broken.promise])
  }
  stdout.on('error', onError)
  stderr.on('error', onError)
  const flush = (stream: WriteStream) =>
    stream.writable
      ? new Promise<void>(resolve => stream.write('', () => resolve()))
      : Promise.resolve()

  return {
    environment,
    terminal: {
      stdin: stdin.isTTY === true,
      stdout: stdout.isTTY === true,
      columns: stdout.columns || 80,
      colour: stdout.isTTY === true && !environment.NO_COLOR && environment.TERM !== 'dumb',
    },
    broken: broken.promise,
    async print(line) {
      if (stdout.write(`${line}\n`)) return
      // Waits for a slow reader, so that no data piles up in this process.
      await untilDrained()
    },
    // The text is always cleaned, because it may contain names that come from hosts.
    say: text => void stderr.write(`${text.split('\n').map(strip).join('\n')}\n`),
    async readLine() {
      const lines = createInterface({ input: stdin })
      const line = await new Promise<string>(resolve => {
        lines.once('line', resolve).once('close', () => resolve(''))
      })
      lines.close()
      return line
    },
    async readAll() {
      const chunks: Buffer[] = []
      for await (const chunk of stdin) chunks.push(Buffer.from(chunk))
      return Buffer.concat(chunks)
    },
    flushed: async () => {
      await Promise.race([Promise.all([flush(stdout), flush(stderr)]), broken.promise])
    },
  }
}
