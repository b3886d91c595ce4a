import type { Dialect, Outgoing, Reading, Speech } from '../../dialect.ts'
import type { EventBody } from '../../event.ts'
import { debugLine, warning } from '../shared/debug-line.ts'
import { createInteractions, RULES, tooEarly } from '../shared/interactions.ts'
import { type Json, listAt, objectAt, textAt } from '../shared/json.ts'
import { createRpc, type RpcId, readMessage, sentAnswer } from '../shared/json-rpc.ts'
import { sessionEvents } from '../shared/session-events.ts'
import { createSpoken } from '../shared/spoken.ts'
import { codexFailure } from './codex-errors.ts'
import { createCodexItems } from './codex-items.ts'
import { type CodexRequest, codexRequest, codexVerdict } from './codex-requests.ts'
import { CODEX_CLIENT, textInput, threadRequest, turnRequest } from './codex-thread.ts'
import { createCodexTurns } from './codex-turns.ts'

const GUIDANCE =
  'Log in where the agent runs: `codex login`, or `codex login --with-api-key` with the key on its standard input. OPENAI_API_KEY is not sent.'

/** The protocol of `codex app-server`: fleetmux can answer requests, send further texts and interrupt. */
export function createCodexAppServer(speech: Speech): Dialect {
  const rpc = createRpc({ steps: ['init', 'thread', 'turn'] })
  const spoken = createSpoken()
  const items = createCodexItems(spoken)
  const turns = createCodexTurns(spoken, GUIDANCE)
  const asked = createInteractions<CodexRequest>()
  let sessionId: string | null = null
  let model: string | null = speech.model ?? null
  let waits = false
  let isLimited = false

  function answered(key: string, result: unknown): Reading {
    if (key === 'init') {
      const send = [rpc.notify('initialized', 'initialized'), threadRequest(rpc, speech)]
      return { events: [], send }
    }
    if (key === 'thread') return threadReady(result)
    if (key === 'turn') turns.named(textAt(result, 'turn', 'id'))
    return { events: [] }
  }

  function threadReady(result: unknown): Reading {
    const id = textAt(result, 'thread', 'id')
    if (id === undefined) return { events: refusal('thread', {}) }
    sessionId = id
    model = textAt(result, 'model') ?? model
    return { events: sessionEvents(id, speech), send: [turnRequest(rpc, id, speech)] }
  }

  /**
   * The events for a refused request. A refused text or interrupt does not change the turn; any other one ends the run.
   */
  function refusal(key: string, error: Json): EventBody[] {
    const message =
      textAt(error, 'message') ?? `Codex refused a request (${key}) and gave no reason.`
    if (key.includes('.')) {
      return [{ type: 'error', code: `${key.split('.')[0]}_refused`, message, recoverable: true }]
    }
    if (key === 'thread' && sessionId === null && NO_SESSION.test(message)) {
      turns.close('failed')
      return [{ type: 'error', code: 'session_not_found', message, recoverable: false }]
    }
    turns.close('failed')
    return [
      codexFailure({
        message,
        info: objectAt(error, 'data')['codexErrorInfo'],
        guidance: GUIDANCE,
      }),
    ]
  }

  function requested(id: RpcId, method: string, params: Json): Reading {
    const itemId = textAt(params, 'itemId') ?? ''
    const request = codexRequest(method, String(id), params, items.find(itemId))
    if (!request) {
      return { events: [debugLine(method, params)], send: [rpc.refuse(id, method)] }
    }
    items.asked(itemId)
    asked.ask(id, request)
    const events = [...spoken.stop(), request.event]
    const isDecided = speech.permissions !== 'ask' && request.kind === 'approval'
    return isDecided
      ? { events, send: [rpc.answer(id, request.answer(RULES[speech.permissions]))] }
      : { events }
  }

  function notified(method: string, params: Json): EventBody[] {
    const threadId = textAt(params, 'threadId')
    const isForeign = threadId !== undefined && sessionId !== null && threadId !== sessionId
    const take = NOTIFICATIONS[method]
    if (SILENT.has(method)) return []
    return take && !isForeign ? take(params) : [debugLine(method, params)]
  }

  const NOTIFICATIONS: Readonly<Partial<Record<string, (params: Json) => EventBody[]>>> = {
    'turn/started': params => turns.started(textAt(params, 'turn', 'id')),
    'turn/completed': params => {
      asked.closeAll()
      return turns.completed(objectAt(params, 'turn'))
    },
    'item/started': params => [...turns.step(params), ...items.started(params['item'], waits)],
    'item/completed': params => items.completed(params['item']),
    'item/agentMessage/delta': params => delta(params, 'message'),
    'item/reasoning/summaryTextDelta': params => delta(params, 'thinking'),
    'item/reasoning/textDelta': params => delta(params, 'thinking'),
    'item/commandExecution/outputDelta': params =>
      items.output(textAt(params, 'itemId') ?? '', textAt(params, 'delta') ?? ''),
    'thread/tokenUsage/updated': params => turns.usage(params),
    'thread/status/changed': params => {
      waits = listAt(params, 'status', 'activeFlags').includes('waitingOnApproval')
      return []
    },
    'thread/compacted': () => [...spoken.stop(), { type: 'context_compacted' }],
    'account/rateLimits/updated': params =>
      limits(textAt(params, 'rateLimits', 'rateLimitReachedType')),
    'serverRequest/resolved': params => {
      const id = params['requestId']
      if (typeof id === 'string' || typeof id === 'number') asked.close(id)
      return []
    },
    'mcpServer/startupStatus/updated': params => {
      const error = textAt(params, 'error')
      return error === undefined ? [] : [warning(error)]
    },
    warning: params => [warning(textAt(params, 'message') ?? 'warning')],
    configWarning: params => [warning(textAt(params, 'summary') ?? 'configWarning')],
    deprecationNotice: params => [warning(textAt(params, 'summary') ?? 'deprecationNotice')],
    error: params => failed(params),
  }

  function delta(params: Json, kind: 'message' | 'thinking'): EventBody[] {
    const text = textAt(params, 'delta') ?? ''
    return text === '' ? [] : items.delta(textAt(params, 'itemId') ?? '', kind, text)
  }

  function failed(params: Json): EventBody[] {
    const error = objectAt(params, 'error')
    if (params['willRetry'] === true) return turns.retried(error)
    return turns.failed(textAt(error, 'message') ?? '', error['codexErrorInfo'])
  }

  function limits(reached: string | undefined): EventBody[] {
    const wasLimited = isLimited
    isLimited = reached !== undefined
    return isLimited && !wasLimited ? [{ type: 'rate_limited' }] : []
  }

  function say(text: string, nth: number): readonly Outgoing[] {
    const threadId = sessionId
    if (threadId === null) throw tooEarly()
    const turnId = turns.running()
    const input = { threadId, ...textInput(text) }
    if (turnId === null) return [rpc.request(`say.${nth}`, 'turn/start', input)]
    return [rpc.request(`say.${nth}`, 'turn/steer', { ...input, expectedTurnId: turnId })]
  }

  function interrupt(): readonly Outgoing[] {
    const turnId = turns.running()
    if (sessionId === null || turnId === null) return []
    const key = `interrupt.${turns.count()}`
    return [rpc.request(key, 'turn/interrupt', { threadId: sessionId, turnId })]
  }

  function sent(key: string, line: string): Reading {
    if (key.startsWith('answer.')) asked.settle(key)
    const answer = sentAnswer(key, line)
    const verdict = answer && codexVerdict(answer.result)
    if (!answer || verdict === null) return { events: [] }
    const type = verdict === 'allow' ? 'approval_granted' : 'approval_denied'
    return { events: [{ type, interactionId: String(answer.id) }] }
  }

  return {
    begin: () => [rpc.request('init', 'initialize', CODEX_CLIENT)],
    read: value =>
      readMessage(rpc, value, {
        ...{ answered, requested, notified },
        refused: (key, error) => ({ events: refusal(key, error) }),
      }),
    decide(interactionId, decision) {
      const { id, what } = asked.find(interactionId)
      return [rpc.answer(id, what.answer(decision))]
    },
    sent,
    say,
    interrupt,
    end() {
      asked.closeAll()
      return { events: turns.end() }
    },
    state: () => ({
      closing: turns.closing(),
      sessionId,
      model,
      open: asked.open(),
      turnCount: turns.count(),
      text: spoken.last(),
    }),
  }
}

const NO_SESSION = /no rollout found|not found|invalid thread id/i

/** Notifications that cause no events: other lines report the same, or they are only for user interfaces. */
const SILENT: ReadonlySet<string> = new Set([
  ...[
    'thread/started',
    'thread/readState/changed',
    'turn/diff/updated',
    'turn/plan/updated',
    'remoteControl/status/changed',
  ],
  ...['item/reasoning/summaryPartAdded', 'item/fileChange/outputDelta', 'thread/name/updated'],
  ...[
    'item/fileChange/patchUpdated',
    'item/plan/delta',
    'thread/goal/cleared',
    'thread/settings/updated',
  ],
])
