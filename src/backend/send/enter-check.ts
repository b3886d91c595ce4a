import { asksFirst } from '../../state/agents/asking.ts'
import { type Failure, makeFailure, toFailure } from '../../state/model/failure.ts'
import { isStillAsked } from './admit.ts'
import { PATIENCE } from './buffer.ts'
import { type Before, failed, type Underway } from './delivery.ts'
import type { Observer } from './observe.ts'
import type { PendingQuestion } from './pane-input.ts'
import { look, type PaneSnapshot } from './pane-snapshot.ts'

/**
 * Whether Enter may be pressed. If a question has appeared after the text was typed, Enter would answer that question,
 * so the newest snapshot of the pane is searched for one.
 */
export async function mayPressEnter(
  under: Underway,
  before: Before,
  observer: Observer,
): Promise<boolean> {
  const { client, target, how, allowance, tell } = under
  try {
    const snapshot = observer.last ?? (await allowance.wait(look(client, target.pane, PATIENCE)))
    const input = under.inputOf(snapshot)
    if (how.answer !== undefined) {
      const { question } = before.input
      if (!question || isStillAsked(before.input, input)) return true
      if (stands(question, snapshot, under.text)) return true
      tell({
        word: observer.echoed ? 'echoed' : 'delivered',
        open: false,
        note: 'The program accepted the text as the answer, so Enter was not pressed.',
      })
      return false
    }
    if (!input.question) return true
    const { what, why } = asksFirst(target.host, input.question)
    tell(failed(notEntered(target.host, why ?? what), 'text'))
  } catch (error) {
    tell(failed(toFailure(error, target.host), 'text'))
  }
  return false
}

/**
 * Whether the typed answer is on the line of its question. A one-line prompt shows the answer there until Enter is
 * pressed.
 */
function stands(question: PendingQuestion, { rows, cursor }: PaneSnapshot, text: string): boolean {
  const line = (rows[cursor.y] ?? '').trim()
  return (
    question.text !== '' &&
    line.startsWith(question.text) &&
    line.slice(question.text.length).trim() === text.trim()
  )
}

function notEntered(host: string, why: string): Failure {
  return makeFailure({
    kind: 'refused',
    host,
    what: 'The program asked a question before Enter, so Enter was not pressed.',
    why,
    hint: 'Answer the question. Then press Enter in the pane: `fleetmux send --keys Enter TARGET`.',
  })
}
