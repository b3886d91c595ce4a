import type { Conversation, ModelUse, Tokens } from '../model/agents/conversation.ts'
import { sumOf } from './draft.ts'
import { costOf, costOfConversation } from './price.ts'

export const GROUPINGS = ['session', 'day', 'host', 'model', 'agent'] as const
export type Grouping = (typeof GROUPINGS)[number]

export interface HostConversation {
  readonly host: string
  readonly conversation: Conversation
}

export interface CostGroup {
  readonly name: string
  readonly conversations: number
  readonly tokens: Tokens
  /**
   * Cost in USD of all conversations with a known price; null: no price is known. Grouped by model, a conversation with
   * several models counts in each group with its part.
   */
  readonly cost: number | null
  /** Number of conversations whose model has no known price. `cost` does not include them. */
  readonly unpriced: number
}

/**
 * Groups costs, most expensive first; days in order of date. A conversation belongs to the day of its last use (UTC).
 */
export function groupCosts(all: readonly HostConversation[], by: Grouping): readonly CostGroup[] {
  const groups = Map.groupBy(
    all.flatMap(each => partsOf(each, by)),
    ({ name }) => name,
  )
  const rows = [...groups].map(([name, parts]) => toGroup(name, parts))
  return by === 'day'
    ? rows.toSorted((one, other) => one.name.localeCompare(other.name))
    : rows.toSorted((one, other) => (other.cost ?? -1) - (one.cost ?? -1))
}

/** The tokens and costs of all these conversations, added up as one group. */
export function totalCost(all: readonly HostConversation[]): CostGroup {
  return toGroup(
    'total',
    all.flatMap(each => partsOf(each, 'agent')),
  )
}

interface Part {
  readonly name: string
  readonly conversation: Conversation
  readonly tokens: Tokens
  readonly cost: number | null
}

function partsOf(each: HostConversation, by: Grouping): readonly Part[] {
  const { conversation } = each
  const { use } = conversation
  if (by === 'model') return use.map(part => modelPart(conversation, part))
  const tokens = sumOf(use.map(part => part.tokens))
  return [{ name: nameOf(each, by), conversation, tokens, cost: costOfConversation(conversation) }]
}

/**
 * The share of one model in a conversation's cost. If it is the only model, the cost stored by the agent is used, if
 * known.
 */
function modelPart(conversation: Conversation, { model, tokens }: ModelUse): Part {
  const own = conversation.use.length === 1 ? conversation.ownCost : null
  return { name: model, conversation, tokens, cost: own ?? costOf(model, tokens) }
}

function nameOf({ host, conversation }: HostConversation, by: Exclude<Grouping, 'model'>): string {
  if (by === 'host') return host
  if (by === 'agent') return conversation.agent
  if (by === 'session') return `${host} ${conversation.agent} ${conversation.id}`
  const time = conversation.lastUsed
  return time === null ? 'no date' : new Date(time).toISOString().slice(0, 10)
}

function toGroup(name: string, parts: readonly Part[]): CostGroup {
  const priced = parts.flatMap(({ cost }) => cost ?? [])
  const isUsed = ({ tokens }: Part) => Object.values(tokens).some(count => count > 0)
  return {
    name,
    conversations: new Set(parts.map(({ conversation }) => conversation)).size,
    tokens: sumOf(parts.map(({ tokens }) => tokens)),
    cost: priced.length > 0 ? priced.reduce((sum, cost) => sum + cost, 0) : null,
    unpriced: parts.filter(part => part.cost === null && isUsed(part)).length,
  }
}
