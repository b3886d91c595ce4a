import type { Decision } from '../../decision.ts'
import type { EventBody } from '../../event.ts'
import { compact } from '../shared/debug-line.ts'
import { elicitationEvent, elicitationResult } from '../shared/elicitation.ts'
import { needsDecision } from '../shared/interactions.ts'
import { isObject, type Json, listAt, textAt } from '../shared/json.ts'
import { type AcpTool, acpCommand } from './acp-tools.ts'

/** A request of an agent to its client. */
export interface AcpRequest {
  readonly kind: 'approval' | 'input'
  readonly event: EventBody
  /** The result to send. @throws FailureError if the decision is not valid for this request. */
  answer(decision: Decision): Json
  /** The result to send if the request is cancelled. */
  readonly cancelled: Json
  /** Ids of those choices offered by the agent that allow what it requests. */
  readonly allowing: readonly string[]
}

const CANCELLED = { outcome: { outcome: 'cancelled' } }

export function acpPermission(
  interactionId: string,
  params: Json,
  tool: AcpTool | null,
): AcpRequest {
  const options = listAt(params, 'options').filter(isObject)
  const pick = (...kinds: readonly string[]) =>
    kinds.flatMap(kind => options.filter(each => each['kind'] === kind)).map(optionId)
  return {
    kind: 'approval',
    event: permissionEvent(interactionId, params, tool),
    answer(decision) {
      if (decision.kind === 'answer') throw needsDecision()
      const [chosen] =
        decision.kind === 'allow'
          ? pick('allow_once', 'allow_always')
          : pick('reject_once', 'reject_always')
      return chosen ? { outcome: { outcome: 'selected', optionId: chosen } } : CANCELLED
    },
    cancelled: CANCELLED,
    allowing: pick('allow_once', 'allow_always'),
  }
}

export function acpElicitation(interactionId: string, params: Json): AcpRequest {
  return {
    kind: 'input',
    event: elicitationEvent(interactionId, params, 'agent'),
    answer: decision => elicitationResult(params, decision),
    cancelled: { action: 'cancel' },
    allowing: [],
  }
}

/**
 * The decision in a sent answer; null: it does not answer an approval request. `allowing`: ids of the options that
 * allow; undefined if the answer is read before the request.
 */
export function acpVerdict(result: Json, allowing?: readonly string[]): 'allow' | 'deny' | null {
  const outcome = textAt(result, 'outcome', 'outcome')
  if (outcome === undefined) return null
  const id = textAt(result, 'outcome', 'optionId') ?? ''
  const isAllowed = allowing ? allowing.includes(id) : !/reject|deny|cancel|abort|^no\b/i.test(id)
  return outcome === 'selected' && isAllowed ? 'allow' : 'deny'
}

function optionId(option: Json): string {
  return textAt(option, 'optionId') ?? ''
}

function permissionEvent(interactionId: string, params: Json, tool: AcpTool | null): EventBody {
  const kind = tool?.kind ?? 'other'
  return {
    type: 'approval_request',
    interactionId,
    action: ACTIONS[kind] ?? kind,
    detail: tool ? detailOf(tool) : (textAt(params, 'toolCall', 'title') ?? compact(params)),
    ...(tool && { toolName: tool.name }),
    riskLevel: RISKS[kind] ?? 'high',
  }
}

function detailOf(tool: AcpTool): string {
  if (tool.kind === 'execute') return acpCommand(tool)
  const paths = tool.paths.length > 0 ? tool.paths : tool.diffs.map(({ path }) => path)
  if (paths.length > 0) return paths.join(', ')
  const input = Object.keys(tool.input).length > 0 ? compact(tool.input) : ''
  return [tool.title, input].filter(Boolean).join(' ')
}

const ACTIONS: Readonly<Partial<Record<string, string>>> = { execute: 'shell' }

const RISKS: Readonly<Partial<Record<string, 'low' | 'medium' | 'high'>>> = {
  ...{ read: 'low', search: 'low', think: 'low' },
  ...{ edit: 'medium', move: 'medium' },
}
