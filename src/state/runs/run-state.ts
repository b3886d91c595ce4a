import { type Memoized, memoize } from '../map/memoize.ts'
import type { FleetRun, FleetRuns, RunAsk } from '../model/fleet-run.ts'

/** What a run does, as its stream says; where that was not read, as its host does. */
export type RunState = 'asks' | 'works' | 'ok' | 'failed' | 'gone'

export function runState({ state, code, digest }: FleetRun): RunState {
  if (digest?.end) return digest.end.isOk ? 'ok' : 'failed'
  if (state === 'gone') return 'gone'
  if (state === 'ended') return code === 0 ? 'ok' : 'failed'
  return digest && digest.asks.length > 0 ? 'asks' : 'works'
}

/** A run that asks a person, and the oldest of its questions. */
export interface AskingRun {
  readonly run: FleetRun
  readonly ask: RunAsk
}

type Runs = { readonly runs: Pick<FleetRuns, 'all'> }

/** The runs that ask, the oldest question first. */
export function askingRuns({ runs }: Runs): readonly AskingRun[] {
  return memoize(asking, runs.all, '', () =>
    [...runs.all.values()]
      .flatMap(run => {
        const ask = runState(run) === 'asks' ? run.digest?.asks[0] : undefined
        return ask ? [{ run, ask }] : []
      })
      .toSorted((one, other) => one.ask.since - other.ask.since),
  )
}

/** Those that ask, then those that work, then those that have ended; the newest first but of those that ask. */
export function runsInOrder(state: Runs): readonly FleetRun[] {
  return memoize(ordered, state.runs.all, '', () => {
    const first = askingRuns(state).map(({ run }) => run)
    const others = [...state.runs.all.values()]
      .filter(run => runState(run) !== 'asks')
      .toSorted((one, other) => rank(one) - rank(other) || other.created - one.created)
    return [...first, ...others]
  })
}

/** Those that have not ended. */
export function allLiveRuns(state: Runs): readonly FleetRun[] {
  return runsInOrder(state).filter(run => rank(run) === 0)
}

/** Those of a host that have not ended. */
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

function rank(run: FleetRun): number {
  const state = runState(run)
  return state === 'works' || state === 'asks' ? 0 : 1
}
