import { parseJson } from '../../../text/parse-json.ts'
import type { Dialect, Reading, ReportedEnd, Speech } from '../../dialect.ts'
import type { EventBody } from '../../event.ts'
import type { Outcome } from '../shared/calls.ts'
import { isDeep, warning } from '../shared/debug-line.ts'
import { type AgentError, authError, NO_REASON } from '../shared/errors.ts'
import { countAt, ifDefined, objectAt, textAt } from '../shared/json.ts'
import { oneWay, stateOf } from '../shared/one-way.ts'
import { createParts, type Parts } from '../shared/parts.ts'
import { mcpTool } from '../shared/tools.ts'
import { unknownLine } from '../shared/unknown-line.ts'
import { type Tokens, tokenUsage } from '../shared/usage.ts'

/** The lines of `gemini -o stream-json`. Gemini reports no steps, thinking, costs or exit codes. */
export function createGemini(speech: Speech): Dialect {
  const mcp = (name: string) => mcpTool(name, 'mcp_server_tool', speech.mcpServers ?? [])
  const parts = createParts(speech, 'gemini', mcp)
  const { spoken, conversation, calls, problems } = parts
  let closing: ReportedEnd = null
  let model: string | null = null

  function eventsOf(line: unknown): EventBody[] {
    switch (textAt(line, 'type')) {
      case 'init':
        return init(line)
      case 'message':
        return message(line)
      case 'tool_use':
        return [...spoken.stop(), ...toolUse(line)]
      case 'tool_result':
        return [...spoken.stop(), ...toolResult(line)]
      case 'error':
        return [...spoken.stop(), ...complaint(line)]
      case 'result':
        return [...spoken.stop(), ...result(line)]
      default:
        return [...spoken.stop(), unknownLine(line)]
    }
  }

  function init(line: unknown): EventBody[] {
    model = textAt(line, 'model') ?? model
    const id = textAt(line, 'session_id')
    return [...(id === undefined ? [] : conversation.session(id)), ...conversation.openTurn()]
  }

  /** Each piece of an answer is a line; the last one is not marked. A line with the role `user` is the prompt. */
  function message(line: unknown): EventBody[] {
    const text = textAt(line, 'content') ?? ''
    if (textAt(line, 'role') !== 'assistant') return spoken.stop()
    const opened = conversation.openTurn()
    const whole = objectAt(line).delta !== true
    return [...opened, ...(whole ? spoken.whole('message', text) : spoken.add('message', text))]
  }

  function toolUse(line: unknown): EventBody[] {
    const [id, name] = [textAt(line, 'tool_id'), textAt(line, 'tool_name')]
    if (id === undefined || name === undefined) return [unknownLine(line)]
    return [...conversation.openTurn(), ...calls.ready(id, name, objectAt(line, 'parameters'))]
  }

  function toolResult(line: unknown): EventBody[] {
    const id = textAt(line, 'tool_id')
    return id === undefined ? [unknownLine(line)] : calls.finish(id, outcomeOf(line))
  }

  /** Reads an error after which the agent continues. Errors that end the run are in the `result` line. */
  function complaint(line: unknown): EventBody[] {
    const text = textAt(line, 'message') ?? ''
    if (textAt(line, 'severity') !== 'error') return [warning(text)]
    return problems.report({ ...errorIn(text), recoverable: true })
  }

  function result(line: unknown): EventBody[] {
    closing = closingOf(line)
    const ended = conversation.openTurn()
    const usage = tokenUsage(tokensIn(objectAt(line, 'stats')))
    return [...ended, ...ending(line, closing, parts), ...usage, ...conversation.closeTurn()]
  }

  return {
    ...oneWay('gemini'),
    read: line => ({ events: isDeep(line) ? [unknownLine(line)] : eventsOf(line) }),
    readText: line => readText(line),
    end: () => ({ events: [...spoken.stop(), ...conversation.end()] }),
    state: () => stateOf(parts, { closing, model }),
  }
}

/**
 * A failed command also has the status `success`, and its exit code is not reported. Gemini does not report whether a
 * file is new.
 */
function outcomeOf(line: unknown): Outcome {
  const output = textAt(line, 'output') ?? ''
  if (textAt(line, 'status') === 'success') return { output, stdout: output }
  return { output, error: textAt(line, 'error', 'message') ?? (output || 'failed') }
}

function closingOf(line: unknown): ReportedEnd {
  if (textAt(line, 'status') === 'success') return 'completed'
  const kind = textAt(line, 'error', 'type') ?? ''
  if (kind === 'FatalTurnLimitedError') return 'turn_limit'
  return kind === 'FatalCancellationError' ? 'interrupted' : 'failed'
}

function ending(line: unknown, closing: ReportedEnd, { problems }: Parts): EventBody[] {
  if (closing === 'completed') return []
  if (closing === 'turn_limit') return [{ type: 'turn_limit' }]
  if (closing === 'interrupted') return [{ type: 'interrupted' }]
  const kind = textAt(line, 'error', 'type')
  const told = errorIn(textAt(line, 'error', 'message') ?? NO_REASON)
  return problems.conclude({ ...(kind !== 'unknown' && { kind }), ...told })
}

/** Extracts the service's error from `[API Error: {"error":{"code":400,"message":"…"}}]`. */
function errorIn(message: string): AgentError {
  const inner = /^\[API Error: (\{.*\})\]$/s.exec(message)?.[1]
  const error = objectAt(inner === undefined ? undefined : parseJson(inner), 'error')
  const status = ifDefined('status', countAt(error, 'code'))
  return { message: textAt(error, 'message') ?? message, ...status }
}

/** In Gemini's statistics, `input_tokens` includes cached tokens, and `input` does not. */
function tokensIn(stats: unknown): Tokens {
  const cached = countAt(stats, 'cached') ?? 0
  const all = countAt(stats, 'input_tokens') ?? 0
  return {
    input: countAt(stats, 'input') ?? Math.max(0, all - cached),
    output: countAt(stats, 'output_tokens') ?? 0,
    cacheRead: cached,
  }
}

/** Reads errors and retries that are only written to stderr. */
function readText(line: string): Reading | null {
  const retry = /Attempt (\d{1,4}) failed(?: with status (\d{3}))?.*retrying/i.exec(line)
  if (retry) return { events: retryEvents(Number(retry[1]), retry[2]) }
  if (/must specify the \w{1,40}_API_KEY|set an auth method/i.test(line))
    return { events: [authError('gemini', line)] }
  if (!/not (?:running in a )?trusted|untrusted (?:folder|directory|workspace)/i.test(line))
    return null
  const message = `${line} Start \`gemini\` on the host in this directory once, and trust the directory there.`
  return { events: [{ type: 'error', code: 'untrusted_directory', message, recoverable: false }] }
}

function retryEvents(attempt: number, status: string | undefined): EventBody[] {
  const reason = status === undefined ? 'unknown' : `status ${status}`
  const limited: EventBody[] = status === '429' ? [{ type: 'rate_limited' }] : []
  return [...limited, { type: 'retry', attempt, reason }]
}
