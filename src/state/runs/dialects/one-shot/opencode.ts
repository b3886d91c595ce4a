import type { Dialect, ReportedEnd, Speech } from '../../dialect.ts'
import type { EventBody } from '../../event.ts'
import { addCounts } from '../../token-sum.ts'
import type { Outcome } from '../shared/calls.ts'
import { isDeep } from '../shared/debug-line.ts'
import { countAt, ifDefined, numberAt, objectAt, textAt, wholeAt } from '../shared/json.ts'
import { oneWay, stateOf } from '../shared/one-way.ts'
import { createParts } from '../shared/parts.ts'
import { mcpTool } from '../shared/tools.ts'
import { unknownLine } from '../shared/unknown-line.ts'
import { type Cost, costOf, type Tokens, tokenUsage } from '../shared/usage.ts'

/** The lines of `opencode run --format json`. Calls and texts are reported once, when they are complete. */
export function createOpencode(speech: Speech): Dialect {
  const mcp = (name: string) => mcpTool(name, 'server_tool', speech.mcpServers ?? [])
  const parts = createParts(speech, 'opencode', mcp)
  const { spoken, conversation, calls, problems } = parts
  let closing: ReportedEnd = null
  let spent: Spent | null = null

  function eventsOf(line: unknown): EventBody[] {
    const id = textAt(line, 'sessionID')
    const opened = id === undefined ? [] : [...conversation.session(id), ...conversation.openTurn()]
    return [...opened, ...told(line, objectAt(line, 'part'))]
  }

  function told(line: unknown, part: unknown): EventBody[] {
    switch (textAt(line, 'type')) {
      case 'step_start':
        closing = null
        return conversation.openStep()
      case 'text':
        return spoken.whole('message', textAt(part, 'text') ?? '')
      case 'reasoning':
        return spoken.whole('thinking', textAt(part, 'text') ?? '')
      case 'tool_use':
        return toolUse(line, part)
      case 'step_finish':
        return stepFinish(part)
      case 'error':
        return error(objectAt(line, 'error'))
      default:
        return [unknownLine(line)]
    }
  }

  function toolUse(line: unknown, part: unknown): EventBody[] {
    const [id, name] = [textAt(part, 'callID'), textAt(part, 'tool')]
    if (id === undefined || name === undefined) return [unknownLine(line)]
    const outcome = outcomeOf(objectAt(part, 'state'))
    const refused = refusal(id, outcome.error)
    const ready = calls.ready(id, name, objectAt(part, 'state', 'input'), refused.length > 0)
    return [...ready, ...refused, ...calls.finish(id, outcome)]
  }

  /** If an approval is rejected because no user can answer, opencode stops without a closing line, with exit code 0. */
  function refusal(interactionId: string, reason: string | undefined): EventBody[] {
    if (reason === undefined || !REFUSED.test(reason)) return []
    if (REJECTED.test(reason)) closing = 'failed'
    return [{ type: 'approval_denied', interactionId, reason }]
  }

  function stepFinish(part: unknown): EventBody[] {
    const tokens = tokensIn(objectAt(part, 'tokens'))
    const usd = Math.max(0, numberAt(part, 'cost') ?? 0)
    spent = added(spent, usd, tokens)
    return [
      ...conversation.closeStep(),
      ...ending(textAt(part, 'reason')),
      ...tokenUsage(tokens),
      // As with every agent, this is the cost of the run so far, not of the step.
      { type: 'cost', cost: costOf(spent.usd, spent.tokens) },
    ]
  }

  /** Reads why the run ended from its last step, because opencode writes no closing line. */
  function ending(reason: string | undefined): EventBody[] {
    if (reason === 'tool-calls') return []
    closing = reason === 'stop' ? 'completed' : 'failed'
    if (reason === 'stop') return []
    const kind = reason ?? 'unknown'
    return problems.report({ message: `The model ended its answer early: ${kind}.`, kind })
  }

  function error(value: unknown): EventBody[] {
    const kind = textAt(value, 'name') ?? 'unknown'
    closing = kind === 'MessageAbortedError' ? 'interrupted' : 'failed'
    if (closing === 'interrupted') return [{ type: 'interrupted' }]
    const data = objectAt(value, 'data')
    const seconds = Number(textAt(data, 'responseHeaders', 'retry-after') ?? Number.NaN)
    const retryAfterMs = seconds >= 0 && seconds < 1e9 ? Math.round(seconds * 1000) : undefined
    return problems.report({
      message: textAt(data, 'message') ?? textAt(value, 'message') ?? kind,
      kind,
      recoverable: objectAt(data).isRetryable === true,
      ...ifDefined('status', countAt(data, 'statusCode')),
      ...ifDefined('retryAfterMs', retryAfterMs),
    })
  }

  function total(): Cost | undefined {
    return spent === null ? undefined : costOf(spent.usd, spent.tokens)
  }

  function end(): EventBody[] {
    return [...conversation.closeTurn(total()), ...conversation.end(total())]
  }

  return {
    ...oneWay('opencode'),
    read: line => ({ events: isDeep(line) ? [unknownLine(line)] : eventsOf(line) }),
    end: () => ({ events: end() }),
    state: () => stateOf(parts, { closing, model: null }),
  }
}

/** opencode's message after a rejected approval: "The user rejected permission to use this specific tool call." */
const REJECTED = /rejected permission/
/** Matches the messages about a call that the user rejected, and about a call that a rule prevents. */
const REFUSED = /rejected permission|specified a rule which prevents/

function outcomeOf(state: unknown): Outcome {
  const [start, ended] = [countAt(state, 'time', 'start'), countAt(state, 'time', 'end')]
  const took = start !== undefined && ended !== undefined ? ended - start : undefined
  const duration = ifDefined('durationMs', took !== undefined && took >= 0 ? took : undefined)
  const output = textAt(state, 'output') ?? ''
  if (textAt(state, 'status') !== 'completed') {
    return { output, error: textAt(state, 'error') ?? (output || 'failed'), ...duration }
  }
  return { output, summary: output, ...duration, ...detailsOf(objectAt(state, 'metadata'), output) }
}

function detailsOf(metadata: unknown, output: string): Partial<Outcome> {
  return {
    stdout: textAt(metadata, 'output') ?? output,
    created: objectAt({ metadata }, 'metadata').exists === false,
    ...ifDefined('exitCode', wholeAt(metadata, 'exit')),
    ...ifDefined('diff', textAt(metadata, 'diff')),
  }
}

interface Spent {
  readonly usd: number
  readonly tokens: Tokens
}

function added(before: Spent | null, usd: number, tokens: Tokens): Spent {
  if (before === null) return { usd, tokens }
  return { usd: before.usd + usd, tokens: addCounts(before.tokens, tokens) }
}

/** opencode's output tokens do not include thinking tokens, so this function adds them. */
function tokensIn(told: unknown): Tokens {
  const thinking = countAt(told, 'reasoning')
  return {
    input: countAt(told, 'input') ?? 0,
    output: (countAt(told, 'output') ?? 0) + (thinking ?? 0),
    ...ifDefined('thinking', thinking),
    ...ifDefined('cacheRead', countAt(told, 'cache', 'read')),
    ...ifDefined('cacheWrite', countAt(told, 'cache', 'write')),
  }
}
