import type { EventBody } from '../../event.ts'
import {
  countAt,
  ifDefined,
  isObject,
  type Json,
  numberAt,
  objectAt,
  textAt,
} from '../shared/json.ts'

/** Events for the start of a tool call: those of every tool, and for an MCP tool also `mcp_tool_call_start`. */
export function callEvents(item: Json): EventBody[] {
  const call = { toolCallId: idOf(item), toolName: nameOf(item) }
  const server = serverOf(item)
  const input = inputOf(item)
  return [
    { type: 'tool_call_start', ...call },
    { type: 'tool_call_ready', ...call, input },
    ...(server === undefined
      ? []
      : [{ type: 'mcp_tool_call_start', ...call, server, input } as const]),
  ]
}

/** Events for the end of a call. */
export function resultEvents(item: Json): EventBody[] {
  const call = { toolCallId: idOf(item), toolName: nameOf(item) }
  const server = serverOf(item)
  if (isDone(item)) {
    const output = outputOf(item)
    const duration = ifDefined('durationMs', countAt(item, 'durationMs'))
    const result: EventBody = { type: 'tool_result', ...call, output, ...duration }
    return server === undefined
      ? [result]
      : [{ type: 'mcp_tool_result', ...call, server, output }, result]
  }
  const error = errorOf(item)
  const failure: EventBody = { type: 'tool_error', ...call, error }
  return server === undefined
    ? [failure]
    : [{ type: 'mcp_tool_error', ...call, server, error }, failure]
}

export function isDone(item: Json): boolean {
  const status = textAt(item, 'status')
  return (status === undefined || status === 'completed') && !isObject(item['error'])
}

const NAMES: Readonly<Record<string, string>> = {
  commandExecution: 'shell',
  fileChange: 'apply_patch',
  webSearch: 'web_search',
}

function nameOf(item: Json): string {
  return NAMES[typeOf(item)] ?? textAt(item, 'tool') ?? typeOf(item)
}

function serverOf(item: Json): string | undefined {
  return typeOf(item) === 'mcpToolCall' ? (textAt(item, 'server') ?? '') : undefined
}

function inputOf(item: Json): unknown {
  const { command, cwd, changes, query } = item
  if (typeOf(item) === 'commandExecution') return { command, ...ifDefined('cwd', cwd) }
  if (typeOf(item) === 'fileChange') return { changes }
  return typeOf(item) === 'webSearch' ? { query } : (item['arguments'] ?? {})
}

function outputOf(item: Json): unknown {
  const { aggregatedOutput, changes, result, contentItems, results } = item
  return aggregatedOutput ?? result ?? contentItems ?? results ?? changes ?? null
}

function errorOf(item: Json): string {
  if (textAt(item, 'status') === 'declined') return 'declined'
  const exitCode = numberAt(item, 'exitCode')
  const printed = textAt(item, 'aggregatedOutput') ?? ''
  const told = textAt(item, 'error', 'message') ?? textAt(item, 'error')
  if (told !== undefined) return told
  return exitCode === undefined
    ? printed || 'failed'
    : `exit code ${exitCode}\n${printed}`.trimEnd()
}

export function typeOf(item: Json): string {
  return textAt(item, 'type') ?? ''
}

export function idOf(item: Json): string {
  return textAt(item, 'id') ?? ''
}

/** The item with field names and types in the app-server's spelling (camel case). */
export function plainItem(raw: unknown): Json {
  const item = objectAt({ raw }, 'raw')
  const entries = Object.entries(item).map(([name, value]) => [camel(name), value] as const)
  const words = entries.map(([name, value]) => {
    const isWord = (name === 'type' || name === 'status') && typeof value === 'string'
    return [name, isWord ? camel(value) : value] as const
  })
  return Object.fromEntries(words)
}

function camel(name: string): string {
  return name.replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase())
}
