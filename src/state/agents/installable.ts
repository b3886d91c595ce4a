/** The agents that fleetmux can install, by the names of their commands. The backend knows their packages. */
export const INSTALLABLE = [
  'claude',
  'codex',
  'gemini',
  'opencode',
  'amp',
  'copilot',
  'qwen',
  'claude-agent-acp',
  'codex-acp',
] as const

export type InstallableAgent = (typeof INSTALLABLE)[number]

export function isInstallable(name: string): name is InstallableAgent {
  return INSTALLABLE.some(each => each === name)
}
