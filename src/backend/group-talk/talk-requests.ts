import { memberPrompt } from '../../state/group-talk/prompts.ts'
import type { DirectCommand } from '../../state/model/messages/direct-command.ts'
import type { Event } from '../../state/model/messages/event.ts'
import { askableAgent, type TalkFleet } from '../../state/talk-rounds/gather-answer.ts'
import { askAll } from '../../state/talk-rounds/round.ts'
import { cleanLines } from '../../state/text/clean.ts'

/** How long a working agent's screen may stay unchanged before its answer is no longer waited for, in milliseconds. */
const PATIENCE = 600_000

/**
 * Sends a question from the screen to the agents that take part in a group talk. Dispatches each answer when it
 * arrives.
 */
export async function askAgents(
  { question, members, talk }: Extract<DirectCommand, { type: 'ask-agents' }>,
  fleet: TalkFleet,
  dispatch: (event: Event) => void,
): Promise<void> {
  const text = memberPrompt(question, true)
  const able = members.filter(({ name, target }) => {
    const isAgent = askableAgent(fleet, target) !== null
    if (!isAgent) {
      const why = cleanLines(
        'fleetmux has found no agent in this pane, so the question was not sent.',
      )
      const answer = { name, state: 'refused', text: why, milliseconds: 0 } as const
      dispatch({ type: 'agent-answered', talk, answer })
    }
    return isAgent
  })
  const questions = able.map(member => ({ member: { ...member, agent: '' }, text }))
  await askAll(fleet, questions, {
    deadline: fleet.store.getState().settings.deadline,
    patience: PATIENCE,
    answered: answer =>
      dispatch({
        ...{ type: 'agent-answered', talk },
        answer: { ...answer, text: cleanLines(answer.text) },
      }),
  })
}
