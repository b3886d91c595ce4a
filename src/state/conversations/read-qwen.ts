import type { Tokens } from '../model/agents/conversation.ts'
import { addUse, type Draft, sawAssistant, sawTime, sawTool, sawUser } from './draft.ts'
import { countAt, listAt, textAt, timeAt, valueAt } from './record.ts'

/**
 * Qwen Code: one line for each message. A user message with a subtype was made by Qwen Code itself, such as a goal that
 * it repeats.
 */
export function readQwen(draft: Draft, records: Iterable<unknown>): void {
  for (const record of records) {
    const time = timeAt(record, 'timestamp')
    sawTime(draft, time)
    draft.id ??= textAt(record, 'sessionId')
    draft.cwd ??= textAt(record, 'cwd')
    const type = textAt(record, 'type')
    if (type === 'user' && textAt(record, 'subtype') === null)
      sawUser(draft, textOf(listAt(record, 'message', 'parts')), time)
    if (type === 'assistant') readAssistant(draft, record, time)
  }
}

function readAssistant(draft: Draft, record: unknown, time: number | null): void {
  const parts = listAt(record, 'message', 'parts')
  sawAssistant(draft, textOf(parts), time)
  for (const part of parts) {
    const name = textAt(part, 'functionCall', 'name')
    if (name !== null) sawTool(draft, name, valueAt(part, 'functionCall', 'args'), time)
  }
  const model = textAt(record, 'model')
  if (model === null) return
  draft.model = model
  addUse(draft, model, tokensOf(valueAt(record, 'usageMetadata')))
}

/** The text of a message without its thoughts. */
function textOf(parts: readonly unknown[]): string {
  return parts
    .map(part => (valueAt(part, 'thought') === true ? '' : (textAt(part, 'text') ?? '')))
    .join('')
}

/** The prompt count includes cached tokens, and the output count includes thinking tokens. */
function tokensOf(usage: unknown): Tokens {
  const cacheRead = countAt(usage, 'cachedContentTokenCount')
  return {
    input: Math.max(0, countAt(usage, 'promptTokenCount') - cacheRead),
    cacheRead,
    cacheWrite: 0,
    cacheWriteHour: 0,
    output: countAt(usage, 'candidatesTokenCount'),
  }
}
