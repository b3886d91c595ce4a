import type { RunAsk, RunDigest } from '../../model/fleet-run.ts'
import { clean, cleanLines } from '../../text/clean.ts'
import type { RunEvent } from '../event.ts'
import type { RunResult } from '../result-schema.ts'
import { endText } from './run-text.ts'

/** The digest (summary of a run's events) before the first event. */
export const NO_DIGEST: RunDigest = { doing: clean(''), asks: [], cost: null, end: null }

/** Maximum number of open questions stored of one run, the newest ones: no agent asks so many at once. */
const MOST = 50
/**
 * Maximum length, in characters, of a line (what the agent does now, or an answer that it offers) and of an agent's
 * question. The rest is cut off.
 */
const [LINE, QUESTION] = [300, 16 * 1024]

/** The digest after one more event. The same object if nothing has changed. */
export function digest(before: RunDigest, event: RunEvent): RunDigest {
  switch (event.type) {
    case 'approval_request':
    case 'input_required':
      return withAsk(before, askOf(event))
    case 'approval_granted':
    case 'approval_denied':
      return without(before, event.interactionId)
    case 'cost':
      return { ...before, cost: event.cost.totalUsd }
    case 'message_stop':
      return doing(before, event.text.trim().split('\n').at(-1) ?? '')
    case 'tool_call_ready':
      return doing(before, `${event.toolName} ${shortInput(event.input)}`)
    case 'rate_limited':
      return doing(before, 'The provider of the model limits the rate of requests.')
    case 'retry':
      return doing(before, `The agent tries again: ${event.reason}`)
    default:
      return before
  }
}

/** The digest of an ended run: without questions, because they can no longer be answered. */
export function endDigest(before: RunDigest, result: RunResult): RunDigest {
  const cost = result.cost?.totalUsd ?? before.cost
  return { ...before, asks: [], cost, end: endText(result) }
}

function withAsk(before: RunDigest, ask: RunAsk): RunDigest {
  const others = before.asks.filter(({ interaction }) => interaction !== ask.interaction)
  return { ...before, asks: [...others, ask].slice(-MOST) }
}

function without(before: RunDigest, id: string): RunDigest {
  const asks = before.asks.filter(({ interaction }) => interaction !== id)
  return asks.length === before.asks.length ? before : { ...before, asks }
}

type Asking = Extract<RunEvent, { type: 'approval_request' | 'input_required' }>

function askOf(event: Asking): RunAsk {
  const { interactionId: interaction, timestamp: since } = event
  if (event.type === 'approval_request') {
    const text = cleanLines(`${event.action}: ${event.detail}`.slice(0, QUESTION))
    return { interaction, kind: 'approval', text, options: [], since }
  }
  const options = (event.options ?? []).slice(0, 9).map(each => clean(each, LINE))
  const context = event.context ? `\n${event.context}` : ''
  const text = cleanLines(`${event.question}${context}`.slice(0, QUESTION))
  return { interaction, kind: 'input', text, options, since }
}

function doing(before: RunDigest, text: string): RunDigest {
  const line = clean(text.replaceAll(/\s+/g, ' ').trim(), LINE)
  return line === '' || line === before.doing ? before : { ...before, doing: line }
}

function shortInput(input: unknown): string {
  if (typeof input !== 'object' || input === null) return String(input ?? '')
  const [first] = Object.values(input).filter(each => typeof each === 'string')
  return first ?? JSON.stringify(input)
}
