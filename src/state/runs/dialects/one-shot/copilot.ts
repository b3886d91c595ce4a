import type { Dialect, ReportedEnd, Speech } from '../../dialect.ts'
import type { EventBody } from '../../event.ts'
import { isDeep, warning } from '../shared/debug-line.ts'
import { NO_REASON } from '../shared/errors.ts'
import {
  countAt,
  ifDefined,
  isObject,
  type Json,
  listAt,
  numberAt,
  objectAt,
  textAt,
} from '../shared/json.ts'
import { oneWay, stateOf } from '../shared/one-way.ts'
import { createParts } from '../shared/parts.ts'
import type { SpokenKind } from '../shared/spoken.ts'
import type { McpTool } from '../shared/tools.ts'
import { unknownLine } from '../shared/unknown-line.ts'
import { createCopilotTools } from './copilot-tools.ts'

/** Lines that cause no events, because other lines report the same. */
const SILENT = new Set([
  ...['session.mcp_server_tools_loaded', 'session.background_tasks_changed'],
  ...['model.call_start', 'model.call_finished', 'model.call_final_result'],
  ...['tool.execution_partial_result', 'assistant.idle', 'assistant.intent'],
])

/** The lines of `copilot --output-format json`. Copilot reports its session only at the end, and no tokens. */
export function createCopilot(speech: Speech): Dialect {
  const servers = new Map<string, McpTool>()
  const parts = createParts(speech, 'copilot', name => servers.get(name) ?? null)
  const { spoken, conversation, problems } = parts
  const tools = createCopilotTools(parts, servers)
  const streamed = new Set<string>()
  let closing: ReportedEnd = null
  let interrupted = false
  let failed = false
  let model: string | null = null
  let failure: Json = {}

  /** A resumed session is known before Copilot reports it. */
  function eventsOf(line: unknown): EventBody[] {
    const known = conversation.sessionId() === null ? speech.session : undefined
    return [...(known === undefined ? [] : conversation.session(known)), ...told(line)]
  }

  function told(line: unknown): EventBody[] {
    const type = textAt(line, 'type') ?? ''
    const data = objectAt(line, 'data')
    if (SILENT.has(type)) return []
    if (type.startsWith('tool.')) return tools.read(type, data) ?? [unknownLine(line)]
    if (type.startsWith('assistant.')) return assistant(type, data) ?? [unknownLine(line)]
    return other(type, line, data)
  }

  function assistant(type: string, data: Json): EventBody[] | null {
    switch (type) {
      case 'assistant.turn_start':
        return conversation.openStep()
      case 'assistant.turn_end':
        return [...spoken.stop(), ...conversation.closeStep()]
      case 'assistant.message_start':
        return piece('message', textAt(data, 'messageId'), '')
      case 'assistant.message_delta':
        return piece('message', textAt(data, 'messageId'), textAt(data, 'deltaContent') ?? '')
      case 'assistant.message':
        return whole('message', textAt(data, 'messageId'), textAt(data, 'content') ?? '')
      case 'assistant.reasoning_delta':
        return piece('thinking', textAt(data, 'reasoningId'), textAt(data, 'deltaContent') ?? '')
      case 'assistant.reasoning':
        return whole('thinking', textAt(data, 'reasoningId'), textAt(data, 'content') ?? '')
      case 'assistant.tool_call_delta':
        return [...spoken.stop(), ...tools.delta(data)]
      case 'assistant.turn_retry':
        return retry(data)
      default:
        return null
    }
  }

  function piece(kind: SpokenKind, id: string | undefined, delta: string): EventBody[] {
    streamed.add(id ?? kind)
    return [...conversation.openTurn(), ...spoken.add(kind, delta)]
  }

  /** Reads the complete text of a message. If its pieces were read before, the text only ends the message. */
  function whole(kind: SpokenKind, id: string | undefined, text: string): EventBody[] {
    if (streamed.has(id ?? kind)) return spoken.open() === kind ? spoken.stop(text) : []
    return text === '' ? [] : [...conversation.openTurn(), ...spoken.whole(kind, text)]
  }

  function other(type: string, line: unknown, data: Json): EventBody[] {
    switch (type) {
      case 'user.message':
        return conversation.openTurn()
      case 'session.tools_updated':
        model = textAt(data, 'model') ?? model
        return []
      case 'session.skills_loaded':
        return listAt(data, 'skills').filter(isObject).flatMap(skill)
      case 'session.mcp_servers_loaded':
        return listAt(data, 'servers').filter(isObject).flatMap(brokenServer)
      case 'session.mcp_server_status_changed':
        return brokenServer({ ...data, name: data.serverName })
      case 'session.compaction_complete':
        return [compacted(data)]
      case 'model.call_failure':
        failure = data
        return []
      case 'session.info':
        return textAt(data, 'infoType') === 'model_retry' ? [] : [unknownLine(line)]
      case 'session.error':
        failed = true
        return error(data)
      case 'agent.interrupted':
      case 'abort':
        return interrupt()
      case 'result':
        return result(line)
      default:
        return [unknownLine(line)]
    }
  }

  function retry(data: Json): EventBody[] {
    const reason = textAt(data, 'reason') ?? 'unknown'
    const limited = reason === 'rate_limit' || countAt(failure, 'statusCode') === 429
    const attempt = (countAt(failure, 'retryAttempt') ?? 0) + 1
    const before: EventBody[] = limited ? [{ type: 'rate_limited' }] : []
    return [...spoken.stop(), ...before, { type: 'retry', attempt, reason }]
  }

  function error(data: Json): EventBody[] {
    const kind = textAt(data, 'errorType')
    const message = textAt(data, 'message') ?? kind ?? NO_REASON
    const status = countAt(data, 'statusCode')
    return [...spoken.stop(), ...problems.report({ message, kind, status })]
  }

  function interrupt(): EventBody[] {
    if (interrupted) return []
    interrupted = true
    return [...spoken.stop(), { type: 'interrupted' }]
  }

  /** A run that was ended by a signal also writes exit code 0 in this line, but exits with another code. */
  function result(line: unknown): EventBody[] {
    const well = numberAt(line, 'exitCode') === 0 && !failed
    closing = interrupted ? 'interrupted' : well ? 'completed' : 'failed'
    const id = textAt(line, 'sessionId')
    const session = id === undefined ? [] : conversation.session(id)
    return [...spoken.stop(), ...session, ...conversation.closeTurn()]
  }

  return {
    ...oneWay('copilot'),
    read: line => ({ events: isDeep(line) ? [unknownLine(line)] : eventsOf(line) }),
    end: () => ({ events: [...spoken.stop(), ...conversation.end()] }),
    state: () => stateOf(parts, { closing, model }),
  }
}

function skill(value: Json): EventBody[] {
  const skillName = textAt(value, 'name')
  if (skillName === undefined || value.enabled === false) return []
  return [{ type: 'skill_loaded', skillName, ...ifDefined('source', textAt(value, 'source')) }]
}

/** A warning for an MCP server that is not available. */
function brokenServer(value: Json): EventBody[] {
  const status = textAt(value, 'status')
  if (status !== 'failed' && status !== 'needs-auth') return []
  return [warning(`MCP server ${textAt(value, 'name') ?? '?'}: ${status}`)]
}

function compacted(data: Json): EventBody {
  const summary = ifDefined('summary', textAt(data, 'summaryContent'))
  return {
    type: 'context_compacted',
    ...summary,
    ...ifDefined('tokensSaved', countAt(data, 'tokensRemoved')),
  }
}
