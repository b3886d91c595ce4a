import { TEXTS } from './texts.ts'
import { callOf, type Tool } from './tool-call.ts'

/** What a request to a model's service says, in whichever form it came. */
export interface Asked {
  readonly model: string
  /** What people have said, oldest first. */
  readonly said: readonly string[]
  /** What the tool answered, where the newest message is its answer. */
  readonly toolSaid: string | null
  /** PNG images in it, as base64. */
  readonly images?: readonly string[]
  /** The tools that are offered. */
  readonly tools: readonly Tool[]
}

export type Reply =
  | { readonly kind: 'text'; readonly text: string }
  /** Piece after piece, a second apart: for what is stopped in the middle. */
  | { readonly kind: 'slow'; readonly seconds: number }
  /** Nothing at all, for a minute and a half: a model that thinks. */
  | { readonly kind: 'silent' }
  /** A text at once, and then nothing more for a minute. */
  | { readonly kind: 'unfinished'; readonly text: string }
  /** A connection that breaks in the middle of a text. */
  | { readonly kind: 'cut'; readonly text: string }
  | Call
  | { readonly kind: 'error'; readonly why: string }

export interface Call {
  readonly kind: 'call'
  readonly tool: string
  readonly input: Readonly<Record<string, unknown>>
  /** Further calls of the same answer. */
  readonly also?: readonly Call[]
}

/** The calls of an answer, in order. */
export function callsIn(call: Call): readonly Call[] {
  return [call, ...(call.also ?? [])]
}

/**
 * Orders stand in a prompt as `@run(ls)`, or `%run(ls)` where an `@` opens a list of files: agents put words of their own
 * around what a person says.
 */
const ORDER =
  /[@%](say|tell|begin|cut|run|script|write|both|error|slow|silent|ask|several|tick|plan|planned|delegate|deputy|background|fetch|use)\(([^)]*)\)/g

export function isOrder(text: string): boolean {
  return text.search(ORDER) >= 0
}

/** What agents ask beside their work, with tools: what their user might type next, and what is worth remembering. */
const ASIDE = /^\s*(?:\[SUGGESTION MODE|Managed memory has)/

/** Whether an agent asks for a title, a suggestion or the like: that is none of its work. */
export function isAside({ said, tools }: Asked): boolean {
  return tools.length === 0 || ASIDE.test(said.at(-1) ?? '')
}

/** The newest order decides. What is asked beside the work is told a text. */
export function replyTo(asked: Asked): Reply {
  const { said, toolSaid } = asked
  const tools = isAside(asked) ? [] : asked.tools
  const orders = ordersIn(said)
  const { order, what } = orders.at(-1) ?? { order: '', what: '' }
  if (toolSaid !== null && order === 'plan') return { kind: 'slow', seconds: 60 }
  if (toolSaid !== null) return { kind: 'text', text: `Done: ${firstLine(toolSaid)}` }
  if (order === 'tell') return { kind: 'text', text: TEXTS[what] ?? what }
  if (order === 'begin' && tools.length > 0)
    return { kind: 'unfinished', text: TEXTS[what] ?? what }
  if (order === 'cut' && tools.length > 0) return { kind: 'cut', text: what }
  if (order === 'error') return { kind: 'error', why: what }
  if (order === 'slow' && tools.length > 0) return { kind: order, seconds: Number(what) || 90 }
  if (order === 'silent' && tools.length > 0) return { kind: order }
  return (
    callOf(order, what, tools) ?? {
      kind: 'text',
      text: `You said ${what}, and ${orders.length - 1} before.`,
    }
  )
}

function ordersIn(said: readonly string[]) {
  const found = said.flatMap(text => [...text.matchAll(ORDER)])
  return found.map(([, order = '', what = '']) => ({ order, what }))
}

function firstLine(text: string): string {
  return text.slice(0, 200).replaceAll('\n', ' ')
}

/** The same in every form: 1200 tokens in, 800 of them from a cache, 34 out. */
export const TOKENS = { fresh: 400, cached: 800, all: 1200, out: 34 } as const

/** Pieces of a text, as a service streams it. */
export function pieces(text: string): readonly string[] {
  return text.match(/\S+\s*/g) ?? [text]
}
