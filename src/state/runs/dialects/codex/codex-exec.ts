import { FailureError } from '../../../model/failure.ts'
import type { Dialect, Reading, ReportedEnd, Speech } from '../../dialect.ts'
import type { EventBody } from '../../event.ts'
import { debugLine, isDeep } from '../shared/debug-line.ts'
import { NO_REASON } from '../shared/errors.ts'
import { noSuchQuestion } from '../shared/interactions.ts'
import { type Json, objectAt, textAt } from '../shared/json.ts'
import { sessionEvents } from '../shared/session-events.ts'
import { createSpoken } from '../shared/spoken.ts'
import { codexFailure, codexRetry, isCodexRetry } from './codex-errors.ts'
import { createCodexItems } from './codex-items.ts'
import { type CodexTokens, codexTokens, codexTokensSince, codexTokenUsage } from './codex-usage.ts'

const GUIDANCE =
  'Set CODEX_API_KEY where the agent runs, or log in there with `codex login`. OPENAI_API_KEY is not sent.'

/** The protocol of `codex exec --json`: fleetmux sends a single prompt, and cannot answer requests. */
export function createCodexExec(speech: Speech): Dialect {
  const spoken = createSpoken()
  const items = createCodexItems(spoken)
  const isTakenUp = speech.session !== undefined || speech.fork !== undefined
  let sessionId: string | null = null
  let closing: ReportedEnd = null
  let turnCount = 0
  let isOpen = false
  let refusals = 0
  let retries = 0
  let failure: string | null = null
  /** The tokens of the thread so far; null: a resumed thread has not reported them yet. */
  let total: CodexTokens | null = isTakenUp ? null : codexTokens({})

  function read(value: unknown): Reading {
    if (isDeep(value)) return { events: [debugLine('line', value)] }
    const line = objectAt({ value }, 'value')
    const kind = LINES[textAt(line, 'type') ?? '']
    return { events: kind ? kind(line) : [debugLine(textAt(line, 'type') ?? 'line', value)] }
  }

  const LINES: Readonly<Partial<Record<string, (line: Json) => EventBody[]>>> = {
    'thread.started': started,
    'turn.started': turnStarted,
    'item.started': line => items.started(line['item']),
    'item.updated': line => items.started(line['item']),
    'item.completed': line => items.completed(line['item']),
    'turn.completed': line => turnEnded('completed', usage(line['usage'])),
    'turn.failed': line => turnEnded('failed', fail(textAt(line, 'error', 'message'))),
    error: line => failed(textAt(line, 'message') ?? ''),
  }

  function started(line: Json): EventBody[] {
    const id = textAt(line, 'thread_id')
    if (id === undefined || sessionId !== null) return []
    sessionId = id
    return sessionEvents(id, speech)
  }

  function turnStarted(): EventBody[] {
    turnCount += 1
    isOpen = true
    closing = null
    failure = null
    retries = 0
    return [{ type: 'turn_start', turnIndex: turnCount - 1 }]
  }

  function usage(told: unknown): EventBody[] {
    const now = codexTokens(told)
    const before = total
    total = now
    return before ? codexTokenUsage(codexTokensSince(now, before)) : []
  }

  /** Codex reports a failure twice, by `error` and by `turn.failed`: the second report is ignored. */
  function fail(message = NO_REASON): EventBody[] {
    if (failure === message) return []
    failure = message
    return [codexFailure({ message, guidance: GUIDANCE })]
  }

  function failed(message: string): EventBody[] {
    if (!isCodexRetry(message)) return [...spoken.stop(), ...fail(message)]
    retries += 1
    return [...spoken.stop(), ...codexRetry({ message, nth: retries })]
  }

  function turnEnded(how: ReportedEnd, events: EventBody[]): EventBody[] {
    closing = how
    return [...spoken.stop(), ...events, ...closeTurn()]
  }

  function closeTurn(): EventBody[] {
    if (!isOpen) return []
    isOpen = false
    return [{ type: 'turn_end', turnIndex: turnCount - 1 }]
  }

  /** Reads refused patches, which Codex reports only on stderr, and not as items of the thread. */
  function readText(line: string, source: 'stdout' | 'stderr'): Reading | null {
    const reason = source === 'stderr' ? REJECTED.exec(line)?.[1] : undefined
    if (reason === undefined) return null
    refusals += 1
    const toolCallId = `refused-patch-${refusals}`
    return {
      events: [
        { type: 'approval_denied', interactionId: toolCallId, reason },
        { type: 'tool_error', toolCallId, toolName: 'apply_patch', error: reason },
      ],
    }
  }

  return {
    begin: () => [],
    read,
    readText,
    decide: interactionId => {
      throw noSuchQuestion(interactionId)
    },
    sent: () => ({ events: [] }),
    say: () => {
      throw new FailureError({
        kind: 'usage',
        what: 'This run of codex accepts no further text while it is running.',
        hint: 'The text was not sent. When the run has ended, continue its session with a new run: `fleetmux run codex --session SESSION PROMPT`. The last line of `fleetmux run follow RUN` names its SESSION.',
      })
    },
    interrupt: () => [],
    end: () => ({ events: [...spoken.stop(), ...closeTurn()] }),
    state: () => ({
      closing,
      sessionId,
      model: speech.model ?? null,
      open: [],
      turnCount,
      text: spoken.last(),
    }),
  }
}

const REJECTED = /\bERROR\b.*?(patch rejected.*)$/
