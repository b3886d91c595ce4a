import { addUse, type Draft, sawAssistant, sawTime, sawTool, sawUser } from './draft.ts'
import { countAt, listAt, textAt, timeAt, valueAt } from './record.ts'

/** Copilot CLI: one event per line. Copilot reports the tokens that it has used when it exits. */
export function readCopilot(draft: Draft, records: Iterable<unknown>): void {
  for (const record of records) {
    const time = timeAt(record, 'timestamp')
    sawTime(draft, time)
    const data = valueAt(record, 'data')
    draft.id ??= textAt(data, 'sessionId')
    draft.cwd ??= textAt(data, 'context', 'cwd')
    const type = textAt(record, 'type')
    if (type === 'session.start') draft.model ??= textAt(data, 'selectedModel')
    if (type === 'session.model_change') draft.model = textAt(data, 'newModel') ?? draft.model
    if (type === 'user.message') sawUser(draft, textAt(data, 'content') ?? '', time)
    if (type === 'assistant.message') readMessage(draft, data, time)
    if (type === 'session.shutdown') readUse(draft, valueAt(data, 'modelMetrics'))
  }
}

function readMessage(draft: Draft, data: unknown, time: number | null): void {
  sawAssistant(draft, textAt(data, 'content') ?? '', time)
  for (const call of listAt(data, 'toolRequests'))
    sawTool(draft, textAt(call, 'name') ?? 'tool', valueAt(call, 'arguments'), time)
}

function readUse(draft: Draft, metrics: unknown): void {
  if (typeof metrics !== 'object' || metrics === null) return
  for (const [model, metric] of Object.entries(metrics)) {
    const usage = valueAt(metric, 'usage')
    const cacheRead = countAt(usage, 'cacheReadTokens')
    draft.model ??= model
    addUse(draft, model, {
      input: Math.max(0, countAt(usage, 'inputTokens') - cacheRead),
      cacheRead,
      cacheWrite: countAt(usage, 'cacheWriteTokens'),
      cacheWriteHour: 0,
      output: countAt(usage, 'outputTokens'),
    })
  }
}
