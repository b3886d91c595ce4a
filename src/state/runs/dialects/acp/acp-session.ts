import type { Outgoing, Reading, Speech } from '../../dialect.ts'
import type { EventBody } from '../../event.ts'
import { warning } from '../shared/debug-line.ts'
import { isObject, type Json, listAt, objectAt, textAt } from '../shared/json.ts'
import type { Rpc } from '../shared/json-rpc.ts'
import { sessionEvents } from '../shared/session-events.ts'
import { type AcpAgent, acpAgent, isKnownAgent } from './acp-agents.ts'
import { acpFailure, messageOf } from './acp-errors.ts'
import type { AcpReplay } from './acp-replay.ts'
import { type AcpSettings, acpModelRequest, acpModes, isModelOption } from './acp-settings.ts'

/** The keys (ids) of the requests before the first prompt, and of this prompt. */
export const ACP_STEPS = ['init', 'session', 'mode', 'mode-2', 'model', 'turn'] as const

/** The result of reading an answer of the agent. `isOver`: the run has failed. */
export type AcpStep = Reading & { readonly isOver?: boolean }

/**
 * The set-up of the session: the requests from `initialize` to the first prompt, which open the session, choose a mode
 * that asks for approval, and choose the model.
 */
export interface AcpSession {
  begin(): Outgoing
  /** Reads an answer of the agent and returns the next request; null: the answer is not for a request of the set-up. */
  answered(key: string, result: unknown): AcpStep | null
  refused(key: string, error: Json): AcpStep | null
  agent(): AcpAgent
  id(): string | null
  model(): string | null
  /** Whether the agent accepts a prompt while another one runs. */
  queues(): boolean
}

interface Parts {
  readonly rpc: Rpc
  readonly speech: Speech
  readonly replay: AcpReplay
}

const CLIENT = {
  protocolVersion: 1,
  clientInfo: { name: 'fleetmux', version: '1' },
  clientCapabilities: {
    fs: { readTextFile: false, writeTextFile: false },
    terminal: false,
    elicitation: { form: {} },
  },
}

