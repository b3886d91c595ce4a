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
    [...runs.all.values()]
      .flatMap(run => {
        const ask = runState(run) === 'asks' ? run.digest?.asks[0] : undefined
        return ask ? [{ run, ask }] : []
      })
      .toSorted((one, other) => one.ask.since - other.ask.since),
  )
}

/** Runs with questions (oldest question first), then working runs, then ended runs, both newest first. */
export function runsInOrder(state: Runs): readonly FleetRun[] {
  return memoize(ordered, state.runs.all, '', () => {
    const first = askingRuns(state).map(({ run }) => run)
    const others = [...state.runs.all.values()]
      .filter(run => runState(run) !== 'asks')
      .toSorted((one, other) => rank(one) - rank(other) || other.created - one.created)
    return [...first, ...others]
  })
}

/** The runs that have not ended. */
export function allLiveRuns(state: Runs): readonly FleetRun[] {
  return runsInOrder(state).filter(run => rank(run) === 0)
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

function rank(run: FleetRun): number {
  const state = runState(run)
  return state === 'works' || state === 'asks' ? 0 : 1
}
