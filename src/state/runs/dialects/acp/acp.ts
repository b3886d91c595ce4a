import { FailureError } from '../../../model/failure.ts'
import type { Dialect, Outgoing, Reading, Speech } from '../../dialect.ts'
import type { EventBody } from '../../event.ts'
import { answerKey } from '../shared/answer-key.ts'
import { debugLine } from '../shared/debug-line.ts'
import { createInteractions, RULES, tooEarly } from '../shared/interactions.ts'
import { type Json, objectAt, textAt } from '../shared/json.ts'
import { createRpc, type RpcId, readMessage, sentAnswer } from '../shared/json-rpc.ts'
import { createSpoken } from '../shared/spoken.ts'
import { createAcpReplay } from './acp-replay.ts'
import { type AcpRequest, acpElicitation, acpPermission, acpVerdict } from './acp-requests.ts'
import { ACP_STEPS, type AcpStep, createAcpSession } from './acp-session.ts'
import { createAcpTools } from './acp-tools.ts'
import { createAcpTurns } from './acp-turns.ts'
import { createAcpUpdates } from './acp-updates.ts'
import { acpModelOf, createAcpCost } from './acp-usage.ts'

/** The Agent Client Protocol (ACP), version 1, which a dozen agents speak. fleetmux can answer their requests. */
export function createAcp(speech: Speech): Dialect {
  const isTakenUp = speech.session !== undefined || speech.fork !== undefined
  const rpc = createRpc({ steps: ACP_STEPS, version: '2.0' })
  const replay = createAcpReplay()
  const session = createAcpSession({ rpc, speech, replay })
  const spoken = createSpoken()
  const tools = createAcpTools(session.agent)
  const turns = createAcpTurns(spoken, session.agent)
  const cost = createAcpCost(isTakenUp)
  const updates = createAcpUpdates({ spoken, tools, turns, cost })
  const asked = createInteractions<AcpRequest>()
  const allowing = new Map<string, readonly string[]>()
  let model: string | null = null

  function answered(key: string, result: unknown): Reading {
    const step = session.answered(key, result)
    if (step) return taken(step)
    if (!isPrompt(key)) return { events: [debugLine('line', result)] }
    model = acpModelOf(result) ?? model
    return { events: [...released(), ...turns.answered(key, result)] }
  }

  function refused(key: string, error: Json): Reading {
    const step = session.refused(key, error)
    if (step) return taken(step)
    if (!isPrompt(key)) return { events: [debugLine('line', error)] }
    return { events: [...released(), ...turns.refused(key, error)] }
  }

  /**
   * Converts a step of the session's set-up, which follows from an answer of the agent, to events, and to lines to send
   * to the agent. If the first prompt is among these lines, the first turn begins.
   */
  function taken({ events, send = [], isOver }: AcpStep): Reading {
    if (isOver) turns.fail()
    const begin = send.some(({ key }) => key === 'turn') ? turns.prompted('turn') : []
    return { events: [...events, ...begin], send }
  }

  function released(): EventBody[] {
    return replay.release().flatMap(update => updates.read(update))
  }

  function requested(id: RpcId, method: string, params: Json): Reading {
    if (method === 'session/request_permission') return permission(id, params)
    if (method === 'elicitation/create') return ask(id, acpElicitation(String(id), params), [])
    return { events: [debugLine(method, params)], send: [rpc.refuse(id, method)] }
  }

  function permission(id: RpcId, params: Json): Reading {
    const toolCall = objectAt(params, 'toolCall')
    turns.worked()
    const events = [...released(), ...spoken.stop(), ...tools.asked(toolCall)]
    const tool = tools.find(textAt(toolCall, 'toolCallId') ?? '')
    return ask(id, acpPermission(String(id), params, tool), events)
  }

  function ask(id: RpcId, request: AcpRequest, before: readonly EventBody[]): Reading {
    asked.ask(id, request)
    if (request.kind === 'approval') allowing.set(answerKey(id), request.allowing)
    const events = [...before, ...spoken.stop(), request.event]
    if (speech.permissions === 'ask' || request.kind === 'input') return { events }
    return { events, send: [rpc.answer(id, request.answer(RULES[speech.permissions]))] }
  }

  function notified(method: string, params: Json): EventBody[] {
    if (SILENT.has(method)) return []
    const id = textAt(params, 'sessionId')
    const isForeign = id !== undefined && session.id() !== null && id !== session.id()
    if (method !== 'session/update' || isForeign) return [debugLine(method, params)]
    const update = objectAt(params, 'update')
    model = textAt(update, '_meta', '_claude/model') ?? model
    if (!turns.isRunning() && turns.count() === 0) cost.before(update)
    return replay.admit(update).flatMap(each => updates.read(each))
  }

  function say(text: string, nth: number): readonly Outgoing[] {
    const sessionId = session.id()
    if (sessionId === null || turns.count() === 0) throw tooEarly()
    if (turns.isRunning() && !session.queues()) throw busy()
    const prompt = [{ type: 'text', text }]
    return [rpc.request(`say.${nth}`, 'session/prompt', { sessionId, prompt })]
  }

  /** Asks the agent to stop, and answers its open requests as cancelled, as the protocol requires. */
  function interrupt(): readonly Outgoing[] {
    const sessionId = session.id()
    if (sessionId === null || !turns.isRunning()) return []
    const answers = asked.all().map(({ id, what }) => rpc.answer(id, what.cancelled))
    return [rpc.notify(`interrupt.${turns.count()}`, 'session/cancel', { sessionId }), ...answers]
  }

  function sent(key: string, line: string): Reading {
    if (key.startsWith('say.')) return { events: turns.prompted(key) }
    if (key.startsWith('answer.')) asked.settle(key)
    const answer = sentAnswer(key, line)
    const verdict = answer && acpVerdict(answer.result, allowing.get(key))
    if (!answer || verdict === null) return { events: [] }
    const type = verdict === 'allow' ? 'approval_granted' : 'approval_denied'
    return { events: [{ type, interactionId: String(answer.id) }] }
  }

  return {
    begin: () => [session.begin()],
    read: value => readMessage(rpc, value, { answered, refused, requested, notified }),
    decide(interactionId, decision) {
      const { id, what } = asked.find(interactionId)
      return [rpc.answer(id, what.answer(decision))]
    },
    sent,
    say,
    interrupt,
    end() {
      asked.closeAll()
      return { events: [...released(), ...turns.end()] }
    },
    state: () => ({
      closing: turns.closing(),
      sessionId: session.id(),
      model: model ?? session.model(),
      open: asked.open(),
      turnCount: turns.count(),
      text: spoken.last(),
    }),
  }
}

/** Notifications that cause no events: about the login, and about completed forms. */
const SILENT: ReadonlySet<string> = new Set(['_auth/status_update', 'elicitation/complete'])

function isPrompt(key: string): boolean {
  return key === 'turn' || key.startsWith('say.')
}

function busy(): FailureError {
  return new FailureError({
    kind: 'refused',
    what: 'This agent accepts no further text while it is working, so the text was not sent.',
    hint: 'Send the text again when the agent has finished its answer: `fleetmux run follow RUN` shows it.',
  })
}
