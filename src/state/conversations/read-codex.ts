import type { Tokens } from '../model/agents/conversation.ts'
import { addUse, type Draft, sawAssistant, sawTime, sawTool, sawUser } from './draft.ts'
import { countAt, listAt, textAt, timeAt, valueAt } from './record.ts'

/**
 * Codex: the usage is reported as the thread's total, so the previous total is subtracted. The total of a fork begins
 * with the total of its origin, which is counted in the origin's own conversation.
 */
export function readCodex(draft: Draft, records: Iterable<unknown>): void {
  let before: Total | null = null
  let isFork = false
  for (const record of records) {
    const time = timeAt(record, 'timestamp')
    sawTime(draft, time)
    const payload = valueAt(record, 'payload')
    const type = textAt(record, 'type')
    draft.cwd ??= textAt(payload, 'cwd')
    if (type === 'session_meta') draft.id ??= textAt(payload, 'id')
    isFork ||= textAt(payload, 'forked_from_id') !== undefined
    if (type === 'turn_context') draft.model = textAt(payload, 'model') ?? draft.model
    if (type === 'response_item') readItem(draft, payload, time)
    const total = valueAt(payload, 'info', 'total_token_usage')
    if (textAt(payload, 'type') !== 'token_count' || total === undefined) continue
    const now = totalOf(total)
    const last = isFork ? valueAt(payload, 'info', 'last_token_usage') : undefined
    before ??= last === undefined ? ZERO : without(now, totalOf(last))
    addUse(draft, draft.model ?? UNKNOWN, tokensSince(before, now))
    before = now
  }
}

/** The model name of a thread that has not reported its model. */
const UNKNOWN = 'unknown'

function readItem(draft: Draft, item: unknown, time: number | null): void {
  const type = textAt(item, 'type')
  if (type === 'message') {
    const role = textAt(item, 'role')
    for (const part of listAt(item, 'content')) {
      const text = textAt(part, 'text') ?? ''
      if (role === 'user') sawUser(draft, text, time)
      if (role === 'assistant') sawAssistant(draft, text, time)
    }
  }
  if (type === 'function_call' || type === 'custom_tool_call')
    sawTool(
      draft,
      textAt(item, 'name') ?? 'tool',
      valueAt(item, 'arguments') ?? valueAt(item, 'input'),
      time,
    )
  if (type === 'local_shell_call') sawTool(draft, 'shell', valueAt(item, 'action', 'command'), time)
}

interface Total {
  readonly input: number
  readonly cached: number
  readonly written: number
  readonly output: number
}

const ZERO: Total = { input: 0, cached: 0, written: 0, output: 0 }

function totalOf(usage: unknown): Total {
  return {
    input: countAt(usage, 'input_tokens'),
    cached: countAt(usage, 'cached_input_tokens'),
    written: countAt(usage, 'cache_write_input_tokens'),
    // The output count includes thinking tokens.
    output: countAt(usage, 'output_tokens'),
  }
}

function without(total: Total, part: Total): Total {
  return {
    input: Math.max(0, total.input - part.input),
    cached: Math.max(0, total.cached - part.cached),
    written: Math.max(0, total.written - part.written),
    output: Math.max(0, total.output - part.output),
  }
}

/** The tokens since `before`. If the total is smaller, the counter was reset. */
function tokensSince(before: Total, now: Total): Tokens {
  const from = now.input < before.input || now.output < before.output ? ZERO : before
  const cacheRead = Math.max(0, now.cached - from.cached)
  const cacheWrite = Math.max(0, now.written - from.written)
  return {
    input: Math.max(0, now.input - from.input - cacheRead - cacheWrite),
    cacheRead,
    cacheWrite,
    cacheWriteHour: 0,
    output: now.output - from.output,
  }
}
