import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { stateDirectory } from '../disk/own-directory.ts'
import { memoriesOf } from '../state/hosts/recall.ts'
import { reasonOf } from '../state/model/failure.ts'
import type { Memories } from '../state/model/last-seen.ts'
import type { Event } from '../state/model/messages/event.ts'
import type { State } from '../state/model/state.ts'
import type { Store } from '../state/store.ts'
import { writePrivateJson } from './files/private-file.ts'

/** The file in which one run tells the next what it saw; names and titles are in it, so it is its owner's alone. */
interface LastSeen {
  /** Another release may know sessions by other fields. */
  readonly release: string
  readonly memories: Memories
}

/** Milliseconds between two writes while sessions change; what is lost with a crash is no older. */
const BETWEEN = 60_000

/**
 * Shows what was seen last time, and keeps what is seen for the next.
 * Returns the way to stop, which writes once more. What cannot be read or written is told, and stops nothing.
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
        warn(`What is seen now cannot be kept for the next start: ${reasonOf(thrown)}`),
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

function read(path: string, release: string, warn: (text: string) => void): Memories {
  try {
    const seen: Partial<LastSeen> = JSON.parse(readFileSync(path, 'utf8'))
    return seen.release === release && seen.memories ? seen.memories : {}
  } catch (thrown) {
    const isFirst = (thrown as NodeJS.ErrnoException).code === 'ENOENT'
    if (!isFirst) warn(`What was seen last time cannot be read from ${path}: ${reasonOf(thrown)}`)
    return {}
  }
}
