import type { ReportedEnd } from '../../dialect.ts'
import type { EventBody } from '../../event.ts'
import { createContextWindow } from '../shared/context-window.ts'
import { NO_REASON } from '../shared/errors.ts'
import { countAt, ifDefined, type Json, objectAt, textAt } from '../shared/json.ts'
import type { Spoken } from '../shared/spoken.ts'
import { codexFailure, codexRetry } from './codex-errors.ts'
import { type CodexTokens, codexTokens, codexTokenUsage } from './codex-usage.ts'

/** The turns of an app-server thread, the model calls (steps) in them, and how the last turn ended. */
export interface CodexTurns {
  /** Sets the id of the requested turn. */
  named(turnId: string | undefined): void
  started(turnId: string | undefined): EventBody[]
  completed(turn: Json): EventBody[]
  /** Called when Codex reports an item (a message or tool call). If no model call is open, the item begins one. */
  step(params: Json): EventBody[]
  /** Called when a model call has ended. */
  usage(params: Json): EventBody[]
  failed(message: string, info: unknown): EventBody[]
  retried(error: Json): EventBody[]
  close(how: ReportedEnd): void
  end(): EventBody[]
  /** Id of the running turn. */
  running(): string | null
  count(): number
  closing(): ReportedEnd
}

export function createCodexTurns(spoken: Spoken, guidance: string): CodexTurns {
  const warn = createContextWindow()
  let turnId: string | null = null
  let isOpen = false
  let turnCount = 0
  let stepCount = 0
  let retries = 0
  let isStep = false
  let closing: ReportedEnd = null
  let failure: string | null = null
  let total: CodexTokens = codexTokens({})

  const turnIndex = () => Math.max(0, turnCount - 1)

  function started(id: string | undefined): EventBody[] {
    if (isOpen) return []
    turnId = id ?? turnId
    isOpen = true
    turnCount += 1
    stepCount = 0
    retries = 0
    closing = null
    failure = null
    return [{ type: 'turn_start', turnIndex: turnIndex() }]
  }

  function completed(turn: Json): EventBody[] {
    const status = textAt(turn, 'status')
    const error = objectAt(turn, 'error')
    const events =
      status === 'failed'
        ? failed(textAt(error, 'message') ?? NO_REASON, error['codexErrorInfo'])
        : []
    closing = CLOSINGS[status ?? ''] ?? null
    const stop: EventBody[] = status === 'interrupted' ? [{ type: 'interrupted' }] : []
    return [...spoken.stop(), ...events, ...stop, ...end()]
  }

  /** Codex reports a failure twice, by `error` and at the end of the turn: the second report is ignored. */
  function failed(message: string, info: unknown): EventBody[] {
    if (failure === message) return []
    failure = message
    return [...spoken.stop(), codexFailure({ message, info, guidance })]
  }

  function retried(error: Json): EventBody[] {
    retries += 1
    const message = textAt(error, 'message') ?? ''
    const details = textAt(error, 'additionalDetails')
    const info = error['codexErrorInfo']
    return [
      ...spoken.stop(),
      ...codexRetry({ message, ...ifDefined('details', details), info, nth: retries }),
    ]
  }

  function step(params: Json): EventBody[] {
    if (isStep || !isOpen || textAt(params, 'item', 'type') === 'userMessage') return []
    isStep = true
    stepCount += 1
    return [
      { type: 'step_start', turnIndex: turnIndex(), stepIndex: stepCount - 1, stepType: 'model' },
    ]
  }

  /** A resumed thread first reports its earlier usage, with the id of an earlier turn. */
  function usage(params: Json): EventBody[] {
    const before = total
    total = codexTokens(objectAt(params, 'tokenUsage', 'total'))
    if (!isOpen || textAt(params, 'turnId') !== turnId) return []
    const isSame = before.input === total.input && before.output === total.output
    const last = objectAt(params, 'tokenUsage', 'last')
    const tokens = isSame ? [] : codexTokenUsage(codexTokens(last))
    const window = countAt(params, 'tokenUsage', 'modelContextWindow')
    return [
      ...spoken.stop(),
      ...tokens,
      ...warn(countAt(last, 'totalTokens'), window),
      ...stepEnd(),
    ]
  }

  function stepEnd(): EventBody[] {
    if (!isStep) return []
    isStep = false
    return [{ type: 'step_end', turnIndex: turnIndex(), stepIndex: stepCount - 1 }]
  }

  function end(): EventBody[] {
    const wasOpen = isOpen
    isOpen = false
    const turnEnd: EventBody[] = wasOpen ? [{ type: 'turn_end', turnIndex: turnIndex() }] : []
    return [...spoken.stop(), ...stepEnd(), ...turnEnd]
  }

  return {
    named: id => {
      turnId = id ?? turnId
    },
    started,
    completed,
    step,
    usage,
    failed,
    retried,
    close: how => {
      closing = how
    },
    end,
    running: () => (isOpen ? turnId : null),
    count: () => turnCount,
    closing: () => closing,
  }
}

const CLOSINGS: Readonly<Partial<Record<string, ReportedEnd>>> = {
  completed: 'completed',
  failed: 'failed',
  interrupted: 'interrupted',
}