export function createAcpSession({ rpc, speech, replay }: Parts): AcpSession {
  let agent = acpAgent(undefined)
  let capabilities: Json = {}
  let sessionId: string | null = null
  let model: string | null = speech.model ?? null
  let settings: AcpSettings = { modes: [], session: {} }

  function greeted(result: unknown): AcpStep {
    agent = acpAgent(textAt(result, 'agentInfo', 'name'))
    capabilities = objectAt(result, 'agentCapabilities')
    const method = methodOf()
    if (method === null) return { events: [unsupported(speech)], isOver: true }
    if (speech.images?.length && !takesImages()) return { events: [NO_IMAGES], isOver: true }
    if (method === 'session/load') replay.begin(agent.replaysLate === true)
    const { session, fork, cwd } = speech
    const known = fork ?? session
    const params = {
      ...(known !== undefined && { sessionId: known }),
      cwd,
      mcpServers: serversOf(speech),
      ...systemOf(),
    }
    return { events: [], send: [rpc.request('session', method, params)] }
  }

  /**
   * The method that opens the session; null: the agent cannot resume or fork it. Another session is never opened
   * instead.
   */
  function methodOf(): string | null {
    const can = (name: string) => isObject(objectAt(capabilities, 'sessionCapabilities')[name])
    if (speech.fork !== undefined) return can('fork') ? 'session/fork' : null
    if (speech.session === undefined) return 'session/new'
    if (can('resume')) return 'session/resume'
    return capabilities['loadSession'] === true ? 'session/load' : null
  }

  function takesImages(): boolean {
    return objectAt({ capabilities }, 'capabilities', 'promptCapabilities')['image'] === true
  }

  function systemOf(): Json {
    if (!speech.system || agent.takesSystem !== true) return {}
    const { mode, text } = speech.system
    return { _meta: { systemPrompt: mode === 'replace' ? text : { append: text } } }
  }

  function begun(result: unknown): AcpStep {
    const id = textAt(result, 'sessionId') ?? speech.session
    if (id === undefined) {
      return {
        events: [acpFailure({ message: NO_ID }, agent)],
        isOver: true,
      }
    }
    sessionId = id
    replay.loaded()
    settings = {
      modes: acpModes(result, agent, speech.permissions),
      session: objectAt({ result }, 'result'),
    }
    model = speech.model ?? modelOf(result)
    return next(sessionEvents(id, speech), mode(0))
  }

  function mode(nth: 0 | 1): Outgoing | null {
    const modeId = settings.modes[nth]
    if (modeId === undefined) return null
    return rpc.request(nth === 0 ? 'mode' : 'mode-2', 'session/set_mode', { sessionId, modeId })
  }

  /**
   * Called when the session's permission mode number `nth` could not be set: tries the next one. If there is none, the
   * run goes on only if its permissions allow everything or the agent asks anyway; otherwise it ends.
   */
  function modeRefused(nth: 0 | 1, error: Json): AcpStep {
    const other = nth === 0 ? mode(1) : null
    if (other) return { events: [], send: [other] }
    const message =
      textAt(error, 'message') ?? 'The agent does not accept a mode that asks for approvals.'
    const isHarmless = speech.permissions === 'allow' || agent.startsAsking === true
    if (isHarmless) return next([warning(`session/set_mode: ${message}`)], null)
    const refusal: EventBody = { type: 'error', code: 'mode_refused', message, recoverable: false }
    return { events: [refusal], isOver: true }
  }

  /** The next request: the mode, then the model, then the prompt. */
  function next(events: EventBody[], first: Outgoing | null): Reading {
    if (first) return { events, send: [first] }
    const isUnsure = settings.modes.length === 0 && !isKnownAgent(agent)
    const doubt = isUnsure && speech.permissions !== 'allow' ? [warning(UNSURE)] : []
    const other = acpModelRequest(rpc, sessionId, speech.model, settings.session)
    return other ? { events: [...events, ...doubt], send: [other] } : prompt([...events, ...doubt])
  }

  function prompt(events: EventBody[]): Reading {
    const { system } = speech
    const isPrefix = system !== undefined && agent.takesSystem !== true
    const texts = isPrefix ? [system.text, speech.prompt] : [speech.prompt]
    const images = (speech.images ?? []).map(each => ({ type: 'image', ...each }))
    const blocks = [...images, ...texts.map(text => ({ type: 'text', text }))]
    const params = { sessionId, prompt: blocks }
    const send = [rpc.request('turn', 'session/prompt', params)]
    return { events: isPrefix ? [...events, FALLBACK] : events, send }
  }

  return {
    begin: () => rpc.request('init', 'initialize', CLIENT),
    answered(key, result) {
      if (key === 'init') return greeted(result)
      if (key === 'session') return begun(result)
      if (key === 'mode' || key === 'mode-2') return next([], null)
      return key === 'model' ? prompt([]) : null
    },
    refused(key, error) {
      if (key === 'mode') return modeRefused(0, error)
      if (key === 'mode-2') return modeRefused(1, error)
      if (key === 'turn' || key.includes('.')) return null
      const isLost = key === 'session' && NO_SESSION.test(messageOf(error))
      return { events: [isLost ? notFound(error) : acpFailure(error, agent)], isOver: true }
    },
    agent: () => agent,
    id: () => sessionId,
    model: () => model,
    queues: () => objectAt(capabilities, '_meta', 'claudeCode')['promptQueueing'] === true,
  }
}

const NO_ID = 'The agent began no session: it answered without the id of a session.'

const UNSURE =
  'The agent has no known mode that asks for approvals, so it may act without your permission.'

const FALLBACK: EventBody = {
  type: 'stream_fallback',
  capability: 'system_prompt',
  reason:
    'The agent accepts no system prompt over ACP, so the system prompt is put before the prompt.',
}

const NO_SESSION = /not found|no such session|unknown session|invalid session|no previous sessions/i

function notFound(error: Json): EventBody {
  const message = messageOf(error)
  return { type: 'error', code: 'session_not_found', message, recoverable: false }
}

const NO_IMAGES: EventBody = {
  type: 'error',
  code: 'images_unsupported',
  message: 'The agent does not accept images: start the run without --attach.',
  recoverable: false,
}

function unsupported({ fork }: Speech): EventBody {
  const [what, flag] = fork === undefined ? ['continue', 'session'] : ['copy', 'fork']
  const message = `The agent cannot ${what} a session over ACP (Agent Client Protocol): start the run without --${flag}.`
  return { type: 'error', code: 'session_unsupported', message, recoverable: false }
}

/** The model of the session. `default` and `auto` are not names of models. */
function modelOf(result: unknown): string | null {
  const option = listAt(result, 'configOptions').filter(isObject).find(isModelOption)
  const current = textAt(result, 'models', 'currentModelId') ?? textAt(option, 'currentValue')
  return current === undefined || current === 'default' || current === 'auto' ? null : current
}

function serversOf({ mcpServers = [] }: Speech): readonly Json[] {
  return mcpServers.map(({ name, command, args, env = {} }) => {
    return {
      name,
      command,
      args,
      env: Object.entries(env).map(([key, value]) => ({ name: key, value })),
    }
  })
}
