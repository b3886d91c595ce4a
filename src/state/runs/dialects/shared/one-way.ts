import { FailureError } from '../../../model/failure.ts'
import type { Dialect, ReportedEnd } from '../../dialect.ts'
import type { Agent } from './errors.ts'
import { noSuchQuestion } from './interactions.ts'
import type { Parts } from './parts.ts'

/** The methods of a one-way dialect: the agent's stdin is the prompt, and nothing is sent later. */
export function oneWay(
  agent: Agent,
): Pick<Dialect, 'begin' | 'decide' | 'sent' | 'say' | 'interrupt'> {
  return {
    begin: () => [],
    decide(interactionId) {
      throw noSuchQuestion(interactionId)
    },
    sent: () => ({ events: [] }),
    say() {
      throw takesNoText(agent)
    },
    interrupt: () => [],
  }
}

export function stateOf(
  { conversation, spoken }: Parts,
  own: { readonly closing: ReportedEnd; readonly model: string | null },
): ReturnType<Dialect['state']> {
  return {
    ...own,
    sessionId: conversation.sessionId(),
    open: [],
    turnCount: conversation.turnCount(),
    text: spoken.last(),
  }
}

export function takesNoText(agent: Agent): FailureError {
  return new FailureError({
    kind: 'refused',
    what: `This run of ${agent} accepts no further text.`,
    hint: `The text was not sent. Continue the agent's session with another run: \`fleetmux run ${agent} --session SESSION PROMPT\`. The last line of \`fleetmux run follow RUN\` names its SESSION.`,
  })
}
