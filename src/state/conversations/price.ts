import type { Conversation, Tokens } from '../model/agents/conversation.ts'

/** The date of the list prices below. Prices change, so computed costs are estimates. */
export const PRICES_OF = '2026-01-31'

/** Prices in USD per million tokens. */
interface Price {
  readonly input: number
  readonly output: number
  readonly cacheRead: number
  readonly cacheWrite?: number
  readonly cacheWriteHour?: number
}

/**
 * Anthropic's prices: cache writes cost 1.25 times the input price (twice if cached for an hour), cache reads a tenth.
 */
function anthropic(input: number, output: number): Price {
  return {
    input,
    output,
    cacheRead: input / 10,
    cacheWrite: input * 1.25,
    cacheWriteHour: input * 2,
  }
}

function cached(input: number, output: number, cacheRead: number): Price {
  return { input, output, cacheRead }
}

/** The prices of each model's tokens, by the model's name without its date. */
const PRICES: ReadonlyMap<string, Price> = new Map([
  ['claude-opus-4-6', anthropic(5, 25)],
  ['claude-opus-4-5', anthropic(5, 25)],
  ['claude-opus-4-1', anthropic(15, 75)],
  ['claude-opus-4', anthropic(15, 75)],
  ['claude-sonnet-4-5', anthropic(3, 15)],
  ['claude-sonnet-4', anthropic(3, 15)],
  ['claude-3-7-sonnet', anthropic(3, 15)],
  ['claude-haiku-4-5', anthropic(1, 5)],
  ['claude-3-5-haiku', anthropic(0.8, 4)],
  ['gpt-5.2', cached(1.75, 14, 0.175)],
  ['gpt-5.2-codex', cached(1.75, 14, 0.175)],
  ['gpt-5.1', cached(1.25, 10, 0.125)],
  ['gpt-5.1-codex', cached(1.25, 10, 0.125)],
  ['gpt-5.1-codex-max', cached(1.25, 10, 0.125)],
  ['gpt-5.1-codex-mini', cached(0.25, 2, 0.025)],
  ['gpt-5', cached(1.25, 10, 0.125)],
  ['gpt-5-codex', cached(1.25, 10, 0.125)],
  ['gpt-5-mini', cached(0.25, 2, 0.025)],
  ['gpt-5-nano', cached(0.05, 0.4, 0.005)],
  ['gemini-3-pro-preview', cached(2, 12, 0.2)],
  ['gemini-3-flash-preview', cached(0.5, 3, 0.05)],
  ['gemini-2.5-pro', cached(1.25, 10, 0.125)],
  ['gemini-2.5-flash', cached(0.3, 2.5, 0.03)],
  ['gemini-2.5-flash-lite', cached(0.1, 0.4, 0.01)],
])

const MILLION = 1_000_000

/** The list price of these tokens in USD; null: the price of the model is unknown. */
export function costOf(model: string, tokens: Tokens): number | null {
  const price = PRICES.get(bareModel(model))
  if (!price) return null
  const { cacheWrite = price.input, cacheWriteHour = cacheWrite } = price
  const sum =
    tokens.input * price.input +
    tokens.output * price.output +
    tokens.cacheRead * price.cacheRead +
    (tokens.cacheWrite - tokens.cacheWriteHour) * cacheWrite +
    tokens.cacheWriteHour * cacheWriteHour
  return sum / MILLION
}

/** Removes provider and version date: `anthropic/claude-opus-4.5-20251101` becomes `claude-opus-4-5`. */
function bareModel(model: string): string {
  const name = model.slice(model.lastIndexOf('/') + 1).replace(/-(?:20\d{6}|20\d\d-\d\d-\d\d)$/, '')
  return name.startsWith('claude-') ? name.replaceAll('.', '-') : name
}

/**
 * The cost of a conversation in USD: as stored by the agent, else by list price. Null: the price of one of its models
 * is unknown, or no tokens were used.
 */
export function costOfConversation({ use, ownCost }: Conversation): number | null {
  if (ownCost !== null) return ownCost
  const costs = use.map(({ model, tokens }) => costOf(model, tokens))
  if (costs.length === 0) return null
  return costs.reduce<number | null>(
    (sum, cost) => (sum === null || cost === null ? null : sum + cost),
    0,
  )
}
