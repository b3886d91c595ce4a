import { constants } from 'node:os'
import { PassThrough, type Readable } from 'node:stream'
import type { Client, ClientChannel, ExecOptions } from 'ssh2'
import { delay } from '../clock.ts'
import type { Child, Exit } from '../process.ts'
import type { StartedChild } from '../transport/base-transport.ts'
import { exitCodeOf } from '../transport/exit-code.ts'
import type { OpenOptions } from '../transport/transport.ts'

/**
 * Starts a command on a connection, and makes it look like a child process. Rejects with ssh2's own error if the
 * command does not start.
 */
export function execOn(
  client: Client,
  line: string,
  { pty, first }: OpenOptions,
): Promise<StartedChild> {
  const how: ExecOptions = pty ? { pty: { ...pty, cols: pty.columns, term: 'xterm' } } : {}
  return new Promise((resolve, reject) => {
    const closed = () => reject(new Error('Not connected'))
    client.once('close', closed)
    client.exec(line, how, (error, channel) => {
      client.off('close', closed)
      if (error) reject(error)
      else {
        // Add the listeners and resolve in this callback, without an await: the end of a short command may be in the
        // same packet as its start.
        const begun = begunOn(client, channel)
        if (first !== undefined) begun.child.stdin.write(first)
        resolve(begun)
      }
    })
  })
}

function begunOn(client: Client, channel: ClientChannel): StartedChild {
  const { promise: exited, resolve } = Promise.withResolvers<Exit>()
  let over = false
  let broke = false
  const end = (code: number) => {
    over = true
    resolve({ code })
  }
  // ssh2 also emits `close` after an exit. A `close` without an exit means that the connection broke.
  const gone = () => {
    if (over) return
    broke = true
    end(255)
  }
  channel.once('exit', (code: number | null, signal?: string) => end(codeOf(code, signal)))
  channel.once('close', gone)
  client.once('close', gone)
  void exited.then(() => client.off('close', gone))
  const child: Child = {
    pid: undefined,
    stdin: channel.on('error', () => {}),
    stdout: kept(channel),
    stderr: kept(channel.stderr),
    exited,
    async kill() {
      const closed = new Promise(done => channel.once('close', done))
      end(128 + constants.signals.SIGTERM)
      channel.close()
      if (!channel.destroyed) await Promise.race([closed, delay(1000)])
      for (const stream of [child.stdout, child.stderr]) stream.destroy()
    },
  }
  return { child, lost: async () => broke }
}

/** Copies a stream with backpressure. The copy also ends if the channel fails. */
function kept(source: Readable): Readable {
  const stream = new PassThrough()
  stream.on('error', () => {})
  source.once('error', () => stream.end()).once('close', () => stream.end())
  return source.pipe(stream)
}

function codeOf(code: number | null, signal: string | undefined): number {
  if (code !== null) return exitCodeOf(code)
  const name = `SIG${(signal ?? '').replace(/^SIG/, '')}` as keyof typeof constants.signals
  return 128 + (Object.hasOwn(constants.signals, name) ? constants.signals[name] : 0)
}
