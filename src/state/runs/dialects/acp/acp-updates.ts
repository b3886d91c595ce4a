import type { EventBody } from '../../event.ts'
import { codexRetry } from '../codex/codex-errors.ts'
import { createContextWindow } from '../shared/context-window.ts'
import { debugLine } from '../shared/debug-line.ts'
import { countAt, ifDefined, type Json, objectAt, textAt } from '../shared/json.ts'
import type { Spoken, SpokenKind } from '../shared/spoken.ts'
import type { AcpTools } from './acp-tools.ts'
import type { AcpTurns } from './acp-turns.ts'
import { acpTokens, type createAcpCost } from './acp-usage.ts'

interface Parts {
  readonly spoken: Spoken
  readonly tools: AcpTools
  readonly turns: AcpTurns
  readonly cost: ReturnType<typeof createAcpCost>
}

/** Reads the `session/update` notifications of an agent. */
export function createAcpUpdates({ spoken, tools, turns, cost }: Parts): {
  read(update: Json): EventBody[]
} {
  const warn = createContextWindow()
  let speaking: string | undefined
  let retries = 0

  function read(update: Json): EventBody[] {
    const kind = textAt(update, 'sessionUpdate') ?? ''
    if (SILENT.has(kind)) return []
    const take = KINDS[kind]
    return take ? take(update) : [debugLine(kind || 'session/update', update)]
  }

  const KINDS: Readonly<Partial<Record<string, (update: Json) => EventBody[]>>> = {
    agent_message_chunk: update => chunk(update, 'message'),
    agent_thought_chunk: update => chunk(update, 'thinking'),
    tool_call: toolUpdate,
    tool_call_update: toolUpdate,
    usage_update: used,
    session_info_update: informed,
    compaction_update: compacted,
  }

  function chunk(update: Json, kind: SpokenKind): EventBody[] {
    const usage = acpTokens(objectAt(update, '_meta', 'usage'))
    if (usage.length > 0) turns.worked()
    return [...content(update, kind), ...usage]
  }

  function content(update: Json, kind: SpokenKind): EventBody[] {
    const text = textAt(update, 'content', 'text')
    if (text === '') return []
    if (text === undefined) return [...spoken.stop(), ...picture(update)]
    if (kind === 'message') turns.heard(text)
    const messageId = textAt(update, 'messageId')
    const isOther = messageId !== undefined && speaking !== undefined && messageId !== speaking
    speaking = messageId
    return [...(isOther ? spoken.stop() : []), ...spoken.add(kind, text)]
  }

  function picture(update: Json): EventBody[] {
    const mimeType = textAt(update, 'content', 'mimeType')
    const base64 = textAt(update, 'content', 'data')
    const isImage = textAt(update, 'content', 'type') === 'image' && mimeType !== undefined
    return isImage
      ? [{ type: 'image_output', mimeType, ...ifDefined('base64', base64) }]
      : [debugLine('content', update)]
  }

  function toolUpdate(update: Json): EventBody[] {
    turns.worked()
    const events = tools.read(update)
    return events.length > 0 ? [...spoken.stop(), ...events] : []
  }

  function used(update: Json): EventBody[] {
    return [...warn(countAt(update, 'used'), countAt(update, 'size')), ...cost.read(update)]
  }

  /** Reads updates in which Codex reports that it retries a request. */
  function informed(update: Json): EventBody[] {
    const error = objectAt(update, '_meta', 'codex', 'error')
    const message = textAt(error, 'message')
    if (message === undefined || error['willRetry'] !== true) return []
    retries += 1
    const details = ifDefined('details', textAt(error, 'additionalDetails'))
    return codexRetry({ message, ...details, info: error['codexErrorInfo'], nth: retries })
  }

  function compacted(update: Json): EventBody[] {
    const summary = textAt(update, 'summary') ?? textAt(update, 'content', 'text')
    return [...spoken.stop(), { type: 'context_compacted', ...ifDefined('summary', summary) }]
  }

  return { read }
}

/** Updates that cause no events: they matter only for user interfaces, or repeat the prompts that fleetmux sent. */
const SILENT: ReadonlySet<string> = new Set([
  ...['user_message_chunk', 'available_commands_update', 'config_option_update'],
  ...['current_mode_update', 'plan', 'plan_update'],
])
