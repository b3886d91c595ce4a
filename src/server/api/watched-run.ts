import { FailureError } from '../../state/model/failure.ts'
import type { FleetRun, RunAnswer, RunAsk } from '../../state/model/fleet-run.ts'
import type { State } from '../../state/model/state.ts'
import { runsNamed } from '../../state/runs/named-runs.ts'
import { runState } from '../../state/runs/run-state.ts'
import { runWaitStates } from '../../state/runs/run-wait.ts'
import { readWaitStates } from '../../state/selectors/wait-state.ts'
import { andList } from '../../state/text/word-list.ts'
import { waitUntil } from '../../state/wait-until.ts'
import { reachedHosts } from './request/reached-hosts.ts'
import type { ApiCall } from './request/route.ts'

/**
 * Time for which a request waits until the server has read a run that was just started on a host, in milliseconds. Then
 * the request fails.
 */
const APPEARS = 10_000

/**
 * The run with this id, or with an id that starts with `id`; null: the server does not watch such a run yet.
 * @throws FailureError if the ids of several runs start with `id`.
 */
function watchedRun(state: State, id: string): FleetRun | null {
  const [found, other] = runsNamed(state, id)
  if (!other) return found ?? null
  throw new FailureError({
    ...{ kind: 'missing', what: `The ids of several runs begin with ${id}.` },
    hint: 'Give more characters of the id: GET /api/v1/runs lists the runs.',
  })
}

/**
 * The run of the request. If its host lists the run, but the server has not read it yet (it was just started), waits at
 * most `APPEARS` milliseconds for it. @throws FailureError if there is no such run.
 */
async function awaitRun({
  fleet,
  params: { id = '' },
}: ApiCall<unknown, unknown>): Promise<FleetRun> {
  const { store } = fleet
  const known = watchedRun(store.getState(), id)
  if (known) return known
  const { spec } = await (await fleet.onHosts.runs()).find(id, reachedHosts({ fleet }))
  const run = await waitUntil(store, state => watchedRun(state, spec.id), APPEARS)
  if (run) return run
  throw new FailureError({
    kind: 'late',
    what: `The server has not read the run ${id} from its host within ${APPEARS / 1000} s. Nothing was done.`,
    hint: 'Repeat the request. GET /api/v1/hosts shows whether the host is connected.',
  })
}

export async function waitForRun(
  call: ApiCall<unknown, unknown>,
  { states: text, seconds }: { readonly states: string; readonly seconds: number },
) {
  const states = readWaitStates(text)
  if ('kind' in states) throw new FailureError(states)
  const { store } = call.fleet
  const first = await awaitRun(call)
  const now = (state: State) => watchedRun(state, first.id) ?? first
  const isMet = (state: State) =>
    runWaitStates(now(state)).find(each => states.includes(each)) ?? null
  const met = await waitUntil(store, isMet, seconds * 1000)
  return { met: met !== null, state: runState(now(store.getState())) }
}

/** Answers a run, only if the same question is still open. @throws FailureError */
export async function answerRun(
  call: ApiCall<unknown, unknown>,
  said: {
    readonly question: string
    readonly key?: string | undefined
    readonly text?: string | undefined
  },
) {
  const run = await awaitRun(call)
  const ask = run.digest?.asks.find(({ text }) => text === said.question)
  if (!ask) {
    throw new FailureError({
      kind: 'refused',
      what: run.digest?.asks.length
        ? 'The run now asks another question, so the answer was not sent.'
        : 'The run asks no question, so the answer was not sent.',
      hint: 'GET /api/v1/runs/{id} returns the run with its current question.',
    })
  }
  const runs = await call.fleet.onHosts.runs()
  const told = await runs.decide(run.host, run.id, ask.interaction, answerTo(ask, said))
  if (told === 'taken') return { taken: true }
  throw new FailureError({
    kind: 'refused',
    what:
      told === 'over'
        ? 'The run has ended, so the answer was not sent.'
        : 'The question was already answered, so this answer was not sent.',
    hint: 'GET /api/v1/runs/{id} returns the run with its open question or its result.',
  })
}

function answerTo(
  { kind, options }: RunAsk,
  { key, text }: { readonly key?: string | undefined; readonly text?: string | undefined },
): RunAnswer {
  if (kind === 'approval') {
    if (key === 'y') return { kind: 'allow' }
    if (key === 'n') return { kind: 'deny', reason: text ?? 'The user denied this.' }
    throw new FailureError({
      kind: 'usage',
      what: 'The run asks for permission, and the body has neither the `key` y nor n. Nothing was sent.',
      hint: 'Set `key` to "y" to allow it, or to "n" to deny it.',
    })
  }
  const option = key === undefined ? undefined : options[Number(key) - 1]
  const answer = option ?? text
  if (answer !== undefined) return { kind: 'answer', text: answer }
  const keys = options.map((label, at) => `${at + 1} (${label})`)
  throw new FailureError({
    kind: 'usage',
    what: 'The body has neither a `text` nor the `key` of an option. Nothing was sent.',
    hint:
      keys.length > 0
        ? `The keys are ${andList(keys)}.`
        : 'The question has no options: send the answer as `text`.',
  })
}
