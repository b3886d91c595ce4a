import type { Clean } from '../../text/clean.ts'

/** Agents whose MCP servers can be looked after, for their user on a host. */
export const MCP_AGENTS = [
  'claude',
  'codex',
  'gemini',
  'opencode',
  'amp',
  'copilot',
  'qwen',
] as const
export type McpAgent = (typeof MCP_AGENTS)[number]

/** A server that an agent shall know: a command that it starts, or an address. `env` may hold secrets. */
export type McpServer =
  | {
      readonly kind: 'command'
      readonly name: string
      readonly command: string
      readonly args: readonly string[]
      readonly env: Readonly<Record<string, string>>
    }
  | { readonly kind: 'url'; readonly name: string; readonly url: string }

/** A server as it is listed: secrets are left out. */
export interface ListedServer {
  readonly name: Clean
  readonly kind: 'command' | 'url' | 'unknown'
  /** Its command line or address, with secrets masked. */
  readonly target: Clean
  /** Names of the variables and headers that it is given; their values stay on the host. */
  readonly secrets: readonly Clean[]
}

export interface ListedServers {
  /** The file that they are in; null: the agent has none yet. */
  readonly file: Clean | null
  readonly servers: readonly ListedServer[]
}

/** What became of a server. `how`: by the agent's own command, or by an edit of its file. */
export interface ServerChange {
  readonly outcome: 'added' | 'replaced' | 'removed' | 'absent'
  readonly how: 'command' | 'file' | null
  readonly file: Clean
}
