import type { Session } from '../../state/model/fleet.ts'
import { createPace } from '../clock.ts'
import type { TmuxClient } from './client.ts'
import { list } from './command.ts'
import { type IsOurs, readListing } from './listing.ts'

/**
 * Minimum milliseconds between two listings when tmux pushes changes. tmux pushes changes of panes at most once a
 * second, but other changes, such as a new window, at once.
 */
const PUSHED = 200
/** Milliseconds between two listings when the server is polled. */
const POLLED = 2000

export interface Watch {
  /** Must be called when tmux reports a change of its sessions: lists them again soon. Calls in between are merged. */
  refresh(): void
  /** Lists the sessions now. */
  read(): Promise<readonly Session[]>
  stop(): void
}

/**
 * Keeps the session list of one server current. It lists on every pushed change, or polls when the server does not
 * push.
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

  const pace = createPace(client.pushed ? PUSHED : POLLED, () => void turn())
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
