import { FailureError } from '../../state/model/failure.ts'
import type { FleetRun, RunAnswer, RunAsk } from '../../state/model/fleet-run.ts'
import type { State } from '../../state/model/state.ts'
import { runState } from '../../state/runs/run-state.ts'
import { runWaitStates } from '../../state/runs/run-wait.ts'
import { readWaitStates } from '../../state/selectors/wait-state.ts'
import { when } from '../../state/when.ts'
import type { ApiCall } from './route.ts'

/** The run of that id, or of an id that begins so, as the server watches it. @throws FailureError where there is none. */
function watchedRun({ runs }: State, id: string): FleetRun {
  const all = [...runs.all.values()].filter(run => run.id.startsWith(id))
  const exact = all.filter(run => run.id === id)
  const [found, other] = exact.length > 0 ? exact : all
  if (found && !other) return found
  throw new FailureError({
    kind: 'missing',
    what: other ? `Several runs begin with ${id}.` : `No run ${id} is watched.`,
  })
}

export async function waitForRun(
  { fleet, params: { id = '' } }: ApiCall<unknown, unknown>,
  { states: text, seconds }: { readonly states: string; readonly seconds: number },
) {
  const states = readWaitStates(text)
  if ('kind' in states) throw new FailureError(states)
  const { store } = fleet
  const run = watchedRun(store.getState(), id)
  const isMet = (state: State) =>
    runWaitStates(watchedRun(state, run.id)).find(each => states.includes(each)) ?? null
  const met = await when(store, isMet, seconds * 1000)
  return { met: met !== null, state: runState(watchedRun(store.getState(), run.id)) }
}

/** Sent only while it asks just that. @throws FailureError */
export async function answerRun(
  { fleet, params: { id = '' } }: ApiCall<unknown, unknown>,
  said: {
    readonly question: string
    readonly key?: string | undefined
    readonly text?: string | undefined
  },
) {
  const run = watchedRun(fleet.store.getState(), id)
  const ask = run.digest?.asks.find(({ text }) => text === said.question)
  if (!ask) {
    throw new FailureError({
      kind: 'refused',
      what: run.digest?.asks.length ? 'The run asks something else.' : 'The run asks nothing.',
      now: 'Look at what it asks now.',
    })
  }
  const runs = await fleet.onHosts.runs()
  const told = await runs.decide(run.host, run.id, ask.interaction, answerTo(ask, said))
  if (told === 'taken') return { taken: true }
  throw new FailureError({
    kind: 'refused',
    what: told === 'over' ? 'The run has ended.' : 'It was answered already.',
  })
}

function answerTo(
  { kind, options }: RunAsk,
  { key, text }: { readonly key?: string | undefined; readonly text?: string | undefined },
): RunAnswer {
  if (kind === 'approval') {
    if (key === 'y') return { kind: 'allow' }
    if (key === 'n') return { kind: 'deny', reason: text ?? 'A person said no.' }
    throw new FailureError({ kind: 'usage', what: 'An approval takes the key y or n.' })
  }
  const option = key === undefined ? undefined : options[Number(key) - 1]
  const answer = option ?? text
  if (answer !== undefined) return { kind: 'answer', text: answer }
  throw new FailureError({ kind: 'usage', what: 'There is neither a text nor a known key.' })
}
