import type { Session } from '../../state/model/fleet.ts'
import { createPace } from '../clock.ts'
import type { TmuxClient } from './client.ts'
import { list } from './command.ts'
import { type IsOurs, readListing } from './listing.ts'

/** How often the list is read at most, in milliseconds. tmux itself pushes once a second. */
const PUSHED = 200
const SWEPT = 2000

export interface Watch {
  /** Something moved: read the list again, soon. Requests in between coalesce. */
  refresh(): void
  /** Reads the list now. */
  read(): Promise<readonly Session[]>
  stop(): void
}

/**
 * Keeps the sessions of one server known. Where the server pushes, it reads on being told;
 * where it does not, it sweeps.
 */
export function createWatch(options: {
  readonly client: TmuxClient
  readonly isOurs: IsOurs
  readonly found: (sessions: readonly Session[]) => void
  readonly failed: (error: unknown) => void
}): Watch {
  const { client } = options
  let reading = false
  let again = false
  let stopped = false

  async function read(): Promise<readonly Session[]> {
    const sessions = readListing(await client.ask(list()), options.isOurs)
    if (!stopped) options.found(sessions)
    return sessions
  }

  async function turn(): Promise<void> {
    if (reading) {
      again = true
      return
    }
    reading = true
    try {
      await read()
    } catch (error) {
      if (!stopped) options.failed(error)
    } finally {
      reading = false
    }
    if (!stopped && (again || !client.pushed)) {
      again = false
      pace.request()
    }
  }

  const pace = createPace(client.pushed ? PUSHED : SWEPT, () => void turn())
  if (!client.pushed) pace.request()

  return {
    refresh: () => pace.request(),
    read,
    stop() {
      stopped = true
      pace.stop()
    },
  }
}
