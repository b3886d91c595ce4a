import type {
  Conversation,
  ConversationAgent,
  ModelUse,
  Tokens,
  Turn,
} from '../model/agents/conversation.ts'
import { clean, cleanLines, cleanName } from '../text/clean.ts'

/** A conversation that is being read line by line. */
export interface Draft {
  id: string | null
  cwd: string | null
  title: string | null
  model: string | null
  started: number | null
  lastUsed: number | null
  ownCost: number | null
  readonly use: Map<string, Tokens>
  readonly turns: Turn[]
  /** Whether the texts of the conversation are also kept, and not only its facts and costs. */
  readonly withText: boolean
  /** Whether entries were left out, because there are too many. */
  isCut: boolean
}

/**
 * Maximum length in characters: of a title, of one entry (prompt or answer) of a conversation, and of a line for a tool
 * call. The rest is cut off.
 */
const [TITLE, ENTRY, TOOL] = [200, 200_000, 300]
/**
 * Maximum number of entries (prompts, answers, tool calls) that are kept of a conversation: the first ones. Beyond it,
 * the conversation does not count as `whole`.
 */
const MOST_TURNS = 20_000
/** Maximum number of models of one conversation whose tokens are counted; further models are ignored. */
const MOST_MODELS = 50

export function newDraft(withText: boolean): Draft {
  return {
    ...{ id: null, cwd: null, title: null, model: null, started: null, lastUsed: null },
    ...{ ownCost: null, use: new Map(), turns: [], withText, isCut: false },
  }
}

export function sawTime(draft: Draft, time: number | null): void {
  if (time === null) return
  draft.started = Math.min(draft.started ?? time, time)
  draft.lastUsed = Math.max(draft.lastUsed ?? time, time)
}

/**
 * Adds a text of the user; the first one is the title. A text that begins with a tag was written by the agent itself
 * and is ignored.
 */
export function sawUser(draft: Draft, text: string, time: number | null): void {
  const plain = text.trim()
  if (plain === '' || OWN.test(plain)) return
  draft.title ??= plain.replace(/\s+/g, ' ')
  addTurn(draft, 'user', plain, time)
}

const OWN =
  /^(?:<[a-z][\w-]*>|# AGENTS\.md instructions|Caveat: The messages below|\[Request interrupted)/i

export function sawAssistant(draft: Draft, text: string, time: number | null): void {
  if (text.trim() !== '') addTurn(draft, 'assistant', text.trim(), time)
}

/** Adds a tool call as one line. `input`: its input, as text or a JSON value. */
export function sawTool(draft: Draft, name: string, input: unknown, time: number | null): void {
  if (!draft.withText) return
  const given = typeof input === 'string' ? input : JSON.stringify(input ?? {})
  addTurn(draft, 'tool', clean(`${name} ${given.slice(0, TOOL * 4)}`, TOOL), time)
}

function addTurn(draft: Draft, who: Turn['who'], text: string, at: number | null): void {
  if (!draft.withText) return
  if (draft.turns.length >= MOST_TURNS) {
    draft.isCut = true
    return
  }
  draft.turns.push({ who, text: cleanLines(text.slice(0, ENTRY)), at })
}

export function addUse(draft: Draft, model: string, tokens: Tokens): void {
  const known = draft.use.get(model)
  if (!known && draft.use.size >= MOST_MODELS) return
  draft.use.set(model, known ? sumOf([known, tokens]) : tokens)
}

const NO_TOKENS: Tokens = {
  input: 0,
  cacheRead: 0,
  cacheWrite: 0,
  cacheWriteHour: 0,
  output: 0,
}

export function sumOf(all: readonly Tokens[]): Tokens {
  return all.reduce(
    (sum, each) => ({
      input: sum.input + each.input,
      cacheRead: sum.cacheRead + each.cacheRead,
      cacheWrite: sum.cacheWrite + each.cacheWrite,
      cacheWriteHour: sum.cacheWriteHour + each.cacheWriteHour,
      output: sum.output + each.output,
    }),
    NO_TOKENS,
  )
}

/** Where a conversation was read from: its agent, directory and file. */
export interface Origin {
  readonly agent: ConversationAgent
  /** The conversation's id if the lines of its file contain none. */
  readonly id: string
  readonly cwd: string | null
  readonly modified: number | null
  readonly whole: boolean
  readonly file: string | null
}

/** Converts a conversation whose lines have been read (a `Draft`) to one with cleaned texts. */
export function toConversation(draft: Draft, origin: Origin): Conversation {
  const cwd = draft.cwd ?? origin.cwd
  const use: ModelUse[] = [...draft.use]
    .filter(([, tokens]) => Object.values(tokens).some(count => count > 0))
    .map(([model, tokens]) => ({ model: cleanName(model), tokens }))
  return {
    agent: origin.agent,
    id: cleanName(draft.id ?? origin.id),
    cwd: cwd === null ? null : clean(cwd),
    started: draft.started,
    lastUsed: draft.lastUsed ?? origin.modified,
    title: draft.title === null ? null : clean(draft.title, TITLE),
    model: draft.model === null ? null : cleanName(draft.model),
    use,
    ownCost: draft.ownCost,
    whole: origin.whole && !draft.isCut,
    file: origin.file === null ? null : clean(origin.file),
  }
}
