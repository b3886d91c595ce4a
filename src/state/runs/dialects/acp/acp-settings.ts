import type { Outgoing, Speech } from '../../dialect.ts'
import { isObject, type Json, listAt, textAt } from '../shared/json.ts'
import type { Rpc } from '../shared/json-rpc.ts'
import type { AcpAgent } from './acp-agents.ts'
import { isKnownAgent } from './acp-agents.ts'

/** Possible settings of a session. */
export interface AcpSettings {
  /** Session modes to set, the best first. If the agent refuses the first, the second is set. */
  readonly modes: readonly string[]
  /** The session as reported by the agent. */
  readonly session: Json
}

/**
 * The ACP session modes (which decide what needs approval) to try, the best first: the wanted modes that the session
 * offers. If it offers none of them, a known agent gets all wanted modes. Copilot's mode ids are URLs that end with the
 * mode's name.
 */
export function acpModes(
  session: unknown,
  agent: AcpAgent,
  permissions: Speech['permissions'],
): readonly string[] {
  const wanted = [...(permissions === 'allow' && agent.allow ? [agent.allow] : []), ...agent.ask]
  const told = listAt(session, 'modes', 'availableModes')
    .map(mode => textAt(mode, 'id'))
    .filter(id => id !== undefined)
  if (told.length === 0) return isKnownAgent(agent) ? wanted : []
  const found = wanted.flatMap(name => told.filter(id => id === name || id.endsWith(`#${name}`)))
  return found.length === 0 && isKnownAgent(agent) ? wanted : found
}

/** The request that sets the model; null: it is set already, or the agent has no choice of models. */
export function acpModelRequest(
  rpc: Rpc,
  sessionId: string | null,
  model: string | undefined,
  session: Json,
): Outgoing | null {
  if (model === undefined) return null
  const option = listAt(session, 'configOptions').filter(isObject).find(isModelOption)
  if (option) {
    if (textAt(option, 'currentValue') === model) return null
    const configId = textAt(option, 'id') ?? 'model'
    return rpc.request('model', 'session/set_config_option', { sessionId, configId, value: model })
  }
  const current = textAt(session, 'models', 'currentModelId')
  if (current === undefined || current === model) return null
  return rpc.request('model', 'session/set_model', { sessionId, modelId: model })
}

export function isModelOption(option: Json): boolean {
  return option['id'] === 'model' || option['category'] === 'model'
}
