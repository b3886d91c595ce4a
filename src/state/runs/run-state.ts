import { type Memoized, memoize } from '../map/memoize.ts'
import type { FleetRun, FleetRuns, RunAsk } from '../model/fleet-run.ts'

/** The state of a run according to its stream; if the stream has not been read, according to its host. */
export type RunState = 'asks' | 'works' | 'ok' | 'failed' | 'gone'

export function runState({ state, code, digest }: FleetRun): RunState {
  if (digest?.end) return digest.end.isOk ? 'ok' : 'failed'
  if (state === 'gone') return 'gone'
  if (state === 'ended') return code === 0 ? 'ok' : 'failed'
  return digest && digest.asks.length > 0 ? 'asks' : 'works'
}

/** A run with an open question, and its oldest question. */
export interface AskingRun {
  readonly run: FleetRun
  readonly ask: RunAsk
}

type Runs = { readonly runs: Pick<FleetRuns, 'all'> }

/** The runs with open questions, the oldest question first. */
export function askingRuns({ runs }: Runs): readonly AskingRun[] {
  return memoize(asking, runs.all, '', () =>
    runsInOrder({ runs }).flatMap(run => {
      const ask = placeOf(run).rank === 0 ? run.digest?.asks[0] : undefined
      return ask ? [{ run, ask }] : []
    }),
  )
}

/** Runs with questions (oldest question first), then working runs, then ended runs, both newest first. */
export function runsInOrder(state: Runs): readonly FleetRun[] {
  return memoize(ordered, state.runs.all, '', () =>
    [...state.runs.all.values()]
      .map(run => ({ run, place: placeOf(run) }))
      .toSorted(({ place: one }, { place: other }) => one.rank - other.rank || one.at - other.at)
      .map(({ run }) => run),
  )
}

/**
 * The sort key of a run in the list of runs. It is stored for each run object, so that after a change only the changed
 * run's key is computed again.
 */
function placeOf(run: FleetRun): Place {
  const known = places.get(run)
  if (known) return known
  const state = runState(run)
  const since = run.digest?.asks[0]?.since
  const place =
    state === 'asks' && since !== undefined
      ? { rank: 0, at: since }
      : { rank: state === 'works' ? 1 : ENDED, at: -run.created }
  places.set(run, place)
  return place
}

interface Place {
  readonly rank: number
  readonly at: number
}

/** The runs that have not ended. */
export function allLiveRuns(state: Runs): readonly FleetRun[] {
  return runsInOrder(state).filter(run => placeOf(run).rank < ENDED)
}

/** The runs of a host that have not ended. */
export function liveRuns(state: Runs, host: string): readonly FleetRun[] {
  const byHost = memoize(live, state.runs.all, '', () =>
    Map.groupBy(allLiveRuns(state), run => run.host),
  )
  return byHost.get(host) ?? NONE
}

const asking = new WeakMap<object, Memoized<readonly AskingRun[]>>()
const ordered = new WeakMap<object, Memoized<readonly FleetRun[]>>()
const live = new WeakMap<object, Memoized<ReadonlyMap<string, readonly FleetRun[]>>>()
const NONE: readonly FleetRun[] = []
/** The `rank` (first sort key) of runs that have ended: the list shows them last. */
const ENDED = 2
const places = new WeakMap<FleetRun, Place>()
