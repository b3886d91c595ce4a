import type { EventBody } from '../../event.ts'
import { compact, debugLine, warning } from '../shared/debug-line.ts'
import { countAt, ifDefined, type Json, listAt, numberAt, textAt } from '../shared/json.ts'
import type { Spoken, SpokenKind } from '../shared/spoken.ts'
import { callEvents, idOf, isDone, plainItem, resultEvents, typeOf } from './codex-calls.ts'
import { codexFileEvents, codexImageEvents } from './codex-files.ts'
import { createCodexSubagents } from './codex-subagents.ts'

/**
 * The items of a thread: messages and tool calls. `codex exec` and the app-server have the same items, in different
 * spelling (`command_execution`, `commandExecution`).
 */
export interface CodexItems {
  /**
   * Called when Codex has reported the start of an item. `waits`: no shell command of the item is reported as started
   * yet, because it may still need approval.
   */
  started(item: unknown, waits?: boolean): EventBody[]
  completed(item: unknown): EventBody[]
  /** A piece of an item's text. */
  delta(itemId: string, kind: SpokenKind, delta: string): EventBody[]
  /** A piece of a command's output, stdout and stderr combined. */
  output(itemId: string, delta: string): EventBody[]
  /** Called when Codex has requested approval of the item. */
  asked(itemId: string): void
  /** The running item, as Codex described it at the start; an empty object if there is none. */
  find(itemId: string): Json
}

interface Running {
  readonly item: Json
  /** Whether Codex has requested approval of the item, a tool call such as a command or a file change. */
  isAsked: boolean
  /** Whether the `shell_start` event of the item was emitted. */
  isShell: boolean
  hasOutput: boolean
}

export function createCodexItems(spoken: Spoken): CodexItems {
  const running = new Map<string, Running>()
  const told = new Set<string>()
  const subagents = createCodexSubagents()
  let speaking: string | null = null

  function started(raw: unknown, waits = false): EventBody[] {
    const item = plainItem(raw)
    const id = idOf(item)
    if (typeOf(item) === 'agentMessage') {
      speaking = id
      return spoken.add('message', '')
    }
    if (!TOOLS.has(typeOf(item)) || running.has(id)) return []
    const entry = { item, isAsked: false, isShell: false, hasOutput: false }
    running.set(id, entry)
    return [...spoken.stop(), ...callEvents(item), ...(waits ? [] : shellStart(entry))]
  }

  function completed(raw: unknown): EventBody[] {
    const item = plainItem(raw)
    const type = typeOf(item)
    if (type === 'agentMessage') return whole(item, 'message', textAt(item, 'text') ?? '')
    if (type === 'reasoning') return whole(item, 'thinking', thoughtOf(item))
    if (TOOLS.has(type)) return ended(item)
    if (type === 'error') return [warning(textAt(item, 'message') ?? compact(raw))]
    if (type === 'contextCompaction') return [...spoken.stop(), { type: 'context_compacted' }]
    if (type.startsWith('image')) return [...spoken.stop(), ...codexImageEvents(item)]
    if (SUBAGENTS.has(type)) return [...spoken.stop(), ...subagents.read(item)]
    return SILENT.has(type) ? [] : [debugLine('item', raw)]
  }

  function delta(itemId: string, kind: SpokenKind, text: string): EventBody[] {
    const before = speaking !== itemId && spoken.open() === kind ? spoken.stop() : []
    speaking = itemId
    told.add(itemId)
    return [...before, ...spoken.add(kind, text)]
  }

  /**
   * The events for the complete text of an item, of which pieces may have been emitted before. They end the message. An
   * item without text has none.
   */
  function whole(item: Json, kind: SpokenKind, text: string): EventBody[] {
    const id = idOf(item)
    const isOpen = speaking === id && spoken.open() === kind
    if (isOpen && told.has(id)) return spoken.stop(text === '' ? undefined : text)
    if (isOpen) return [...spoken.add(kind, text), ...spoken.stop()]
    return told.has(id) || text === '' ? [] : spoken.whole(kind, text)
  }

  function ended(item: Json): EventBody[] {
    const id = idOf(item)
    const begin = running.has(id) ? [] : started(item, true)
    const entry = running.get(id)
    running.delete(id)
    const isDeclined = textAt(item, 'status') === 'declined'
    const shell = isDeclined || !entry ? [] : shellEnd(item, entry)
    const files = isDone(item) ? codexFileEvents(item) : []
    const refused = isDeclined && !entry?.isAsked ? [denied(id)] : []
    return [...spoken.stop(), ...begin, ...shell, ...files, ...refused, ...resultEvents(item)]
  }

  return {
    started,
    completed,
    delta,
    output(itemId, text) {
      const entry = running.get(itemId)
      if (text === '' || entry?.item['type'] !== 'commandExecution') return []
      entry.hasOutput = true
      return [...spoken.stop(), ...shellStart(entry), { type: 'shell_stdout_delta', delta: text }]
    },
    asked(itemId) {
      const entry = running.get(itemId)
      if (entry) entry.isAsked = true
    },
    find: itemId => running.get(itemId)?.item ?? {},
  }
}

const TOOLS: ReadonlySet<string> = new Set([
  ...['commandExecution', 'fileChange', 'mcpToolCall', 'webSearch', 'dynamicToolCall'],
])
const SUBAGENTS: ReadonlySet<string> = new Set([
  ...['collabAgentToolCall', 'collabToolCall', 'subAgentActivity'],
])
/** Items that cause no events: other lines report the same, or they are only for user interfaces. */
const SILENT: ReadonlySet<string> = new Set([
  'userMessage',
  'todoList',
  'plan',
  'hookPrompt',
  'sleep',
])

/** Emits `shell_start` once. For a command that needs approval, only its first output or its end shows that it ran. */
function shellStart(entry: Running): EventBody[] {
  if (entry.isShell || entry.item['type'] !== 'commandExecution') return []
  entry.isShell = true
  const { item } = entry
  const cwd = ifDefined('cwd', textAt(item, 'cwd'))
  return [{ type: 'shell_start', command: textAt(item, 'command') ?? '', ...cwd }]
}

/** Events for the end of a command, with its output if no piece of it was emitted before. */
function shellEnd(item: Json, entry: Running): EventBody[] {
  if (entry.item['type'] !== 'commandExecution') return []
  const printed = textAt(item, 'aggregatedOutput') ?? ''
  const exitCode = numberAt(item, 'exitCode')
  const output: EventBody[] =
    entry.hasOutput || printed === '' ? [] : [{ type: 'shell_stdout_delta', delta: printed }]
  const exit: EventBody[] = Number.isSafeInteger(exitCode)
    ? [
        {
          type: 'shell_exit',
          exitCode: exitCode ?? 0,
          ...ifDefined('durationMs', countAt(item, 'durationMs')),
        },
      ]
    : []
  return [...shellStart(entry), ...output, ...exit]
}

function denied(interactionId: string): EventBody {
  return { type: 'approval_denied', interactionId }
}

function thoughtOf(item: Json): string {
  const parts = [...listAt(item, 'summary'), ...listAt(item, 'content')]
  return textAt(item, 'text') ?? parts.filter(part => typeof part === 'string').join('\n\n')
}
