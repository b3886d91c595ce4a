import { keyNames, withAnswer } from '../../state/agents/answer.ts'
import { needyPanes, targetOfNeedy } from '../../state/agents/attention.ts'
import type { RunAnswer } from '../../state/model/fleet-run.ts'
import type { Command } from '../../state/model/messages/command.ts'
import type { AnsweredQuestion } from '../../state/model/receipt.ts'
import { paneOf, sameTarget } from '../../state/targets/target.ts'
import { EMPTY_LINE, insert } from '../edit/line.ts'
import type { Answering, AskedQuestion } from '../model/answering.ts'
import type { UiState } from '../model/ui-state.ts'
import { leaveRuns, openRuns } from '../runs/run-list.ts'
import { showNeedy } from '../sessions/next-attention.ts'
import { baseMode, toBaseMode } from '../view/base-mode.ts'
import { andThen, type Handlers, type Step, step } from '../view/step.ts'
import { clearToast, say, withView } from '../view/toast.ts'
import {
  acceptsTypedAnswer,
  choiceOf,
  isAnsweredThere,
  isStillAsked,
  openQuestions,
  stillAnswered,
  whyNotSent,
} from './asked.ts'
import { type AskedRun, answerOfRun } from './asked-run.ts'

/** Time in milliseconds for which a newly shown question ignores answers, so that a repeated key does not answer it. */
const READ_FIRST = 300

/** Message handlers for answering questions of agents one after the other, without attaching. */
export const answering: Handlers = {
  ask: (state, { mode }, at) => (mode === 'answer' ? open(state, at) : step(state)),
  choose: (state, { key }, at) => choose(clearToast(state), key, at),
  'pass-over': (state, _, at) => passOver(clearToast(state), at),
  typed: (state, { text }, at) =>
    state.view.mode === 'answer' ? begin(clearToast(state), text, at) : step(state),
  submit: (state, _, at) => (state.view.mode === 'reply' ? reply(state, at) : step(state)),
  back: state => step(back(state)),

  agent: state => step(forget(state)),
  'run-told': state => step(forget(state)),
  // After a failure of a host, for example a lost connection, answers to questions of its agents may not have arrived.
  // So questions of agents on this host count as unanswered again.
  failed: (state, { failure }) => step(forget(state, ({ target }) => target.host !== failure.host)),
}

/** Shows the question of the selected session or run if it waits for an answer, else the oldest question. */
function open(state: UiState, at: number): Step {
  const waiting = openQuestions(state, [], at)
  const here = waiting.find(each => isSelected(state, each))
  const first = here ?? waiting[0]
  return first ? show(state, first, { done: 0, passed: [], ready: at }) : step(noMore(state, 0))
}

type Round = Pick<Answering, 'done' | 'passed' | 'ready'>

function isSelected(state: UiState, { run, target }: AskedQuestion): boolean {
  const { session, runs } = state.view
  if (runs) return run !== undefined && runs.run?.host === run.host && runs.run.id === run.id
  const found = run ? undefined : paneOf(state, target)
  return !!found && found.session.id === session?.session && target.host === session.host
}

/** Follows the pane or shows the run, so that the output before the question is visible. */
function show(state: UiState, asked: AskedQuestion, round: Round): Step {
  const { state: shown, commands } = showPlace(state, asked)
  const answer: Answering = { ...round, asked, typing: false }
  return { state: withView(shown, { mode: 'answer', answer, line: EMPTY_LINE }), commands }
}

function showPlace(state: UiState, { run, target }: AskedQuestion): Step {
  if (run) return openRuns(state, run)
  const needy = needyPanes(state).find(each => sameTarget(targetOfNeedy(each), target))
  const left = state.view.runs ? leaveRuns(state) : step(state)
  return needy ? andThen(left, next => showNeedy(next, needy)) : left
}

function choose(state: UiState, key: string, at: number): Step {
  const { answer } = state.view
  if (!answer) return step(state)
  const choice = choiceOf(answer.asked, key)
  if (!choice && key === 'Enter' && isAnsweredThere(answer.asked)) return goThere(state, answer)
  if (!choice) {
    return acceptsTypedAnswer(answer.asked) && isText(key)
      ? begin(state, key, at)
      : step(say(state, offer(answer.asked)))
  }
  const { target, name, run } = answer.asked
  if (run) {
    const said = answerOfRun(run, { key, text: choice.label })
    return send(state, answerCommand(run, said), `${name}: ${choice.label}`, at)
  }
  const typed = isText(key) ? { text: key } : { key }
  const keys = choice.enter ? [typed, { key: 'Enter' }] : [typed]
  return send(
    state,
    { type: 'keys', target, keys, answer: answerTo(answer.asked) },
    `${name}: ${choice.label}`,
    at,
  )
}

/** Attaches to the session, so that the user sees the whole screen and answers in the agent itself. */
function goThere(state: UiState, { asked: { target } }: Answering): Step {
  return step(closed(state), { type: 'attach', target })
}

function begin(state: UiState, text: string, at: number): Step {
  const { answer } = state.view
  if (!answer) return step(state)
  if (at < answer.ready) return step(tooSoon(state))
  if (!acceptsTypedAnswer(answer.asked)) return step(say(state, offer(answer.asked)))
  const line = insert(EMPTY_LINE, text)
  return step(withView(state, { mode: 'reply', line, answer: { ...answer, typing: true } }))
}

