import type { Target } from '../model/target.ts'

/** A running session whose agent takes part in a talk (a discussion of several agents, led by a moderator). */
export interface Member {
  /** The name that the moderator uses for the member, without the `@`. */
  readonly name: string
  readonly host: string
  readonly session: string
  readonly agent: string
  readonly target: Target
}

/** Names without spaces for sessions: the session's name, with the host's name if it would not be unique. */
export function memberNames(
  sessions: readonly { readonly host: string; readonly session: string }[],
): readonly string[] {
  const short = sessions.map(({ session }) => word(session))
  return sessions.map(({ host, session }, at) => {
    const own = short[at] ?? ''
    const isTwice = short.filter(each => each.toLowerCase() === own.toLowerCase()).length > 1
    return isTwice ? `${word(host)}.${word(session)}` : own
  })
}

function word(text: string): string {
  return text.trim().replace(/\s+/gu, '-').replace(/^@+/, '')
}

/** A question in the moderator's answer that is addressed to one agent. */
export interface Delegation {
  readonly name: string
  readonly text: string
}

export interface Delegations {
  /**
   * The moderator's questions to existing members, in the order of the members; several questions to one member are
   * joined.
   */
  readonly known: readonly Delegation[]
  /** Names that the moderator's questions are addressed to, but that no member has. */
  readonly unknown: readonly string[]
}

/**
 * Parses a moderator's questions: each line that begins with `@name` starts a question, which ends at the next such
 * line. `@all` addresses all members.
 */
export function readDelegations(answer: string, members: readonly string[]): Delegations {
  const texts = new Map<string, string[]>()
  const unknown = new Set<string>()
  let open: string[][] = []
  for (const line of answer.split('\n')) {
    const [, name, rest = ''] = /^[\s>*\-•●⏺]*@([^\s:,]+)[:,]?\s*(.*)$/u.exec(line) ?? []
    if (name === undefined) {
      for (const text of open) text.push(line)
      continue
    }
    const named = membersCalled(name, members)
    if (named.length === 0) unknown.add(name)
    open = named.map(each => {
      const text = texts.get(each) ?? []
      texts.set(each, text)
      text.push(rest)
      return text
    })
  }
  const known = members.flatMap(name => {
    const text = texts.get(name)?.join('\n').trim() ?? ''
    return text === '' ? [] : [{ name, text }]
  })
  return { known, unknown: [...unknown] }
}

function membersCalled(name: string, members: readonly string[]): readonly string[] {
  const wanted = name.replace(/[*_.!?]+$/, '').toLowerCase()
  if (wanted === 'all' || wanted === 'everyone') return members
  return members.filter(each => each.toLowerCase() === wanted)
}
