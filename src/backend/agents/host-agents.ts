import type { DetectedAgent, HostAgents } from '../../state/model/agents/host-agents.ts'
import { listConversations, readOne, searchConversations } from '../conversations/conversations.ts'
import { installServer, listServers, removeServer } from '../mcp-servers/mcp-servers.ts'
import type { Transport } from '../transport/transport.ts'
import type { Catalogue } from './catalogue.ts'
import { installHooks, readHooks, removeAgentHooks } from './hooks/agent-hooks.ts'
import { keysOn } from './install/agent-keys.ts'
import { detectCommands, detectedAgents, type Sought } from './install/detect.ts'
import { manageAgent } from './install/manage.ts'
import { packageOf } from './install/packages.ts'

/** Operations on the agents of the host that `transport` leads to. `close` closes the transport. */
export function createHostAgents(transport: Transport, catalogue: Catalogue): HostAgents {
  return {
    detect: agents => detect(transport, catalogue, agents),
    keys: () => keysOn(transport),
    manage: (order, tell) => manageAgent(transport, order, tell),
    conversations: query => listConversations(transport, query),
    conversation: (id, agents) => readOne(transport, id, agents),
    searchConversations: (text, query) => searchConversations(transport, text, query),
    listServers: agent => listServers(transport, agent),
    installServer: (agent, server) => installServer(transport, agent, server),
    removeServer: (agent, name) => removeServer(transport, agent, name),
    hooks: agent => readHooks(transport, agent),
    installHooks: agent => installHooks(transport, agent),
    removeHooks: agent => removeAgentHooks(transport, agent),
    close: () => transport.close(),
  }
}

async function detect(
  transport: Transport,
  catalogue: Catalogue,
  agents: readonly string[],
): Promise<readonly DetectedAgent[]> {
  const sought = agents.flatMap(name => soughtFor(catalogue, name))
  return detectedAgents(agents, await detectCommands(transport, sought))
}

/** The command to search for on the host to find an agent; empty if the agent is not a command (the shell). */
function soughtFor(catalogue: Catalogue, name: string): readonly Sought[] {
  const { find } = catalogue.get(name) ?? {}
  const pack = packageOf(name)
  const [command = pack?.bin] = find?.commands ?? []
  if (command === undefined) return []
  return [{ name, command, version: find?.version ?? pack?.version ?? '--version' }]
}
