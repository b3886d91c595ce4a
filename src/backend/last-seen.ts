import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { stateDirectory } from '../disk/own-directory.ts'
import { memoriesOf } from '../state/hosts/recall.ts'
import { reasonOf } from '../state/model/failure.ts'
import type { LastSeenHosts } from '../state/model/last-seen.ts'
import type { Event } from '../state/model/messages/event.ts'
import type { State } from '../state/model/state.ts'
import type { Store } from '../state/store.ts'
import { writePrivateJson } from './files/private-file.ts'

/**
 * Content of the file that keeps the sessions seen by one start of fleetmux for the next start. The file has session
 * names and titles, so only its owner can read it.
 */
interface LastSeen {
  /** The release of fleetmux that wrote the file. Another release ignores the file, since its fields may differ. */
  readonly release: string
  readonly memories: LastSeenHosts
}

/**
 * Milliseconds between two writes of the sessions that this process has listed to the file; a crash loses at most the
 * changes of this time.
 */
const BETWEEN = 60_000

/**
 * Shows the sessions that an earlier fleetmux process has stored, and stores those of this process for the next one.
 * Returns a function that writes once more and stops. A read or write error is shown as a warning.
 */
export function keepLastSeen(
  store: Store,
  release: string,
  env: NodeJS.ProcessEnv = process.env,
): () => void {
  const path = join(stateDirectory(env), 'last-seen.json')
  const warn = (text: string): Event => ({ type: 'warned', text })
  const before = read(path, release, text => store.dispatch(warn(text)))
  if (Object.keys(before).length > 0) store.dispatch({ type: 'recalled', memories: before })

  let written: State['hosts'] = store.getState().hosts
  let timer: NodeJS.Timeout | null = null
  function keep(): void {
    timer = null
    const state = store.getState()
    if (state.hosts === written) return
    written = state.hosts
    try {
      const seen: LastSeen = { release, memories: memoriesOf(state, before) }
      writePrivateJson(path, seen)
    } catch (thrown) {
      stop()
      store.dispatch(
        warn(
          `The list of sessions cannot be saved for the next start: ${reasonOf(thrown)}. Check that your user can write to ${path}.`,
        ),
      )
    }
  }

  const unsubscribe = store.subscribe(() => {
    if (store.getState().hosts !== written) timer ??= setTimeout(keep, BETWEEN).unref()
  })
  function stop(): void {
    unsubscribe()
    if (timer) clearTimeout(timer)
  }
  return () => {
    stop()
    keep()
  }
}

function read(path: string, release: string, warn: (text: string) => void): LastSeenHosts {
  try {
    const seen: Partial<LastSeen> = JSON.parse(readFileSync(path, 'utf8'))
    return seen.release === release && seen.memories ? seen.memories : {}
  } catch (thrown) {
    const isFirst = (thrown as NodeJS.ErrnoException).code === 'ENOENT'
    if (!isFirst)
      warn(
        `The saved list of sessions cannot be read from ${path}: ${reasonOf(thrown)}. fleetmux starts without it, and saves a new one.`,
      )
    return {}
  }
}
