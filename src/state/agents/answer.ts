import { withHost } from '../hosts/host.ts'
import { isReached } from '../hosts/link-text.ts'
import type { AgentStatus, Question } from '../model/agents/agent.ts'
import type { Key } from '../model/messages/direct-command.ts'
import { type Handlers, step } from '../model/messages/step.ts'
import type { ReceiptWord } from '../model/receipt.ts'
import type { State } from '../model/state.ts'
import type { Target } from '../model/target.ts'
import { clean } from '../text/clean.ts'
import { cut } from '../text/text.ts'

/** Maximum width of the stored text with which the user answered an agent, in cells; the rest is cut off. */
const KEPT = 80

/** Stores what this process sent to a waiting agent, so that the log can show how its question was answered. */
export const sentAnswers: Handlers = {
  // A text to a waiting agent is refused unless the message has `answer`.
  send: (state, { target, text, answer }) => step(answer ? withAnswer(state, target, text) : state),
  keys: (state, { target, keys }) =>
    step(withAnswer(state, target, (answerIn(state, target) ?? '') + keyNames(keys))),
  receipt(state, { id, target, receipt }) {
    const sent = ARRIVED.includes(receipt.word) && state.broadcasts.find(each => each.id === id)
    return step(
      sent && sent.how.answer !== undefined ? withAnswer(state, target, sent.text) : state,
    )
  },
  failed: (state, { about }) =>
    step(about && 'pane' in about ? withAnswer(state, about, null) : state),
}

const ARRIVED: readonly ReceiptWord[] = ['delivered', 'echoed', 'submitted']

function answerIn({ hosts }: State, { host, pane }: Target): string | undefined {
  return hosts.get(host)?.agents.get(pane)?.answer
}

/**
 * Stores the answer to a waiting agent's question. `words`: the sent text; null: sending failed, so a stored answer is
 * removed.
 */
export function withAnswer(state: State, target: Target, words: string | null): State {
  const host = state.hosts.get(target.host)
  const status = host?.agents.get(target.pane)
  if (!host || status?.state !== 'waiting') return state
  if (!isReached(host) || (words === null && status.answer === undefined)) return state
  const { answer: _, ...open } = status
  const next = words === null ? open : { ...open, answer: shown(status, words) }
  return withHost(state, { ...host, agents: new Map(host.agents).set(target.pane, next) })
}

/** The typed keys as text: characters joined, names of special keys after a space, such as `1 Enter`. */
export function keyNames(keys: readonly Key[]): string {
  return keys.map(wordOf).join('')
}

function wordOf(key: Key): string {
  if ('key' in key) return ` ${key.key}`
  return 'text' in key ? key.text : key.paste
}

/** Whether both are the same question. Digits are ignored: numbers in a question may count down. */
export function sameQuestion(one: Question | undefined, other: Question | undefined): boolean {
  return one === other || questionKey(one) === questionKey(other)
}

/** The answer as it is logged. A possible password is hidden. */
function shown({ question }: AgentStatus, words: string) {
  return question?.kind === 'login' ? clean('(hidden)') : clean(cut(words.trim(), KEPT))
}

function questionKey(question: Question | undefined): string {
  if (!question) return ''
  const labels = question.choices.map(({ key, label }) => [key, label])
  return JSON.stringify([question.kind, question.text, labels]).replace(/\d+/g, '0')
}
