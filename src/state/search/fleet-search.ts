import { type Handlers, step } from '../model/messages/step.ts'
import type { FleetSearch } from '../model/search.ts'
import type { State } from '../model/state.ts'
import { mayReach } from '../sessions/session.ts'

/** The reducers of the newest search over all screens of the fleet. */
export const fleetSearches: Handlers = {
  'search-fleet': (state, { hosts, type: _, ...asked }) => {
    const id = (state.search?.id ?? 0) + 1
    const names = hosts ?? [...state.hosts.keys()]
    const unreached = names.flatMap(name => {
      const host = state.hosts.get(name)
      const failure = host && mayReach(host)
      return failure ? [[name, failure] as const] : []
    })
    const failures = new Map(unreached)
    const pending = names.filter(name => !failures.has(name))
    const search = { id, pattern: asked.pattern, pending, found: new Map(), failures }
    return step(
      { ...state, search },
      ...pending.map(host => ({ type: 'search', search: id, host, ...asked }) as const),
    )
  },
  found: (state, { search, host, hits }) =>
    step(settle(state, search, host, known => ({ found: new Map(known.found).set(host, hits) }))),
  'search-failed': (state, { search, host, failure }) =>
    step(
      settle(state, search, host, known => ({
        failures: new Map(known.failures).set(host, failure),
      })),
    ),
}

function settle(
  state: State,
  id: number,
  host: string,
  more: (search: FleetSearch) => Partial<FleetSearch>,
): State {
  const { search } = state
  if (search?.id !== id) return state
  const pending = search.pending.filter(name => name !== host)
  return { ...state, search: { ...search, pending, ...more(search) } }
}
