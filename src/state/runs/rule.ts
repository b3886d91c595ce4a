import type { Decision } from './decision.ts'
import type { EventBody } from './event.ts'
import type { Rule } from './rule-schema.ts'

type Request = Extract<EventBody, { type: 'approval_request' }>

/** The decision of the rules about a request; deny takes precedence. null: no rule applies, and the user is asked. */
export function decisionOf(rules: readonly Rule[], request: Request): Decision | null {
  const holding = rules.filter(rule => holds(rule, request))
  if (holding.some(({ decide }) => decide === 'deny'))
    return { kind: 'deny', reason: 'A rule in the configuration of the user denies this.' }
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
/** Text that `*` matches in an allowed command: no characters with which a shell would run another command. */
const PLAIN_WORDS = '[^;&|<>`$()\\n\\r\\\\{}]*'
/** Text that `*` matches in an allowed path: one line. */
const ONE_LINE = '[^\\n\\r]*'
/** A path with `..`, which may leave the directory that it begins with. */
const CLIMBS = /(^|\/)\.\.(\/|$)/

function matches(pattern: string, text: string, any: string): boolean {
  const parts = pattern.match(/\\[*\\]|[^]/gu) ?? []
  const words = parts.map(part => (part === '*' ? any : escaped(part.at(-1) ?? '')))
  return new RegExp(`^${words.join('')}$`, 'u').test(text)
}

function escaped(character: string): string {
  return character.replace(/[.*+?^${}()|[\]\\/]/, '\\$&')
}
