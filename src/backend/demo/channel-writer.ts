import { once } from 'node:events'
import type { Readable, Writable } from 'node:stream'
import type { ServerChannel } from 'ssh2'

/** ssh2 1.17 stores a chunk that waits for the channel's window in these fields, and never clears them. */
interface Leftover {
  _chunk?: Buffer
  _chunkcb?: () => void
  _chunkErr?: Buffer
  _chunkcbErr?: () => void
}

/** Copies a command's stdout and stderr to the ssh client, as fast as the client reads. */
export interface Outlet {
  /**
   * Copies one stream of the command. Resolves when `source` has ended and all its data was sent, or when the ssh
   * channel of the command is closed.
   */
  carry(source: Readable, kind: 'stdout' | 'stderr'): Promise<void>
}

/**
 * Sends the chunks of stdout and stderr one after the other: never two at once. ssh2 has a single flag for both
 * streams, which says that a chunk waits for the channel's window, and would resend an old chunk of one stream when the
 * other stream waits.
 */
export function outlet(channel: ServerChannel, gone: AbortSignal): Outlet {
  let turn: Promise<void> = Promise.resolve()
  const send = (sink: Writable, chunk: Buffer) => {
    turn = turn.then(() => write(sink, chunk, gone)).then(() => forget(channel))
    return turn
  }
  return {
    async carry(source, kind) {
      const sink = kind === 'stdout' ? channel : channel.stderr
      gone.addEventListener('abort', () => source.destroy(), { once: true })
      source.on('data', chunk => {
        source.pause()
        void send(sink, chunk).then(() => source.resume())
      })
      // 'close', not 'end': a stream that is destroyed with its channel never ends.
      if (!source.closed) await once(source, 'close')
      await turn
    },
  }
}

function write(sink: Writable, chunk: Buffer, gone: AbortSignal): Promise<void> {
  return new Promise(resolve => {
    if (gone.aborted) return resolve()
    // ssh2 never calls back if the channel was closed meanwhile.
    const settle = () => {
      gone.removeEventListener('abort', settle)
      resolve()
    }
    gone.addEventListener('abort', settle)
    sink.write(chunk, settle)
  })
}

function forget(channel: ServerChannel): void {
  const leftover = channel as unknown as Leftover
  delete leftover._chunk
  delete leftover._chunkcb
  delete leftover._chunkErr
  delete leftover._chunkcbErr
}
