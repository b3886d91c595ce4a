import { agentOf, needOf } from '../../state/agents/need.ts'
import { isAgent } from '../../state/agents/program.ts'
import type { Fleet } from '../../state/fleet-handle.ts'
import { isReached } from '../../state/hosts/link-words.ts'
import type { AgentStatus } from '../../state/model/agent.ts'
import type { Host, Pane } from '../../state/model/fleet.ts'
import { when } from '../command/wait.ts'

/** Milliseconds in which what is on the agents' screens has been read, or is not worth the waiting. */
const PATIENCE = 1000

/**
 * Sessions are known before it is read what the agents in them do: resolves when that is known of every pane
 * on these hosts that seems to have one, or past a second, or the limit in milliseconds.
 */
export async function agentsRead(
  fleet: Fleet,
  hosts: readonly string[],
  limit: number,
): Promise<void> {
  fleet.store.dispatch({ type: 'read-agents' })
  await when(
    fleet.store,
    state => hosts.every(name => isRead(state.hosts.get(name))) || null,
    Math.min(limit, PATIENCE),
  )
}

/** As it is printed with --json. */
export function agentJson(pane: Pane, status: AgentStatus) {
  const { agent, state, since, seen, source, confidence, rule, code, question } = status
  return {
    pane: pane.id,
    agent,
    state,
    since,
    need: needOf(status),
    seen,
    source,
    confidence,
    rule: rule ?? null,
    code: code ?? null,
    question: question ? { ...question, choices: question.choices.map(choiceJson) } : null,
  }
}

function choiceJson({
  key,
  label,
  current,
}: NonNullable<AgentStatus['question']>['choices'][number]) {
  return { key, label, current: current ?? false }
}

function isRead(host: Host | undefined): boolean {
  if (!host || !isReached(host)) return true
  const panes = [...host.sessions.values()].flatMap(session => session.panes)
  return panes.every(pane => agentOf(host, pane) || !seemsAgent(pane))
}

function seemsAgent({ command, said, dead, ours }: Pane): boolean {
  return (
    !dead && !ours && (isAgent(command) || said?.agent !== undefined || said?.state !== undefined)
  )
}
