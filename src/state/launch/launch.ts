import { note, refuse } from '../log/log.ts'
import { type Failure, makeFailure, sentence } from '../model/failure.ts'
import type { Launch, LaunchOrder, LaunchRow } from '../model/launch.ts'
import { type Handlers, step } from '../model/messages/step.ts'
import type { State } from '../model/state.ts'
import { clean, says } from '../text/clean.ts'
import { MOST_TURNS } from './launch-defaults.ts'

const [CHECKING, RUNNING, FAILED] = [clean('checking'), clean('running'), clean('failed')]
/** Maximum number of launches (requests to start sessions from prompts) in the state; the oldest are dropped. */
const KEPT = 20

/** The reducers of launches: sessions that are started from prompts. */
export const launches: Handlers = {
  launch(state, { order, ref }, at) {
    const failure = whyNot(order)
    if (failure) return step(refuse(state, failure, ref))
    const rows = order.prompts.map(prompt => ({ prompt, step: CHECKING, done: false }))
    const launch: Launch = { ref, at, order, rows }
    return step(
      { ...state, launches: [...state.launches, launch].slice(-KEPT) },
      { type: 'launch', order, ref },
    )
  },

  'launch-step': (state, { launch: ref, row, text, id, host }) =>
    step(
      change(state, ref, row, before => ({
        ...before,
        step: text,
        ...(id && { id }),
        ...(host && { host }),
      })),
    ),

  launched: (state, { launch: ref, row, id, host, origin }, at) =>
    step(
      note(
        change(state, ref, row, before => ({
          ...before,
          id,
          host,
          origin,
          step: RUNNING,
          done: true,
        })),
        { at, tone: 'good', text: says`Started ${id} on ${host}.`, host },
      ),
    ),

  'launch-failed': (state, { launch: ref, row, failure }, at) =>
    step(
      note(
        change(state, ref, row, before => ({ ...before, failure, step: FAILED, done: true })),
        { at, tone: 'bad', text: sentence(failure), failure },
      ),
    ),
}

export function launchOf(state: State, ref: string): Launch | undefined {
  return state.launches.find(each => each.ref === ref)
}

/** All prompts that this process has launched, newest launch first. */
export function launchRows({ launches }: Pick<State, 'launches'>): readonly LaunchRow[] {
  return launches.toReversed().flatMap(({ rows }) => rows)
}

/** Why the order is invalid, checked before any other work; null: it is valid. */
function whyNot({ prompts, maxTurns }: LaunchOrder): Failure | null {
  if (prompts.length === 0) return usage('No prompt was given.', 'Give at least one prompt.')
  if (prompts.some(prompt => prompt.trim() === ''))
    return usage(
      'A prompt is empty.',
      'Nothing was started. Give each prompt a text, or leave it out.',
    )
  if (!Number.isInteger(maxTurns) || maxTurns < 1 || maxTurns > MOST_TURNS)
    return usage(`Invalid number of turns: ${maxTurns}.`, `Use a number from 1 to ${MOST_TURNS}.`)
  return null
}

/**
 * Applies `to` to the row with the progress of the prompt with this index in a launch; null: to the rows of all its
 * prompts. Rows that are done stay unchanged.
 */
function change(
  state: State,
  ref: string,
  row: number | null,
  to: (row: LaunchRow) => LaunchRow,
): State {
  const turn = (launch: Launch): Launch => ({
    ...launch,
    rows: launch.rows.map((each, index) =>
      (row === null || row === index) && !each.done ? to(each) : each,
    ),
  })
  return {
    ...state,
    launches: state.launches.map(each => (each.ref === ref ? turn(each) : each)),
  }
}

function usage(what: string, hint?: string): Failure {
  return makeFailure({ kind: 'usage', what, ...(hint && { hint }) })
}
