import type { McpServer } from '../../dialect.ts'
import { type Json, textAt } from './json.ts'

/** The effect of a tool on the machine. */
export type ToolKind =
  | 'read'
  | 'create'
  | 'write'
  | 'patch'
  | 'delete'
  | 'shell'
  | 'subagent'
  | 'skill'
  | 'look'
  | 'other'

/** The agents' built-in tools, in lower case. Names that agents share have the same meaning. */
const TOOLS: Readonly<Partial<Record<ToolKind, readonly string[]>>> = {
  read: [
    ...['read', 'notebookread'], // claude, amp; opencode
    ...['read_file', 'read_many_files'], // gemini, qwen
    'view', // copilot
  ],
  create: ['create', 'create_file'], // copilot; amp
  write: ['write', 'write_file'], // claude, opencode; gemini, qwen
  patch: [
    ...['edit', 'multiedit', 'notebookedit'], // claude, opencode, copilot, qwen
    'replace', // gemini
    'edit_file', // amp
    ...['patch', 'apply_patch', 'str_replace_editor'], // opencode, copilot
  ],
  delete: ['delete_file'],
  shell: ['bash', 'powershell', 'run_shell_command'],
  subagent: ['task', 'agent'],
  skill: ['skill', 'activate_skill'],
  look: [
    ...['glob', 'grep', 'ls', 'list', 'todowrite', 'todoread', 'todo_write'],
    ...['grep_search', 'search_file_content', 'list_directory', 'report_intent', 'update_topic'],
  ],
}

const KINDS = new Map(
  Object.entries(TOOLS).flatMap(([kind, names]) =>
    names.map((name): [string, string] => [name, kind]),
  ),
)

export function kindOf(toolName: string): ToolKind {
  const kind = KINDS.get(toolName.toLowerCase())
  return isKind(kind) ? kind : 'other'
}

function isKind(kind: string | undefined): kind is ToolKind {
  return kind !== undefined && Object.hasOwn(TOOLS, kind)
}

const RISKS: Readonly<Partial<Record<ToolKind, 'low' | 'medium'>>> = {
  read: 'low',
  look: 'low',
  create: 'medium',
  write: 'medium',
  patch: 'medium',
}

/** The risk of a tool. Commands, network access, other programs and unknown tools have a high risk. */
export function riskOf(toolName: string): 'low' | 'medium' | 'high' {
  return RISKS[kindOf(toolName)] ?? 'high'
}

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
