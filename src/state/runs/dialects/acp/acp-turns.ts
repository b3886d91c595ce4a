import type { ReportedEnd } from '../../dialect.ts'
import type { EventBody } from '../../event.ts'
import { type Json, textAt } from '../shared/json.ts'
import type { Spoken } from '../shared/spoken.ts'
import { type AcpAgent, isKnownAgent } from './acp-agents.ts'
import { acpFailure, acpTextFailure, isErrorText } from './acp-errors.ts'
import { acpTokenUsage } from './acp-usage.ts'

/** The turns of a conversation: the prompts that were sent, and the agent's answers. */
export interface AcpTurns {
  /** Called when a prompt was sent. If a turn is running, the turn of the new prompt begins after it. */
  prompted(key: string): EventBody[]
  answered(key: string, result: unknown): EventBody[]
  refused(key: string, error: Json): EventBody[]
  /** Called when the agent has sent this text. */
  heard(text: string): void
  /** Called when the agent has used a tool or reported usage. */
  worked(): void
  fail(): void
  end(): EventBody[]
  isRunning(): boolean
  count(): number
  closing(): ReportedEnd
}

export function createAcpTurns(spoken: Spoken, agent: () => AcpAgent): AcpTurns {
  const waiting: string[] = []
  const known = new Set<string>()
  let turnCount = 0
  let isOpen = false
  let hasWorked = false
  let text = ''
  let closing: ReportedEnd = null

  function prompted(key: string): EventBody[] {
    if (known.has(key)) return []
    known.add(key)
    waiting.push(key)
    return isOpen ? [] : start()
  }

  function start(): EventBody[] {
    isOpen = true
    hasWorked = false
    text = ''
    closing = null
    turnCount += 1
    return [{ type: 'turn_start', turnIndex: turnCount - 1 }]
  }

  /**
   * Closes the turn of a prompt, because the agent has answered it. The answer (stdout) may be read before the note
   * that the prompt was sent (stderr): the turn is then opened first.
   */
  function close(key: string, how: ReportedEnd, events: EventBody[]): EventBody[] {
    const begin = prompted(key)
    waiting.splice(waiting.indexOf(key), 1)
    closing = how
    const all = [...begin, ...spoken.stop(), ...events, ...end()]
    return waiting.length > 0 ? [...all, ...start()] : all
  }

  function answered(key: string, result: unknown): EventBody[] {
    const reason = textAt(result, 'stopReason') ?? ''
    const usage = acpTokenUsage(result)
    if (usage.length > 0) hasWorked = true
    if (reason === 'cancelled')
      return close(key, 'interrupted', [...usage, { type: 'interrupted' }])
    if (reason === 'max_turn_requests')
      return close(key, 'turn_limit', [...usage, { type: 'turn_limit' }])
    if (reason !== 'end_turn') return close(key, 'failed', [...usage, stopped(reason)])
    if (!isFailed()) return close(key, 'completed', usage)
    return close(key, 'failed', [...usage, acpTextFailure(errorOf(text), agent())])
  }

  /**
   * Whether a turn that ended with `end_turn` has failed: some agents report a service error only as a message. Such a
   * turn has done no work and reports no token usage. It has failed if the agent reports usage for each successful turn
   * (`tellsUsage`), or, with an unknown agent, if the message reads like an error.
   */
  function isFailed(): boolean {
    if (hasWorked) return false
    return agent().tellsUsage === true || (!isKnownAgent(agent()) && isErrorText(text))
  }

  function end(): EventBody[] {
    const wasOpen = isOpen
    isOpen = false
    return [
      ...spoken.stop(),
      ...(wasOpen ? [{ type: 'turn_end', turnIndex: turnCount - 1 } as const] : []),
    ]
  }

  return {
    prompted,
    answered,
    refused: (key, error) => close(key, 'failed', [acpFailure(error, agent())]),
    heard(said) {
      text = (text + said).slice(-LONGEST)
    },
    worked() {
      hasWorked = true
    },
    fail() {
      closing = 'failed'
    },
    end,
    isRunning: () => isOpen,
    count: () => turnCount,
    closing: () => closing,
  }
}

/** The error in a text. Copilot writes its retries directly before the error. */
function errorOf(text: string): string {
  const at = text.lastIndexOf('Error: ')
  return text.slice(Math.max(0, at)).trim() || 'The agent returned no text and used no tokens.'
}

/** Number of characters at the end of the agent's messages in a turn that are searched for an error. */
const LONGEST = 4000

function stopped(reason: string): EventBody {
  const message = `The agent stopped: ${reason || 'it gave no reason'}.`
  return { type: 'error', code: reason.slice(0, 100) || 'agent_error', message, recoverable: false }
}
