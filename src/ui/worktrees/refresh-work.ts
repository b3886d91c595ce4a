import type { Work } from '../../state/model/work.ts'
import type { UiStore } from '../view/ui-store.ts'
import { readWork } from './work-view.ts'

/** Time between two reads of a host on which an agent works, in milliseconds. */
const EVERY = 2000

/**
 * While the list of worktree sessions is shown, regularly reads the sessions of each host on which an agent or another
 * operation is running. When one has ended, reads all hosts, because other sessions may now be in conflict. If nothing
 * is running, no timer is set. Returns a function that stops the reading.
 */
export function refreshWork(store: UiStore, every = EVERY): () => void {
  let timer: NodeJS.Timeout | null = null
  let before: ReadonlySet<string> = new Set()

  function next(): void {
    const { view, work } = store.getState()
    if (view.mode !== 'work' || timer || isReading(work)) return
    if (busyRows(work).length > 0 || before.size > 0) timer = setTimeout(read, every)
  }

  function read(): void {
    timer = null
    const state = store.getState()
    if (state.view.mode !== 'work') return
    const busy = busyRows(state.work)
    const ids = new Set(busy.map(({ id }) => id))
    const hasEnded = [...before].some(id => !ids.has(id))
    before = ids
    const hosts = [...new Set(busy.map(({ host }) => host))]
    if (hasEnded) store.dispatch(readWork(state))
    else if (hosts.length > 0) store.dispatch({ type: 'read-worktrees', hosts, refresh: true })
  }

  const unsubscribe = store.subscribe(next)
  return () => {
    unsubscribe()
    if (timer) clearTimeout(timer)
  }
}

function isReading({ pending, refreshing }: Work): boolean {
  return pending.length > 0 || refreshing.length > 0
}

/**
 * Sessions in which an agent or another operation is running. Hosts that have not answered are left out: they are
 * requested again only if the user asks for it.
 */
function busyRows({ rows, failures }: Work): Work['rows'] {
  return rows.filter(({ state, host }) => state === 'running' && !failures.has(host))
}
