/** Names of shells in tmux's `pane_current_command`. */
export const SHELLS: readonly string[] =
  'sh bash zsh fish dash ash ksh mksh tcsh csh nu xonsh elvish pwsh'.split(' ')

const shells = new Set(SHELLS)

/** Names of agents in tmux's `pane_current_command`. */
const AGENTS = new Set(
  (
    'claude codex amp amplihack gemini opencode aider agy auggie cline cn copilot crush cursor-agent devin droid ' +
    'goose grok hermes kilo kimi kiro-cli letta pi qwen vibe'
  ).split(' '),
)

export function isShell(command: string): boolean {
  // tmux names a login shell with a dash before its name: `-bash`.
  return shells.has(command.replace(/^-/, ''))
}

export function isAgent(command: string): boolean {
  return AGENTS.has(command)
}
