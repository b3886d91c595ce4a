import type { Clean } from '../../text/clean.ts'

/** Agents whose MCP servers can be listed, added and removed in the user configuration on a host. */
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

/** An MCP server to configure for an agent: a command that the agent starts, or a URL. `env` may contain secrets. */
export type McpServer =
  | {
      readonly kind: 'command'
      readonly name: string
      readonly command: string
      readonly args: readonly string[]
      readonly env: Readonly<Record<string, string>>
    }
  | { readonly kind: 'url'; readonly name: string; readonly url: string }

/** A configured MCP server without its secrets. */
export interface ListedServer {
  readonly name: Clean
  readonly kind: 'command' | 'url' | 'unknown'
  /** The server's command line or address, with secrets masked. */
  readonly target: Clean
  /** Names of the server's environment variables and headers; their values stay on the host. */
  readonly secrets: readonly Clean[]
}

export interface ListedServers {
  /** The agent's configuration file; null: it does not exist yet. */
  readonly file: Clean | null
  readonly servers: readonly ListedServer[]
}

/**
 * The result of adding or removing an MCP server. `how`: with the agent's own command, or by editing its file; null:
 * there was no server to remove (`absent`).
 */
export interface ServerChange {
  readonly outcome: 'added' | 'replaced' | 'removed' | 'absent'
  readonly how: 'command' | 'file' | null
  readonly file: Clean
}
