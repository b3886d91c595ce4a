import { explainLines, explain as explanation } from '../../state/agents/explain.ts'
import { agentJson } from '../../state/json/agent-json.ts'
import type { Call, Command } from '../command/command.ts'
import { DONE } from '../command/exit.ts'
import { agentsRead } from '../connect/agents-read.ts'
import { toJson } from '../print/json.ts'
import { resolveTarget } from '../recipients/resolve-target.ts'

export const explain: Command = {
  name: 'explain',
  usage: '[--json] TARGET',
  summary: 'Explain how the state of the agent in a pane was determined',
  isReadOnly: true,
  details: `
The state of an agent is read from its own reports (user options, its title), from its process and from its screen.
Each rule that was tried has a line with what it found and the state that it suggests; the deciding rule is marked
with >. If no agent is recognized, the reason is printed.`,
  examples: [
    ['explain build/claude-1', 'Why does fleetmux show this agent as waiting?'],
    ["explain --json build:1.0 | jq '.agent.state'", 'Only the state, for a script'],
  ],
  flags: { json: { kind: 'switch', about: 'One JSON document (docs/cli.md)' } },
  takes: [1, 1],
  first: 'target',
  run: show,
}

async function show(call: Call): Promise<number> {
  const { fleet, target, pane } = await resolveTarget(call, call.args[0] ?? '')
  const [partial] = await agentsRead(call, fleet, [target.host])
  const state = fleet.store.getState()
  const found = explanation(state, target)
  const { name, status } = found
  const why = status ? null : (partial ?? found.why)
  if (call.flags.is('json')) {
    const agent = status && agentJson(pane, status)
    await call.print(toJson({ target: name, agent, why, trace: status?.trace ?? [] }))
    return DONE
  }
  await call.print(name)
  for (const line of explainLines({ ...found, why }, state.now)) await call.print(line)
  return DONE
}
