import type { HookedAgent } from '../../../state/model/agents/agent-hooks.ts'
import type { FileNames } from '../../mcp-servers/host-file.ts'
import { PLUGIN } from './plugin.ts'

/** A shell comment at the end of every hook command of fleetmux, by which fleetmux recognizes its own commands. */
const MARK = '# fleetmux hook'

/** A hook: a command that an agent runs at an event. */
export interface EventHook {
  readonly event: string
  readonly matcher?: string
  readonly command: string
}

/** The file with an agent's hooks, and the hooks that fleetmux adds. */
export interface HookFile extends FileNames {
  /** Hooks that are entries of the object `hooks` in a JSON document; empty if `whole` is set. */
  readonly hooks: readonly EventHook[]
  /** The complete content of the hook file. Set if the file has only hooks of fleetmux, which then writes all of it. */
  readonly whole?: string
  readonly note?: string
}

export function isOurs(command: unknown): boolean {
  return typeof command === 'string' && command.endsWith(MARK)
}

/**
 * A hook command that sets the option `@fleetmux_state` of the agent's pane; null removes the option. The command
 * prints nothing and never fails. `guard` is shell code that runs first and may exit.
 */
function say(word: 'working' | 'waiting' | 'idle' | null, guard = ''): string {
  const set = word === null ? ['-u', ''] : ['', ` ${word}`]
  const tmux = (flag: string) =>
    `tmux set-option ${flag}q${(set[0] ?? '').slice(1)} -t "$TMUX_PANE" @fleetmux_state${set[1]}`
  // tmux before 3.0 has no pane options, so the window option is the fallback.
  const both = `{ ${tmux('-p')} || ${tmux('-w')}; } >/dev/null 2>&1`
  return `cat >/dev/null; ${guard}[ -z "$TMUX_PANE" ] || ${both}; true ${MARK}`
}

/**
 * A hook command that sets the agent's state, like `say`, for an agent that may run hooks in a background server. In
 * such a server the command does nothing: the server has no terminal, and its TMUX_PANE is the pane that started the
 * server, not the agent's pane.
 */
function sayInTerminal(word: 'working' | 'waiting' | 'idle'): string {
  const isServer = `case "$(ps -o tty= -p "$PPID" 2>/dev/null)" in *[?]*) exit 0;; esac`
  return say(word, `${isServer}; `)
}

const on = (event: string, command: string, matcher?: string): EventHook => ({
  event,
  command,
  ...(matcher !== undefined && { matcher }),
})

export const HOOK_FILES: Readonly<Record<HookedAgent, HookFile>> = {
  claude: {
    variable: 'CLAUDE_CONFIG_DIR',
    names: ['@/settings.json', '~/.claude/settings.json'],
    hooks: [
      on('SessionStart', say('idle')),
      on('UserPromptSubmit', say('working')),
      on('PreToolUse', say('working'), '*'),
      on('PostToolUse', say('working'), '*'),
      on('Notification', say('waiting'), 'permission_prompt|elicitation_dialog'),
      on('Stop', say('idle')),
      on('SessionEnd', say(null)),
    ],
  },
  codex: {
    variable: 'CODEX_HOME',
    names: ['@/hooks.json', '~/.codex/hooks.json'],
    hooks: [
      on('UserPromptSubmit', sayInTerminal('working')),
      on('PermissionRequest', sayInTerminal('waiting'), '*'),
      on('PostToolUse', sayInTerminal('working'), '*'),
      on('Stop', sayInTerminal('idle')),
    ],
    note: 'Codex runs new hooks only after you trust them: Codex asks at its next start, or type /hooks in Codex. Start Codex with --no-daemon: its shared background server does not know the pane, so hooks set nothing there.',
  },
  gemini: {
    variable: 'GEMINI_CLI_HOME',
    names: ['@/.gemini/settings.json', '~/.gemini/settings.json'],
    hooks: [
      on('BeforeAgent', say('working')),
      on('Notification', say('waiting'), 'ToolPermission'),
      on('AfterTool', say('working'), '*'),
      on('AfterAgent', say('idle')),
      on('SessionEnd', say(null)),
    ],
  },
  opencode: {
    variable: 'XDG_CONFIG_HOME',
    names: ['@/opencode/plugin/fleetmux.js', '~/.config/opencode/plugin/fleetmux.js'],
    hooks: [],
    whole: PLUGIN,
  },
}
