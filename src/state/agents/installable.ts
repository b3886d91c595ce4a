import { MCP_AGENTS } from '../model/agents/mcp-server.ts'

/** The agents that fleetmux can install, by the names of their commands. */
export const INSTALLABLE = [...MCP_AGENTS, 'claude-agent-acp', 'codex-acp'] as const

export type InstallableAgent = (typeof INSTALLABLE)[number]

export function isInstallable(name: string): name is InstallableAgent {
  return INSTALLABLE.some(each => each === name)
}
