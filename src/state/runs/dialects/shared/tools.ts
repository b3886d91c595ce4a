import type { McpServer } from '../../dialect.ts'
import { type Json, textAt } from './json.ts'

/** The file that a call is about. */
export function pathOf(input: Json): string | undefined {
  return firstText(input, ['file_path', 'filePath', 'path', 'absolute_path', 'notebook_path'])
}

export function commandOf(input: Json): string | undefined {
  return firstText(input, ['command', 'cmd'])
}

/** The content in a call that writes a whole file. */
export function contentOf(input: Json): string | undefined {
  return firstText(input, ['content', 'file_text'])
}

export function firstText(input: Json, names: readonly string[]): string | undefined {
  return names.map(name => textAt(input, name)).find(text => text !== undefined)
}

export interface McpTool {
  readonly server: string
  readonly tool: string
}

/** The form in which an agent names tools of MCP servers. */
export type McpNaming = 'mcp__server__tool' | 'mcp_server_tool' | 'server_tool'

/**
 * Splits the name of an MCP tool into server and tool. If the separator is a single `_`, which both parts may contain,
 * the names of the servers in `servers` are needed. If the names have no prefix `mcp`, only tools of these servers can
 * be distinguished from the agent's own tools.
 */
export function mcpTool(
  toolName: string,
  naming: McpNaming,
  servers: readonly McpServer[],
): McpTool | null {
  if (naming === 'mcp__server__tool') return split(after(toolName, 'mcp__'), '__')
  const rest = naming === 'mcp_server_tool' ? after(toolName, 'mcp_') : toolName
  const known = servers.find(({ name }) => rest?.startsWith(`${name}_`))
  if (known && rest) return { server: known.name, tool: rest.slice(known.name.length + 1) }
  return naming === 'server_tool' ? null : split(rest, '_')
}

function after(text: string, prefix: string): string | null {
  return text.startsWith(prefix) ? text.slice(prefix.length) : null
}

function split(text: string | null, separator: string): McpTool | null {
  const at = text?.indexOf(separator) ?? -1
  if (text === null || at <= 0) return null
  return { server: text.slice(0, at), tool: text.slice(at + separator.length) }
}
