import type { LivePaneInfo } from '../../state/json/live-message.ts'
import { waitingAge } from '../../state/text/age.ts'
import { clock } from '../fleet/fleet.ts'

/** The agent of a pane, the agent's state, and the age of this state. */
export function AgentBadge({ pane }: { pane: LivePaneInfo }) {
  const { agent } = pane
  if (pane.dead) return <span class="badge ended">ended</span>
  if (!agent || agent.agent === 'shell') return <span class="badge">{pane.command}</span>
  const waits = agent.state === 'waiting' ? `, ${waitingAge(agent.since, clock.value)}` : ''
  return (
    <span class={`badge ${agent.state}`}>
      {agent.agent} {agent.state === 'waiting' ? 'waits' : agent.state}
      {waits}
    </span>
  )
}
