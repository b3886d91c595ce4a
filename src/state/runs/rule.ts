import { z } from 'zod'
import type { Decision } from './decision.ts'
import type { EventBody } from './event.ts'

const glob = z.string().min(1).max(1000)

/**
 * What a person has decided beforehand. It holds where everything that it names matches; `*` is any text, and `\\*` a
 * star.
 */
export const ruleSchema = z
  .strictObject({
    decide: z.enum(['allow', 'deny']),
    /** The tool as the agent calls it. */
    tool: glob.optional(),
    command: glob.optional(),
    path: glob.optional(),
  })
  .refine(
    ({ tool, command, path }) => tool !== undefined || command !== undefined || path !== undefined,
    'a rule names a tool, a command or a path',
  )
export type Rule = Readonly<z.infer<typeof ruleSchema>>

type Request = Extract<EventBody, { type: 'approval_request' }>

/** What the rules say to a request, a deny before any allow; null: nothing, and a person is asked. */
export function decisionOf(rules: readonly Rule[], request: Request): Decision | null {
  const holding = rules.filter(rule => holds(rule, request))
  if (holding.some(({ decide }) => decide === 'deny'))
    return { kind: 'deny', reason: 'A rule of the person denies this.' }
  return holding.length > 0 ? { kind: 'allow' } : null
}

function holds(rule: Rule, { toolName, action, detail }: Request): boolean {
  const { decide, tool, command, path } = rule
  const isDeny = decide === 'deny'
  if (tool !== undefined && !matches(tool, toolName ?? action, ANYTHING)) return false
  if (command !== undefined && !matches(command, detail, isDeny ? ANYTHING : PLAIN_WORDS))
    return false
  if (path === undefined) return true
  return matches(path, detail, isDeny ? ANYTHING : ONE_LINE) && (isDeny || !CLIMBS.test(detail))
}

const ANYTHING = '[^]*'
/** What an allowed command may hold where the rule has `*`: nothing by which a shell would run another. */
const PLAIN_WORDS = '[^;&|<>`$()\\n\\r\\\\{}]*'
/** What an allowed path may hold: one line. */
const ONE_LINE = '[^\\n\\r]*'
/** A path that leaves the directory that its beginning names. */
const CLIMBS = /(^|\/)\.\.(\/|$)/

function matches(pattern: string, text: string, any: string): boolean {
  const parts = pattern.match(/\\[*\\]|[^]/gu) ?? []
  const words = parts.map(part => (part === '*' ? any : escaped(part.at(-1) ?? '')))
  return new RegExp(`^${words.join('')}$`, 'u').test(text)
}

function escaped(character: string): string {
  return character.replace(/[.*+?^${}()|[\]\\/]/, '\\$&')
}
