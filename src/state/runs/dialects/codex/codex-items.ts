import type { EventBody } from '../../event.ts'
import { compact, debugLine, warning } from '../shared/debug-line.ts'
import { countAt, type Json, listAt, maybe, numberAt, textAt } from '../shared/json.ts'
import type { Spoken, SpokenKind } from '../shared/spoken.ts'
import { callEvents, idOf, isDone, plainItem, resultEvents, typeOf } from './codex-calls.ts'
import { codexFileEvents, codexImageEvents } from './codex-files.ts'
import { createCodexSubagents } from './codex-subagents.ts'

/**
 * The items of a thread: what the agent says, and what it does with its tools. `codex exec` and the app-server tell the
 * same ones, with other letters (`command_execution`, `commandExecution`).
 */
export interface CodexItems {
  /** `waits`: it is known by now that somebody has to approve something first. */
  started(item: unknown, waits?: boolean): EventBody[]
  completed(item: unknown): EventBody[]
  /** A piece of what an item says. */
  delta(itemId: string, kind: SpokenKind, delta: string): EventBody[]
  /** A piece of what a command prints, its two streams in one. */
  output(itemId: string, delta: string): EventBody[]
  /** Somebody is asked to approve it. */
  asked(itemId: string): void
  /** As it was started; an empty object where that is not known. */
  find(itemId: string): Json
}

interface Running {
  readonly item: Json
  /** We are asked whether it may run. */
  isAsked: boolean
  /** Whether its start was told as `shell_start`. */
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

  /** Pieces of it may have been told before; an item without a text is none. */
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
/** Said elsewhere, or of use to a screen alone. */
const SILENT: ReadonlySet<string> = new Set([
  'userMessage',
  'todoList',
  'plan',
  'hookPrompt',
  'sleep',
])

/** A command that somebody must approve has not started: its first output, or its end, tells that it has. */
function shellStart(entry: Running): EventBody[] {
  if (entry.isShell || entry.item['type'] !== 'commandExecution') return []
  entry.isShell = true
  const { item } = entry
  const cwd = maybe('cwd', textAt(item, 'cwd'))
  return [{ type: 'shell_start', command: textAt(item, 'command') ?? '', ...cwd }]
}

/** What it printed is told here where no piece of it was told before. */
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
          ...maybe('durationMs', countAt(item, 'durationMs')),
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
