import { type Needy, needyPanes, targetOfNeedy } from '../../state/agents/attention.ts'
import { agentOf } from '../../state/agents/need.ts'
import type { Question } from '../../state/model/agents/agent.ts'
import type { Target } from '../../state/model/target.ts'
import { askingRuns } from '../../state/runs/run-state.ts'
import { mayType } from '../../state/sessions/session.ts'
import { paneOf, sameTarget } from '../../state/targets/target.ts'
import type { Answered, AskedQuestion } from '../model/answering.ts'
import type { UiState } from '../model/ui-state.ts'
import { layoutOf } from '../view/layout.ts'
import { askOfRun, freezeRun } from './asked-run.ts'

/** Time in milliseconds for which an answered question is not shown again, unless the agent asks another question. */
const TAKEN_UP = 10_000

function freeze(needy: Needy): AskedQuestion {
  const { host, session, status } = needy
  return {
    target: targetOfNeedy(needy),
    name: `${host.config.name}/${session.name}`,
    agent: status.agent,
    since: status.since,
    rule: status.rule ?? null,
    question: status.question ?? null,
  }
}

/**
 * Agents and runs that wait for an answer, the oldest first. Leaves out those that were just answered, and those that
 * the user has skipped since the dialog was opened.
 */
export function openQuestions(
  state: UiState,
  passed: readonly Target[],
  at: number,
): readonly AskedQuestion[] {
  const panes = needyPanes(state).filter(({ need }) => need === 'waiting')
  return [...panes.map(freeze), ...askingRuns(state).map(freezeRun)]
    .filter(({ target }) => {
      const isPassed = passed.some(each => sameTarget(each, target))
      return !isPassed && !isAnswered(state, target, at)
    })
    .toSorted((one, other) => one.since - other.since)
}

/** Whether the agent still asks the same question. */
export function isStillAsked(state: UiState, asked: AskedQuestion): boolean {
  if (asked.run) return askOfRun(state, asked.run) !== undefined
  const found = paneOf(state, asked.target)
  const status = found && agentOf(found.host, found.pane)
  return (
    status?.state === 'waiting' &&
    status.since === asked.since &&
    status.agent === asked.agent &&
    (status.rule ?? null) === asked.rule &&
    JSON.stringify(status.question ?? null) === JSON.stringify(asked.question)
  )
}

/** Whether a typed answer is possible: in a dialog with choices, Enter would choose the highlighted one. */
export function acceptsTypedAnswer({ question, run }: AskedQuestion): boolean {
  if (run) return run.kind === 'input'
  if (question === null || question.kind === 'text') return question !== null
  return question.choices.length === 0 && question.kind === 'login'
}

/**
 * Whether neither a key nor a typed text can answer the pane's question, so that the user must attach to the session.
 * Never so for the question of a run.
 */
export function isAnsweredThere(asked: AskedQuestion): boolean {
  const isOpen = asked.question?.choices.length === 0
  return !asked.run && isOpen && !acceptsTypedAnswer(asked)
}

export function choiceOf(
  { question }: AskedQuestion,
  key: string,
): Question['choices'][number] | undefined {
  return question?.choices.find(choice => choice.key === key)
}

/** Why no answer may be sent to the pane now, in one sentence; null if an answer may be sent. */
export function whyNotSent(
  state: UiState,
  { target, question, run }: AskedQuestion,
): string | null {
  if (layoutOf(state.view).kind === 'tiny') return 'The terminal is too small to show the question.'
  if (run) return null
  const failure = mayType(state, target)
  if (failure) return failure.what
  if (!question) return 'The question could not be read: attach to see it.'
  const looksBack = paneOf(state, target)?.pane.inMode
  return looksBack ? 'The pane is in copy mode: the answer would not arrive.' : null
}

/** Sent answers whose question is still open, because the agent has not visibly continued. */
export function stillAnswered(state: UiState): readonly Answered[] {
  return state.view.answered.filter(({ asked }) => isStillAsked(state, asked))
}

/** Whether this fleetmux process has sent an answer to the question, and the question is still open. */
export function wasAnswered(state: UiState, { target }: AskedQuestion): boolean {
  return stillAnswered(state).some(({ asked }) => sameTarget(asked.target, target))
}

function isAnswered({ view }: UiState, target: Target, at: number): boolean {
  return view.answered.some(
    each => sameTarget(each.asked.target, target) && at - each.at < TAKEN_UP,
  )
}
