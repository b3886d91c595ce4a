import { type Adapter, FLAGS } from '../../adapter.ts'
import { END } from '../../pattern.ts'
import type { Rule } from '../../rule.ts'

/** The description of an agent whose screen fleetmux reads. fleetmux starts such an agent without any options. */
export interface WatchedAgent {
  readonly name: string
  /** The start command; default: the agent's name. */
  readonly command?: string
  /** Further process names, besides the agent's name and command. */
  readonly processes?: readonly string[]
  readonly packages?: readonly string[]
  readonly titles?: readonly string[]
  readonly screens?: readonly string[]
  readonly rules: readonly Rule[]
}

export function watchedAgent(known: WatchedAgent): Adapter {
  const { name, command = name, processes = [], packages, titles = [], screens = [] } = known
  return {
    name,
    find: { commands: [command], version: '--version' },
    key: null,
    submit: 200,
    processes: [...new Set([name, command, ...processes])],
    ...(packages && { packages }),
    pane: { argv: [command, FLAGS], prompt: 'typed' },
    flags: {},
    marks: { titles, screens },
    rules: known.rules,
  }
}

/**
 * A rule for an open list of choices. `more.menu.below`: pattern of lines other than key hints that may be below the
 * list.
 */
export function menuRule(name: string, more: Partial<Rule> = {}): Rule {
  const ask = { choice: 'menu' }
  return { name, state: 'waiting', where: 60, all: [], menu: {}, confidence: 0.92, ask, ...more }
}

/** A rule for a question: all patterns in `words` must match within the last `where` lines of the screen. */
export function questionRule(
  name: string,
  where: number,
  words: string | readonly string[],
  ask: Rule['ask'],
): Rule {
  const all = [words].flat()
  const rule: Rule = { name, state: 'waiting', where, all, confidence: 0.93 }
  return ask ? { ...rule, ask } : rule
}

export function workingRule(name: string, where: Rule['where'], words: string): Rule {
  return { name, state: 'working', where, all: [words], confidence: 0.9 }
}

export function idleRule(name: string, where: number, words: string): Rule {
  return { name, state: 'idle', where, all: [words], confidence: 0.8 }
}

/** An input field between two horizontal lines, with a few status lines below. */
export const ruledField = (prompt: string) =>
  `^ *─{4}.*\\n *${prompt}(?: .*|$)(?:\\n.*){0,8}?\\n *─{4}.*(?:\\n.*){0,6}${END}`

/** An input field in a box, with a few status lines below. */
export const boxedField = (prompt: string) =>
  `^ *[╭┌][─━].*\\n *[│┃] *${prompt}(?: .*|$)(?:\\n *[│┃].*){0,8}\\n *[╰└][─━].*(?:\\n.*){0,6}${END}`
