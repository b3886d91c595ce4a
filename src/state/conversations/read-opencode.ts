import type { Tokens } from '../model/agents/conversation.ts'
import { addUse, type Draft, newDraft, sawAssistant, sawTime, sawTool, sawUser } from './draft.ts'
import { countAt, listAt, textAt, timeAt, valueAt } from './record.ts'

/** OpenCode: reads a session in the format of `opencode export`, with its properties and messages in parts. */
export function readOpencodeExport(draft: Draft, document: unknown): void {
  readSession(draft, valueAt(document, 'info'))
  for (const message of listAt(document, 'messages')) {
    const info = valueAt(message, 'info')
    const time = timeAt(info, 'time', 'created')
    sawTime(draft, time)
    const isUser = textAt(info, 'role') === 'user'
    for (const part of listAt(message, 'parts')) readPart(draft, part, isUser, time)
    const model = textAt(info, 'modelID')
    if (isUser || model === null) continue
    draft.model = model
    addUse(draft, model, tokensOf(valueAt(info, 'tokens')))
    addCost(draft, valueAt(info, 'cost'))
  }
}

function readPart(draft: Draft, part: unknown, isUser: boolean, time: number | null): void {
  const type = textAt(part, 'type')
  const text = textAt(part, 'text') ?? ''
  // Synthetic parts were added by OpenCode itself.
  if (type === 'text' && valueAt(part, 'synthetic') !== true)
    isUser ? sawUser(draft, text, time) : sawAssistant(draft, text, time)
  if (type === 'tool')
    sawTool(draft, textAt(part, 'tool') ?? 'tool', valueAt(part, 'state', 'input'), time)
}

/**
 * Reads rows of OpenCode's database, one for each session and model, or sessions from `opencode session list`, which
 * have no usage. The title is OpenCode's own, made from the first prompt.
 */
export function readOpencodeRows(rows: readonly unknown[]): readonly Draft[] {
  const drafts = new Map<string, Draft>()
  for (const row of rows) {
    const id = textAt(row, 'id')
    if (id === null) continue
    const draft = drafts.get(id) ?? newDraft(false)
    drafts.set(id, draft)
    readSession(draft, row)
    const model = textAt(row, 'model')
    if (model === null) continue
    draft.model = model
    addUse(draft, model, rowTokens(row))
    addCost(draft, valueAt(row, 'cost'))
  }
  return [...drafts.values()]
}

function readSession(draft: Draft, session: unknown): void {
  draft.id ??= textAt(session, 'id')
  draft.title ??= textAt(session, 'title')
  draft.cwd ??= textAt(session, 'directory')
  for (const path of [['created'], ['updated'], ['time', 'created'], ['time', 'updated']])
    sawTime(draft, timeAt(session, ...path))
}

/** Adds the cost that OpenCode has computed from the prices of its providers. */
function addCost(draft: Draft, cost: unknown): void {
  if (typeof cost !== 'number' || !(cost > 0 && cost < 1e9)) return
  draft.ownCost = (draft.ownCost ?? 0) + cost
}

/** OpenCode reports thinking tokens separately from output tokens. */
function tokensOf(tokens: unknown): Tokens {
  return {
    input: countAt(tokens, 'input'),
    cacheRead: countAt(tokens, 'cache', 'read'),
    cacheWrite: countAt(tokens, 'cache', 'write'),
    cacheWriteHour: 0,
    output: countAt(tokens, 'output') + countAt(tokens, 'reasoning'),
  }
}

function rowTokens(row: unknown): Tokens {
  return {
    input: countAt(row, 'input'),
    cacheRead: countAt(row, 'cacheRead'),
    cacheWrite: countAt(row, 'cacheWrite'),
    cacheWriteHour: 0,
    output: countAt(row, 'output') + countAt(row, 'reasoning'),
  }
}
