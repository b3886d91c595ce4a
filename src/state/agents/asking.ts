import { type Failure, makeFailure } from '../model/failure.ts'
import type { State } from '../model/state.ts'
import type { Target } from '../model/target.ts'
import { paneOf } from '../targets/target.ts'
import { cut } from '../text/text.ts'
import { agentOf } from './need.ts'

/** Cells of a question or a draft that are quoted in a message. */
const QUOTED = 160

/** The question of the agent in that pane, where it asks one: a text would answer it. */
export function whyAsks(state: State, target: Target): Failure | null {
  const found = paneOf(state, target)
  const status = found && agentOf(found.host, found.pane)
  if (status?.state !== 'waiting') return null
  return asksFirst(target.host, status.agent, status.question?.text ?? '')
}

/** Why a pane takes no text: what runs there asks something, and a text would be the answer. */
export function asksFirst(host: string, program: string, question: string): Failure {
  const quoted = question === '' ? '' : `: ${quote(question)}`
  return makeFailure({
    kind: 'refused',
    host,
    what: `${cut(program, 40)} asks there${quoted}`,
    hint: 'Answer it first (A on the screen). --answer sends a text as the answer, --queue holds it until then.',
  })
}

/** Why a pane takes no text: another one stands there half written, and both would be submitted as one. */
export function hasDraft(host: string, draft: string): Failure {
  return makeFailure({
    kind: 'refused',
    host,
    what: `A half-written line stands there: ${quote(draft)}`,
    hint: 'Submit or clear it, then retry. --queue holds the text until then.',
  })
}

export function quote(text: string): string {
  return `"${cut(text.replace(/\s+/g, ' ').trim(), QUOTED)}"`
}
