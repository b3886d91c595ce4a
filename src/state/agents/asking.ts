import type { Question } from '../model/agents/agent.ts'
import { type Failure, makeFailure } from '../model/failure.ts'
import type { State } from '../model/state.ts'
import type { Target } from '../model/target.ts'
import { paneOf } from '../targets/target.ts'
import { cut } from '../text/text.ts'
import { agentOf } from './need.ts'

/** Maximum width of a question or draft that is quoted in a message, in cells. */
const QUOTED = 160

/** Why no text may be sent to the pane: its agent asks a question, and the text would answer it. null: no question. */
export function whyAsks(state: State, target: Target): Failure | null {
  const found = paneOf(state, target)
  const status = found && agentOf(found.host, found.pane)
  if (status?.state !== 'waiting') return null
  const { question } = status
  const isInPane = question ? isAnsweredInPane(question) : false
  return asksFirst(target.host, { program: status.agent, text: question?.text ?? '', isInPane })
}

/** A question that keeps a text out of a pane. */
interface OpenQuestion {
  /** Name of the program that asks. */
  readonly program: string
  /** Empty if it is unknown. */
  readonly text: string
  readonly isInPane: boolean
}

/**
 * Whether the question can be answered only in the pane, because fleetmux knows no key for it. Its text then often is
 * not the agent's: fleetmux describes what is open.
 */
export function isAnsweredInPane({ kind, choices }: Question): boolean {
  return choices.length === 0 && kind !== 'text'
}

/** The failure for a text to a pane whose program asks a question: the text would be taken as the answer. */
export function asksFirst(host: string, { program, text, isInPane }: OpenQuestion): Failure {
  if (isInPane)
    return makeFailure({
      kind: 'refused',
      host,
      what: `${cut(program, 40)} waits for you in the pane, so nothing was typed.`,
      ...(text !== '' && { why: cut(oneLine(text), QUOTED) }),
      hint: 'Attach and answer there: `fleetmux attach TARGET`. To send the text after that: `fleetmux send --queue TARGET TEXT`.',
    })
  const quoted = text === '' ? '' : `: ${quote(text)}`
  return makeFailure({
    kind: 'refused',
    host,
    what: `${cut(program, 40)} asks a question in the pane${quoted}`,
    hint: 'The text was not sent, because the program would take it as the answer. Answer the question first: A on the screen, or `fleetmux send --answer TARGET ANSWER`. To send the text after the answer: `fleetmux send --queue TARGET TEXT`.',
  })
}

/** The failure for a pane with a half-written line: Enter would submit it together with the text. */
export function hasDraft(host: string, draft: string): Failure {
  return makeFailure({
    kind: 'refused',
    host,
    what: `The pane contains a draft, a line that was not submitted: ${quote(draft)}`,
    hint: 'The text was not sent, because Enter would submit both. Submit or clear the draft, then send the text again. To hold the text until then: `fleetmux send --queue TARGET TEXT`.',
  })
}

export function quote(text: string): string {
  return `"${cut(oneLine(text), QUOTED)}"`
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim()
}
