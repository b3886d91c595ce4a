import type { Conversation, ConversationText, Turn } from '../model/agents/conversation.ts'
import { sumOf } from './draft.ts'
import { costOfConversation, PRICES_OF } from './price.ts'

/** Conversations as text and JSON. All text in them is cleaned. */

/** An amount in USD with two decimals, or four if it is less than one dollar. */
export function dollars(cost: number | null): string {
  if (cost === null) return ''
  return cost.toFixed(cost < 1 ? 4 : 2)
}

/** A time as text, to the minute, in UTC. */
export function minute(time: number | null): string {
  return time === null ? '' : new Date(time).toISOString().slice(0, 16).replace('T', ' ')
}

function isoTime(time: number | null): string | null {
  return time === null ? null : new Date(time).toISOString()
}

/** A conversation as JSON. `cost`: USD; `costFrom`: the source of the cost; null: unknown. */
export function conversationJson(host: string, conversation: Conversation): object {
  const { started, lastUsed, use, ownCost, ...rest } = conversation
  const cost = costOfConversation(conversation)
  return {
    host,
    ...rest,
    started: isoTime(started),
    lastUsed: isoTime(lastUsed),
    tokens: use.length > 0 ? sumOf(use.map(({ tokens }) => tokens)) : null,
    models: use,
    cost,
    costFrom: cost === null ? null : ownCost === null ? `list prices of ${PRICES_OF}` : 'agent',
  }
}

export function textJson(host: string, { conversation, turns }: ConversationText): object {
  const entries = turns.map(({ who, text, at }) => ({ who, text, at: isoTime(at) }))
  return { ...conversationJson(host, conversation), turns: entries }
}

/** The conversation as lines of plain text; each tool call is one line. */
export function plainLines(host: string, { conversation, turns }: ConversationText): string[] {
  return [...facts(host, conversation), ...turns.flatMap(turn => ['', ...plainTurn(turn)])]
}

function plainTurn({ who, text, at }: Turn): string[] {
  if (who === 'tool') return [`[${text}]`]
  const time = minute(at)
  return [`${who}${time && ` ${time}`}:`, ...text.split('\n')]
}

export function markdownLines(host: string, { conversation, turns }: ConversationText): string[] {
  const title = conversation.title ?? conversation.id
  return [
    `# ${title}`,
    '',
    ...facts(host, conversation).map(line => `- ${line}`),
    ...turns.flatMap(turn => ['', ...markdownTurn(turn)]),
  ]
}

function markdownTurn({ who, text, at }: Turn): string[] {
  if (who === 'tool') return [`- \`${text.replaceAll('`', "'")}\``]
  const time = minute(at)
  return [`## ${who === 'user' ? 'User' : 'Assistant'}${time && ` (${time})`}`, '', text]
}

function facts(host: string, conversation: Conversation): string[] {
  const { agent, id, cwd, model, started, lastUsed, use, whole } = conversation
  const tokens = sumOf(use.map(each => each.tokens))
  const cost = dollars(costOfConversation(conversation))
  return [
    `${agent} ${id} on ${host}${cwd === null ? '' : `, in ${cwd}`}`,
    `${minute(started)} to ${minute(lastUsed)}${model === null ? '' : `, ${model}`}`,
    `${tokens.input} tokens in, ${tokens.cacheRead} from the cache, ${tokens.cacheWrite} written to the cache, ${tokens.output} out${cost && `; about ${cost} USD`}`,
    ...(whole
      ? []
      : ['The conversation is too long to be read completely: only its beginning follows.']),
  ]
}
