import { randomBytes } from 'node:crypto'
import { homedir } from 'node:os'
import type { Fleet } from '../state/fleet-handle.ts'
import { serverKey } from '../state/hosts/host.ts'
import { createPairing } from './access/pairing.ts'
import type { Tokens } from './access/token-store.ts'
import { entryDocument } from './api/fleet-routes.ts'
import { createPlans } from './api/request/plans.ts'
import type { ApiContext } from './api/request/route.ts'
import { createEventRing, type EventRing } from './streams/event-ring.ts'
import { createPaneDrivers } from './streams/pane-drivers.ts'
import { createPaneWatch } from './streams/pane-watch.ts'
import { createSessionLogs } from './streams/session-logs.ts'
import { createTalks } from './talks/talks.ts'

/** Creates the services that routes use, for one server process. `close` ends their subscriptions to the state. */
export function createApi(options: {
  readonly fleet: Fleet
  readonly tokens: Tokens
  readonly push: ApiContext['push']
  readonly version: string
  /** Directories; paths in requests must be below one of these. Empty: the home directory. */
  readonly roots: readonly string[]
  /**
   * Panes of the agents that started the calling agent, directly or through others; missing: the caller is no known
   * agent.
   */
  readonly ancestors?: readonly string[]
}): { readonly api: ApiContext; readonly close: () => void } {
  const { fleet, tokens, version, roots } = options
  const now = Date.now
  // The clock by which pairing codes expire, and the lists of recipients that dry runs have returned for a later send
  // (`plans`). It is monotonic, so a change of the system clock does not matter.
  const elapsed = () => performance.now()
  const run = randomBytes(4).toString('hex')
  const events = createEventRing(run)
  const panes = createPaneWatch(fleet)
  const logs = createSessionLogs({ panes, requests: fleet.requests, run, now })
  const nextRef = counter(run)
  const stopEvents = tellLog(fleet, events)
  return {
    api: {
      fleet,
      tokens,
      push: options.push,
      events,
      panes,
      drivers: createPaneDrivers(now),
      logs,
      version,
      now,
      nextRef,
      pairing: createPairing(elapsed),
      plans: createPlans(elapsed, nextRef),
      talks: createTalks(fleet, process.env, now),
      lineage: () => (options.ancestors ? [...options.ancestors, ...ownPane(fleet)] : []),
      roots: roots.length > 0 ? roots : [homedir()],
      searches: inTurn(),
    },
    close() {
      stopEvents()
      logs.close()
      panes.close()
    },
  }
}

/**
 * The pane of the agent that has started this process, which is the pane that this process runs in. As an array, for
 * `lineage`; empty: no such pane is known.
 */
function ownPane({ store }: Fleet): readonly string[] {
  for (const host of store.getState().hosts.values())
    for (const { panes } of host.sessions.values())
      for (const { id, ours } of panes) if (ours) return [`${id}@${serverKey(host)}`]
  return []
}

/** Emits each new log entry as an event. */
function tellLog({ store }: Fleet, events: EventRing): () => void {
  let before = store.getState().log
  return store.subscribe(() => {
    const { log } = store.getState()
    if (log === before) return
    const last = before.at(-1)
    const fresh = last ? log.slice(log.lastIndexOf(last) + 1) : log
    before = log
    for (const entry of fresh) events.add({ type: 'log', ...entryDocument(entry) })
  })
}

function counter(run: string): () => string {
  let count = 0
  return () => `${run}-${++count}`
}

/** Returns a function that calls the given functions one after the other, each when the last one has settled. */
function inTurn(): ApiContext['searches'] {
  let last: Promise<unknown> = Promise.resolve()
  return work => {
    const next = last.then(work)
    last = next.catch(() => undefined)
    return next
  }
}
