/** Properties of an agent that speaks ACP: agents differ in how they use the protocol. */
export interface AcpAgent {
  /** Matches the agent's name in its `initialize` result. */
  readonly name: RegExp
  /** Modes in which the agent asks for approval, the best first. */
  readonly ask: readonly string[]
  /** The mode in which the agent asks for no approval. */
  readonly allow?: string
  /** Set if the agent starts in a mode that asks for approval, so that failing to set a mode does no harm. */
  readonly startsAsking?: true
  /**
   * Set if each successful turn reports its token usage: a turn without usage has then failed, whatever its stop
   * reason.
   */
  readonly tellsUsage?: true
  /** Set if the updates of a running command contain its output so far. */
  readonly growingContent?: true
  /** Set if the agent reports a command's exit code in a text, and only if the code is not 0. */
  readonly tellsFailuresAlone?: true
  /** The field that contains a tool's name if there is no field for the name. */
  readonly toolName?: 'title' | 'id'
  /** Set if the agent reports a tool as running before it asks for approval. */
  readonly startsBeforeAsking?: true
  /**
   * Set if the agent continues to send the history of a loaded session after it has reported the session as loaded. The
   * history ends when the agent sends its list of slash commands.
   */
  readonly replaysLate?: true
  /** Set if the agent accepts a system prompt when the session is created. */
  readonly takesSystem?: true
  /** What the user can do if the login fails. */
  readonly guidance: string
}

const AGENTS: readonly AcpAgent[] = [
  {
    name: /claude/i,
    ask: ['default'],
    allow: 'bypassPermissions',
    tellsUsage: true,
    tellsFailuresAlone: true,
    takesSystem: true,
    guidance: 'Set ANTHROPIC_API_KEY where the agent runs, or log in there with `claude`.',
  },
  {
    name: /codex/i,
    ask: ['read-only'],
    allow: 'agent-full-access',
    tellsUsage: true,
    guidance: 'Log in where the agent runs: `codex login`.',
  },
  {
    name: /gemini/i,
    ask: ['default'],
    allow: 'yolo',
    startsAsking: true,
    tellsUsage: true,
    toolName: 'id',
    replaysLate: true,
    guidance: 'Set GEMINI_API_KEY where the agent runs, or log in there with `gemini`.',
  },
  {
    name: /opencode/i,
    ask: ['build'],
    startsAsking: true,
    tellsUsage: true,
    growingContent: true,
    toolName: 'title',
    startsBeforeAsking: true,
    guidance: "Set the provider's own variable where the agent runs, or use `opencode auth login`.",
  },
  {
    name: /copilot/i,
    ask: ['agent'],
    startsAsking: true,
    tellsUsage: true,
    growingContent: true,
    guidance:
      'Set COPILOT_GITHUB_TOKEN or GH_TOKEN where the agent runs, or COPILOT_PROVIDER_API_KEY for a provider of your own.',
  },
  {
    name: /qwen/i,
    ask: ['default'],
    allow: 'yolo',
    tellsUsage: true,
    guidance: 'Set OPENAI_API_KEY (and OPENAI_BASE_URL, OPENAI_MODEL) where the agent runs.',
  },
]

/** Any other agent: usual names of modes that ask for approval, and no further assumptions. */
const OTHER: AcpAgent = {
  name: /^/,
  ask: ['default', 'ask', 'manual', 'read-only', 'normal'],
  guidance: 'Log in, or set its key, where the agent runs.',
}

export function acpAgent(name: string | undefined): AcpAgent {
  return AGENTS.find(each => name !== undefined && each.name.test(name)) ?? OTHER
}

export function isKnownAgent(agent: AcpAgent): boolean {
  return agent !== OTHER
}
