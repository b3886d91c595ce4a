import type { Adapter } from '../../../../src/backend/agents/adapter.ts'
import type { Rule } from '../../../../src/backend/agents/rule.ts'

/** What a pattern is held against: the title, the screen, or so many of its last lines. */
export type Place = Rule['where']

export interface Placed {
  readonly name: string
  readonly source: string
  readonly place: Place
}

/** Every regular expression of an agent, and what it is held against. */
export function patternsOf({ rules, marks, composer }: Adapter): Placed[] {
  return [
    ...rules.flatMap(patternsOfRule),
    ...marks.titles.map(source => ({
      name: 'a mark of its title',
      source,
      place: 'title' as const,
    })),
    ...marks.screens.map(source => ({
      name: 'a mark of its screen',
      source,
      place: 'screen' as const,
    })),
    ...(composer?.drafts ?? []).map(source => ({
      name: 'a draft',
      source,
      place: 'screen' as const,
    })),
  ]
}

/** A choice, and what stands above or below one, is looked for in one line. */
function patternsOfRule({ name, all, none = [], menu, ask, where }: Rule): Placed[] {
  const lines = [menu?.below, ask?.below, ask?.choice].filter(each => each !== undefined)
  return [
    ...[...all, ...none].map(source => ({ name, source, place: where })),
    ...lines
      .filter(source => source !== 'menu' && source !== 'bar')
      .map(source => ({ name, source, place: 1 })),
  ]
}
