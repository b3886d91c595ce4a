import type { Tokens } from '../model/agents/conversation.ts'
import { addUse, type Draft, sawAssistant, sawTime, sawTool, sawUser } from './draft.ts'
import { countAt, listAt, textAt, timeAt, valueAt } from './record.ts'

/**
 * Claude Code: one line for each block of a message. Each line has the usage of its message so far, so the last line of
 * each message id counts. Lines of subagents (`isSidechain`) count for the cost, but not for the text.
 */
export function readClaude(draft: Draft, records: Iterable<unknown>): void {
  const usage = new Map<string, { readonly model: string; readonly tokens: Tokens }>()
  for (const record of records) {
    const isSide = valueAt(record, 'isSidechain') === true
    const time = timeAt(record, 'timestamp')
    sawTime(draft, time)
    draft.id ??= textAt(record, 'sessionId')
    draft.cwd ??= textAt(record, 'cwd')
    const type = textAt(record, 'type')
    if (type === 'user' && !isSide && valueAt(record, 'isMeta') !== true)
      readUser(draft, record, time)
    if (type !== 'assistant') continue
    const model = textAt(record, 'message', 'model')
    if (model === null || model === SYNTHETIC) continue
    if (!isSide) readAssistant(draft, record, model, time)
    const id = textAt(record, 'message', 'id') ?? textAt(record, 'uuid')
    const told = valueAt(record, 'message', 'usage')
    if (id !== null && told !== undefined) usage.set(id, { model, tokens: tokensOf(told) })
  }
  for (const { model, tokens } of usage.values()) addUse(draft, model, tokens)
}

/** The model name of messages that Claude Code itself has written, such as service errors. */
const SYNTHETIC = '<synthetic>'

function readUser(draft: Draft, record: unknown, time: number | null): void {
  const content = valueAt(record, 'message', 'content')
  if (typeof content === 'string') sawUser(draft, content, time)
  for (const block of listAt(record, 'message', 'content')) {
    if (valueAt(block, 'type') === 'text') sawUser(draft, textAt(block, 'text') ?? '', time)
  }
}

function readAssistant(draft: Draft, record: unknown, model: string, time: number | null): void {
  draft.model = model
  for (const block of listAt(record, 'message', 'content')) {
    const type = valueAt(block, 'type')
    if (type === 'text') sawAssistant(draft, textAt(block, 'text') ?? '', time)
    if (type === 'tool_use')
      sawTool(draft, textAt(block, 'name') ?? 'tool', valueAt(block, 'input'), time)
  }
}

function tokensOf(usage: unknown): Tokens {
  return {
    input: countAt(usage, 'input_tokens'),
    cacheRead: countAt(usage, 'cache_read_input_tokens'),
    cacheWrite: countAt(usage, 'cache_creation_input_tokens'),
    cacheWriteHour: Math.min(
      countAt(usage, 'cache_creation', 'ephemeral_1h_input_tokens'),
      countAt(usage, 'cache_creation_input_tokens'),
    ),
    output: countAt(usage, 'output_tokens'),
  }
}
