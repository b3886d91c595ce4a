/** What is known of an agent that speaks ACP: the protocol is one, what they do with it is not. */
export interface AcpAgent {
  /** In the name by which it introduces itself. */
  readonly name: RegExp
  /** Modes in which it asks before it does something, the best first. */
  readonly ask: readonly string[]
  /** The mode in which it asks nothing. */
  readonly allow?: string
  /** It begins in a mode that asks: that a mode cannot be set does no harm. */
  readonly startsAsking?: true
  /** A turn of its that has worked tells what it used; one that tells nothing has failed, whatever it says. */
  readonly tellsUsage?: true
  /** Where a command's output stands while it runs: in the content, which grows. */
  readonly growingContent?: true
  /** A command's exit code stands in a text, and only where it is not 0. */
  readonly tellsFailuresAlone?: true
  /** Where a tool's name stands if no field has it. */
  readonly toolName?: 'title' | 'id'
  /** It says that a tool runs before it asks whether it may. */
  readonly startsBeforeAsking?: true
  /** History is told even after the session was loaded, up to its list of commands. */
  readonly replaysLate?: true
  /** A system prompt is taken with the session. */
  readonly takesSystem?: true
  /** What a person can do who is not let in. */
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

/** Any other agent: what a mode that asks is mostly called, and nothing taken for granted. */
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
