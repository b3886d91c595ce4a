import type { Running, Transport } from '../../transport/transport.ts'
import type { Sizes } from '../merge-streams.ts'
import { sendFollowScript } from '../run-host.ts'
import type { HostReader } from './host-reader.ts'

/**
 * Milliseconds after the end of a run at which the command that reads many runs of its host is ended, if it then reads
 * no run.
 */
const IDLE = 10_000

export interface RunOpener {
  /**
   * Starts reading a run's stored stdout and stderr from these byte offsets on. The first run of a host is read by its
   * own command, all further runs by one shared command, because an ssh connection allows only few commands at once.
   */
  open(transport: Transport, id: string, from: Sizes): Promise<Running>
  /** Whether many runs of this host can be read at once. */
  readsMany(transport: Transport): Promise<boolean>
  close(): Promise<void>
}

export function createRunOpener(): RunOpener {
  /** By host name: the single command that reads many runs of this host; null: the host does not support this. */
  const readers = new Map<string, Promise<HostReader> | null>()
  /** For each host, the number of open commands on the host that each read the output of a single run. */
  const own = new Map<string, number>()

  function readerOf(transport: Transport): Promise<HostReader> | null {
    const { host } = transport
    const known = readers.get(host)
    if (known !== undefined) return known
    const opened = import('./host-reader.ts').then(read => read.openHostReader(transport))
    readers.set(host, opened)
    opened.then(
      reader => void reader.ended.then(isUnable => forget(host, opened, isUnable)),
      () => forget(host, opened, false),
    )
    return opened
  }

  function forget(host: string, opened: Promise<HostReader>, isUnable: boolean): void {
    if (readers.get(host) !== opened) return
    if (isUnable) readers.set(host, null)
    else readers.delete(host)
  }

  async function openOwn(transport: Transport, id: string, from: Sizes): Promise<Running> {
    const { host } = transport
    const { argv, first } = sendFollowScript(id, from.out, from.err)
    own.set(host, (own.get(host) ?? 0) + 1)
    const leave = () => own.set(host, (own.get(host) ?? 1) - 1)
    try {
      const running = await transport.open(argv, { first })
      void running.ended.then(leave)
      return running
    } catch (thrown) {
      leave()
      throw thrown
    }
  }

  function openThere(host: string, reader: HostReader, id: string, from: Sizes): Running {
    const running = reader.open(id, from)
    const leave = () => {
      if (!reader.isIdle()) return
      readers.delete(host)
      void reader.close()
    }
    void running.ended.then(() => setTimeout(leave, IDLE).unref())
    return running
  }

  return {
    async open(transport, id, from) {
      const { host } = transport
      const isMany = readers.has(host) || (own.get(host) ?? 0) > 0
      const reader = isMany ? await readerOf(transport) : null
      return reader ? openThere(host, reader, id, from) : openOwn(transport, id, from)
    },
    async readsMany(transport) {
      const reader = await readerOf(transport)
      if (!reader) return false
      return Promise.race([reader.answers, reader.ended.then(() => false)])
    },
    async close() {
      const all = [...readers.values()].filter(each => each !== null)
      await Promise.allSettled(all.map(async each => (await each).close()))
    },
  }
}
