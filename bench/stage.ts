import { type Home, openHome } from './home.ts'
import { type Hosts, startHosts } from './hosts.ts'
import type { Program } from './program.ts'
import { reason } from './row.ts'

/** What the groups share, and what has to be taken down again. */
export interface Stage {
  /** The largest fleet. */
  readonly size: number
  /** All hosts, started when they are first asked for. */
  hosts(): Promise<Hosts>
  home(options: { masters: boolean }): Promise<Home>
  /** Taken down at the end of the group, the newest first, whatever happens. */
  later(close: () => Promise<unknown>): void
  /** Ends a group: all that it left to be taken down. */
  clear(): Promise<void>
  /** Ends all. */
  close(): Promise<void>
  kind(): string
}

export function createStage(program: Program, size: number): Stage {
  const closers: (() => Promise<unknown>)[] = []
  let started: Promise<Hosts> | null = null
  let kind = 'none'
  let isClosed = false

  async function start(): Promise<Hosts> {
    const hosts = await startHosts(size)
    kind = hosts.kind
    return hosts
  }

  function hosts(): Promise<Hosts> {
    started ??= start()
    return started
  }

  async function clear(): Promise<void> {
    for (let close = closers.pop(); close; close = closers.pop()) {
      // One that cannot be taken down must not leave the others standing.
      await close().catch(thrown => process.stderr.write(`bench: ${reason(thrown)}\n`))
    }
  }

  return {
    size,
    hosts,
    async home(options) {
      const home = await openHome(program.path, await hosts(), options)
      this.later(home.close)
      return home
    },
    later(close) {
      closers.push(close)
      // A group that was still at work when all was ended.
      if (isClosed) void clear()
    },
    clear,
    async close() {
      isClosed = true
      await clear()
      try {
        await started?.then(all => all.close())
      } finally {
        await program.remove()
      }
    },
    kind: () => kind,
  }
}
