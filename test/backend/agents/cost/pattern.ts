/** A regular expression as far as texts can be made from it: what it may not match, and where it stands, is left out. */
export type Part =
  | { readonly kind: 'character'; readonly of: readonly string[] }
  | { readonly kind: 'sequence'; readonly parts: readonly Part[] }
  | { readonly kind: 'choice'; readonly parts: readonly Part[] }
  | { readonly kind: 'repeat'; readonly part: Part; readonly least: number; readonly most: number }

const NOTHING: Part = { kind: 'sequence', parts: [] }
/** Characters of screens, of which a class takes those that it matches. */
const SOME = [...' aAy1\n─│┃╭╮╰╯▀█.,…·•()[]:?>❯›!*/$#-_●⠋◐△✻└']
const CLASS = /^(?:\[(?:\\[\s\S]|[^\]\\])*\]|\\p\{[^}]*\}|\\u[0-9A-F]{4}|\\[\s\S]|[\s\S])/u
const COUNT = /^(?:[*+?]|\{(\d+)(,?)(\d*)\})\??/u

/** What a pattern with the flags `m` and `u` matches. */
export function parsePattern(source: string): Part {
  let rest = source

  function take(pattern: RegExp): RegExpExecArray | null {
    const found = pattern.exec(rest)
    if (found) rest = rest.slice(found[0].length)
    return found
  }

  function choice(): Part {
    const parts = [sequence()]
    while (take(/^\|/)) parts.push(sequence())
    return parts.length === 1 ? (parts[0] ?? NOTHING) : { kind: 'choice', parts }
  }

  function sequence(): Part {
    const parts: Part[] = []
    while (rest !== '' && !/^[|)]/.test(rest)) parts.push(counted(single()))
    return { kind: 'sequence', parts }
  }

  function single(): Part {
    if (take(/^(?:[\^$]|\\[bB])/)) return NOTHING
    const group = take(/^\((\?<?[=!])?(?:\?(?::|<\w+>))?/)
    if (!group) return character(take(CLASS)?.[0] ?? '')
    const inside = choice()
    take(/^\)/)
    return group[1]?.endsWith('!') || group[1] === '?=' ? NOTHING : inside
  }

  function counted(part: Part): Part {
    const [all, least = '', comma, most = ''] = take(COUNT) ?? []
    if (all === undefined) return part
    const ends =
      comma === '' ? Number(least) : most === '' ? Number.POSITIVE_INFINITY : Number(most)
    const [from, to] =
      all[0] === '{'
        ? [Number(least), ends]
        : [all[0] === '+' ? 1 : 0, all[0] === '?' ? 1 : Number.POSITIVE_INFINITY]
    return { kind: 'repeat', part, least: from, most: to }
  }

  return choice()
}

function character(source: string): Part {
  const own = [...source.replaceAll(/\\p\{[^}]*\}|\\[a-zA-Z]|[[\]^\\]/g, '')]
  const pattern = new RegExp(`^${source}$`, 'su')
  const dot = source === '.' ? [...SOME].filter(each => each !== '\n') : null
  return { kind: 'character', of: dot ?? [...own, ...SOME].filter(each => pattern.test(each)) }
}
