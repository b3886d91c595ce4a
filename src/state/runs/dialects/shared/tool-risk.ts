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

/**
 * The agents' built-in tools, in lower case, with the agents that have them. Names that agents share have the same
 * meaning.
 */
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
