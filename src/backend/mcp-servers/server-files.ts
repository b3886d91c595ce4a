import type { McpAgent, McpServer } from '../../state/model/agents/mcp-server.ts'
import type { FileNames } from './host-file.ts'

/** Where and in which format an agent stores the user's MCP servers. */
export interface ServerFile extends FileNames {
  /** The JSON key that holds the servers; null: the file is TOML. */
  readonly key: string | null
  /** Converts a server to the file's format. */
  readonly write: (server: McpServer) => Readonly<Record<string, unknown>>
}

export const SERVER_FILES: Readonly<Record<McpAgent, ServerFile>> = {
  claude: {
    variable: 'CLAUDE_CONFIG_DIR',
    names: ['@/.claude.json', '~/.claude.json'],
    key: 'mcpServers',
    write: server => ({ type: server.kind === 'url' ? 'http' : 'stdio', ...plain(server) }),
  },
  codex: {
    variable: 'CODEX_HOME',
    names: ['@/config.toml', '~/.codex/config.toml'],
    key: null,
    write: plain,
  },
  gemini: {
    variable: 'GEMINI_CLI_HOME',
    names: ['@/.gemini/settings.json', '~/.gemini/settings.json'],
    key: 'mcpServers',
    write: server => ({ ...plain(server), ...(server.kind === 'url' && { type: 'http' }) }),
  },
  qwen: {
    variable: 'QWEN_HOME',
    names: ['@/settings.json', '~/.qwen/settings.json'],
    key: 'mcpServers',
    write: server => (server.kind === 'url' ? { httpUrl: server.url } : plain(server)),
  },
  opencode: {
    variable: 'XDG_CONFIG_HOME',
    names: [
      ...['@/opencode/opencode.json', '@/opencode/opencode.jsonc'],
      ...['~/.config/opencode/opencode.json', '~/.config/opencode/opencode.jsonc'],
    ],
    key: 'mcp',
    write: server =>
      server.kind === 'url'
        ? { type: 'remote', url: server.url }
        : {
            type: 'local',
            command: [server.command, ...server.args],
            ...(hasKeys(server.env) && { environment: server.env }),
          },
  },
  amp: {
    variable: 'XDG_CONFIG_HOME',
    names: ['@/amp/settings.json', '~/.config/amp/settings.json'],
    key: 'amp.mcpServers',
    write: plain,
  },
  copilot: {
    variable: 'COPILOT_HOME',
    names: ['@/mcp-config.json', '~/.copilot/mcp-config.json'],
    key: 'mcpServers',
    write: server => ({
      type: server.kind === 'url' ? 'http' : 'local',
      ...plain(server),
      tools: ['*'],
    }),
  },
}

function plain(server: McpServer): Readonly<Record<string, unknown>> {
  if (server.kind === 'url') return { url: server.url }
  const { command, args, env } = server
  return { command, args, ...(hasKeys(env) && { env }) }
}

function hasKeys(value: object): boolean {
  return Object.keys(value).length > 0
}