function reply(state: UiState, at: number): Step {
  const { answer, line } = state.view
  if (!answer) return step(state)
  if (line.text.trim() === '') return step(say(state, 'Type an answer first.'))
  const { target, name, run } = answer.asked
  if (run) {
    const said = answerOfRun(run, { text: line.text })
    return send(state, answerCommand(run, said), `${name}: ${line.text}`, at)
  }
  const command: Command = {
    type: 'send',
    target,
    text: line.text,
    enter: true,
    answer: answerTo(answer.asked),
  }
  return send(state, command, `${name}: ${line.text}`, at)
}

function answerCommand({ host, id, interaction }: AskedRun, answer: RunAnswer): Command {
  return { type: 'answer-run', host, id, interaction, answer }
}

/** Identifies the question that is answered. The backend sends the answer only if the pane still asks this question. */
function answerTo({ rule, question }: AskedQuestion): AnsweredQuestion {
  return { rule, text: question?.text ?? '' }
}

/** Sends the answer once, and only if the same question is still open. */
function send(state: UiState, command: Command, words: string, at: number): Step {
  const { answer } = state.view
  if (!answer) return step(state)
  if (at < answer.ready) return step(tooSoon(state))
  if (!isStillAsked(state, answer.asked)) return movedOn(state, answer, at)
  const why = whyNotSent(state, answer.asked)
  if (why) return step(say(state, `${why} Nothing was sent.`, 'bad'))
  const answered = [...stillAnswered(state), { asked: answer.asked, at }]
  const noted = say(withView(state, { answered }), `Answered ${words}`, 'good')
  const kept = answer.asked.run
    ? noted
    : { ...noted, ...withAnswer(noted, answer.asked.target, sentText(command)) }
  return andThen(step(kept, command), next => slideIn(next, answer, at))
}

function sentText(command: Command): string {
  if (command.type === 'keys') return keyNames(command.keys)
  return command.type === 'send' ? command.text : ''
}

/**
 * Called if the question of the pane has changed since it was shown: shows the pane's new question, or, if the pane
 * asks nothing now, the question of the next pane.
 */
function movedOn(state: UiState, answer: Answering, at: number): Step {
  const { asked, done } = answer
  const again = openQuestions(state, answer.passed, at).find(each =>
    sameTarget(each.target, asked.target),
  )
  const ready = at + READ_FIRST
  if (again) {
    const told = say(state, `${asked.name} now asks another question, so nothing was sent.`, 'bad')
    return show(told, again, { ...answer, done, ready })
  }
  const told = say(state, `${asked.name} is no longer waiting, so nothing was sent.`, 'bad')
  return slideIn(told, answer, at)
}

function passOver(state: UiState, at: number): Step {
  const { answer } = state.view
  if (!answer) return step(state)
  const passed = [...answer.passed, answer.asked.target]
  return slideIn(state, { ...answer, passed }, at, at)
}

/**
 * Shows the next question, or closes the dialog if there is none. Answers before `ready` (epoch milliseconds) are
 * ignored.
 */
function slideIn(state: UiState, answer: Answering, at: number, ready = at + READ_FIRST): Step {
  const [next] = openQuestions(state, answer.passed, at)
  const done = answer.done + 1
  if (next) return show(state, next, { done, passed: answer.passed, ready })
  return step(noMore(closed(state), answer.passed.length))
}

/**
 * Goes back from a typed answer to the question, or from the question to the panels. The handlers in `ui/app/view.ts`
 * have processed the same intent before, and have reset the mode.
 */
function back(state: UiState): UiState {
  const { answer } = state.view
  if (!answer) return state
  return answer.typing
    ? withView(state, { mode: 'answer', answer: { ...answer, typing: false } })
    : withView(state, { answer: null })
}

function closed(state: UiState): UiState {
  return toBaseMode(withView(state, { mode: baseMode(state), answer: null, line: EMPTY_LINE }))
}

function noMore(state: UiState, passed: number): UiState {
  // If no question was passed over and the status line shows a message about the last answer, this message stays.
  if (passed === 0) return state.view.toast ? state : say(state, 'No agent waits for an answer.')
  return say(
    state,
    `${passed} ${passed === 1 ? 'agent still waits' : 'agents still wait'} for an answer.`,
  )
}

function forget(state: UiState, isKept: (asked: AskedQuestion) => boolean = () => true): UiState {
  if (state.view.answered.length === 0) return state
  const answered = stillAnswered(state).filter(({ asked }) => isKept(asked))
  return answered.length === state.view.answered.length ? state : withView(state, { answered })
}

function tooSoon(state: UiState): UiState {
  return say(state, 'The agent now asks another question, so nothing was sent. Read it first.')
}

const THERE = 'fleetmux cannot answer this: press enter to open the pane, and answer there.'

function offer(asked: AskedQuestion): string {
  const { question } = asked
  const keys = question?.choices.map(choice => choice.key) ?? []
  if (keys.length > 0) return `The answers are ${keys.join(', ')}; tab leaves the question open.`
  if (!question) return 'The question could not be read: attach to see it.'
  return acceptsTypedAnswer(asked) ? 'This question needs a typed answer.' : THERE
}

function isText(key: string): boolean {
  return [...key].length === 1
}
