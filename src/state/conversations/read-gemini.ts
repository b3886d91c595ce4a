import type { Tokens } from '../model/agents/conversation.ts'
import { addUse, type Draft, sawAssistant, sawTime, sawTool, sawUser } from './draft.ts'
import { countAt, listAt, textAt, timeAt, valueAt } from './record.ts'

/**
 * Gemini CLI: one line for each message, and another complete line if it has changed; `$set` replaces fields of the
 * conversation, including the messages. Older versions store one document with all messages.
 */
export function readGemini(draft: Draft, records: Iterable<unknown>): void {
  let messages = new Map<string, unknown>()
  for (const record of records) {
    readFacts(draft, record)
    const set = valueAt(record, '$set')
    if (valueAt(set, 'messages') !== undefined) messages = byId(listAt(set, 'messages'))
    for (const message of listAt(record, 'messages')) keep(messages, message)
    if (textAt(record, 'type') !== null) keep(messages, record)
  }
  for (const message of messages.values()) readMessage(draft, message)
}

function byId(all: readonly unknown[]): Map<string, unknown> {
  const messages = new Map<string, unknown>()
  for (const message of all) keep(messages, message)
  return messages
}

function keep(messages: Map<string, unknown>, message: unknown): void {
  const id = textAt(message, 'id')
  if (id !== null) messages.set(id, message)
}

function readFacts(draft: Draft, record: unknown): void {
  draft.id ??= textAt(record, 'sessionId')
  sawTime(draft, timeAt(record, 'startTime'))
  sawTime(draft, timeAt(record, 'lastUpdated'))
  sawTime(draft, timeAt(record, '$set', 'lastUpdated'))
}

function readMessage(draft: Draft, message: unknown): void {
  const time = timeAt(message, 'timestamp')
  sawTime(draft, time)
  const text = textOf(valueAt(message, 'content'))
  if (textAt(message, 'type') === 'user') sawUser(draft, text, time)
  if (textAt(message, 'type') !== 'gemini') return
  sawAssistant(draft, text, time)
  for (const call of listAt(message, 'toolCalls'))
    sawTool(draft, textAt(call, 'name') ?? 'tool', valueAt(call, 'args'), time)
  const model = textAt(message, 'model')
  if (model === null) return
  draft.model = model
  addUse(draft, model, tokensOf(valueAt(message, 'tokens')))
}

/** The text of a message's content, which is a string or a list of parts. */
function textOf(content: unknown): string {
  if (typeof content === 'string') return content
  const parts = Array.isArray(content) ? content : []
  return parts.map(part => textAt(part, 'text') ?? '').join('')
}

/** Gemini's `input` includes cached tokens. Thinking tokens are not part of its output count. */
function tokensOf(tokens: unknown): Tokens {
  const cacheRead = countAt(tokens, 'cached')
  return {
    input: Math.max(0, countAt(tokens, 'input') - cacheRead) + countAt(tokens, 'tool'),
    cacheRead,
    cacheWrite: 0,
    cacheWriteHour: 0,
    output: countAt(tokens, 'output') + countAt(tokens, 'thoughts'),
  }
}
