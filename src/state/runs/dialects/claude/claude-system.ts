import type { EventBody } from '../../event.ts'
import { warning } from '../shared/debug-line.ts'
import { countAt, ifDefined, isObject, listAt, objectAt, textAt } from '../shared/json.ts'
import { unknownLine } from '../shared/unknown-line.ts'
import type { ClaudeParts } from './claude-parts.ts'

/** Subtypes of `system` lines that cause no events, because other lines report the same. */
const SILENT = [
  ...['status', 'background_tasks_changed', 'thinking_tokens'],
  ...['task_updated', 'task_progress'],
]

/** The events of a `system` line. */
export function readSystem(line: unknown, parts: ClaudeParts): EventBody[] {
  const subtype = textAt(line, 'subtype') ?? ''
  if (SILENT.includes(subtype)) return []
  switch (subtype) {
    case 'init':
      return init(line, parts)
    case 'api_retry':
    case 'retry':
      return retry(line)
    case 'permission_denied':
      return denied(line, parts)
    case 'task_started':
      return taskStarted(line, parts)
    case 'task_notification':
      return taskEnded(line, parts)
    case 'compact_boundary':
      return [compacted(line)]
    default:
      return [unknownLine(line)]
  }
}

/** In a run that accepts further prompts, each prompt gets an `init` line: only what is new in it is reported. */
function init(line: unknown, { conversation }: ClaudeParts): EventBody[] {
  const id = textAt(line, 'session_id')
  const started = id === undefined ? [] : conversation.session(id)
  const loaded = started.length > 0 ? surroundings(line) : []
  return [...started, ...loaded, ...conversation.openTurn()]
}

function surroundings(line: unknown): EventBody[] {
  const plugins = listAt(line, 'plugins').filter(isObject).flatMap(plugin)
  const skills = listAt(line, 'skills').filter(name => typeof name === 'string')
  const servers = listAt(line, 'mcp_servers').filter(isObject).flatMap(brokenServer)
  const loaded = skills.map((skillName): EventBody => ({ type: 'skill_loaded', skillName }))
  return [...plugins, ...loaded, ...servers]
}

function plugin(value: unknown): EventBody[] {
  const name = textAt(value, 'name')
  if (name === undefined) return []
  const version = ifDefined('version', textAt(value, 'version'))
  const pluginId = textAt(value, 'source') ?? name
  return [{ type: 'plugin_loaded', pluginId, pluginName: name, ...version }]
}

/** A warning for an MCP server that is not available. */
function brokenServer(value: unknown): EventBody[] {
  const status = textAt(value, 'status')
  if (status !== 'failed' && status !== 'needs-auth') return []
  return [warning(`MCP server ${textAt(value, 'name') ?? '?'}: ${status}`)]
}

function retry(line: unknown): EventBody[] {
  const error = textAt(line, 'error') ?? textAt(line, 'error', 'message')
  const status = countAt(line, 'error_status')
  const delayMs = countAt(line, 'retry_delay_ms') ?? countAt(line, 'delay_ms')
  const limited = error === 'rate_limit' || status === 429
  const most = ifDefined('maxAttempts', countAt(line, 'max_retries'))
  const reason = error ?? (status === undefined ? 'unknown' : `status ${status}`)
  const attempt = countAt(line, 'attempt') ?? 1
  return [
    ...(limited ? [{ type: 'rate_limited' as const, ...ifDefined('retryAfterMs', delayMs) }] : []),
    { type: 'retry', attempt, ...most, reason, ...ifDefined('delayMs', delayMs) },
  ]
}

function denied(line: unknown, { refused }: ClaudeParts): EventBody[] {
  const id = textAt(line, 'tool_use_id')
  if (id === undefined) return [unknownLine(line)]
  if (refused.has(id)) return []
  refused.add(id)
  const reason = ifDefined('reason', textAt(line, 'message'))
  return [{ type: 'approval_denied', interactionId: id, ...reason }]
}

/** Subagents and background commands are already known from their tool calls, so their start causes no event. */
function taskStarted(line: unknown, { calls }: ClaudeParts): EventBody[] {
  return calls.known(taskId(line) ?? '') ? [] : [unknownLine(line)]
}

function taskEnded(line: unknown, { calls }: ClaudeParts): EventBody[] {
  const id = taskId(line)
  if (id === undefined || calls.kind(id) !== 'subagent') return [unknownLine(line)]
  const summary = textAt(line, 'summary') ?? ''
  const status = textAt(line, 'status')
  if (status === 'completed') return calls.endSubagent(id, { summary })
  return calls.endSubagent(id, { error: summary || (status ?? 'ended') })
}

function taskId(line: unknown): string | undefined {
  return textAt(line, 'tool_use_id') ?? textAt(line, 'task_id')
}

function compacted(line: unknown): EventBody {
  const told = objectAt(line, 'compact_metadata')
  const [before, after] = [countAt(told, 'pre_tokens'), countAt(told, 'post_tokens')]
  const saved = before !== undefined && after !== undefined ? before - after : undefined
  const tokensSaved = saved !== undefined && saved >= 0 ? saved : undefined
  return { type: 'context_compacted', ...ifDefined('tokensSaved', tokensSaved) }
}

/**
 * A rate limit of a subscription that was reached (`rejected`). Another status is a warning and gives only an unknown
 * line. `retryAfterMs` is unknown: the reset is a time of day, and dialects have no clock.
 */
export function readRateLimit(line: unknown): EventBody[] {
  const status = textAt(line, 'rate_limit_info', 'status')
  if (status === 'allowed') return []
  return status === 'rejected' ? [{ type: 'rate_limited' }, unknownLine(line)] : [unknownLine(line)]
}
