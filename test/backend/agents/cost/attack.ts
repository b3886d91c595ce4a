import type { Random } from '../../../fuzz/random.ts'
import type { Part } from './pattern.ts'

/** A screen that nearly matches: the same rows again and again, each full of the same piece. */
export interface Attack {
  readonly first: string
  readonly before: string
  readonly again: string
  readonly after: string
  readonly last: string
}

/** A repetition in a pattern: what comes before it, and all that may come after. */
interface Spot {
  readonly lead: readonly Part[]
  readonly part: Part
  readonly follow: readonly Part[]
}

/** Texts against each repetition of the pattern, so many for each of some kinds. */
export function makeAttacks(random: Random, pattern: Part, rounds: number): Attack[] {
  const nothing = { lead: [pattern], part: pattern, follow: [] }
  const spots = [nothing, ...spotsOf(pattern)]
  return spots.flatMap(spot =>
    Array.from({ length: rounds }).flatMap(() =>
      attacksOn(random, spot).map(body => surround(random, pattern, body)),
    ),
  )
}

type Body = Pick<Attack, 'before' | 'again' | 'after'>

function attacksOn(random: Random, { lead, part, follow }: Spot): Body[] {
  const start = textOf(random, lead)
  const inside = part.kind === 'repeat' ? text(random, part.part) : text(random, part)
  const next = textOf(random, follow.slice(0, 1 + random.int(follow.length + 1)))
  return [
    // It begins everywhere, goes on for long, or can be read in many ways.
    { before: '', again: start || inside, after: '' },
    { before: start, again: inside, after: '' },
    { before: start, again: inside + next, after: '' },
    { before: start, again: next || inside, after: random.chance(0.5) ? next : '' },
  ]
}

function surround(random: Random, pattern: Part, { before, again, after }: Body): Attack {
  return {
    first: random.chance(0.2) ? `${text(random, pattern)}\n` : '',
    before,
    again: again + random.pick(['', '', ' ', 'x']) || ' ',
    after,
    last: random.pick(['!', '!', '!\n!', text(random, pattern), `${text(random, pattern)}!`]),
  }
}

/** So many rows of so many characters, as far as the pieces allow. */
export function drawAttack(attack: Attack, rows: number, cells: number): string {
  const { first, before, again, after, last } = attack
  const times = Math.max(1, Math.floor((cells - before.length - after.length - 1) / again.length))
  const row = `${before}${again.repeat(again.includes('\n') ? 1 : times)}${after}`
  if (rows === 1) return row + last
  const lines = Math.max(1, Math.floor((rows - heightOf(first + last)) / heightOf(`${row}\n`)))
  return first + `${row}\n`.repeat(lines) + last
}

function heightOf(piece: string): number {
  return piece.split('\n').length - 1
}

function spotsOf(part: Part): Spot[] {
  if (part.kind === 'character') return []
  if (part.kind === 'repeat')
    return [
      { lead: [], part, follow: [] },
      ...spotsOf(part.part).map(spot => ({ ...spot, follow: [...spot.follow, part.part] })),
    ]
  return part.parts.flatMap((each, at) =>
    spotsOf(each).map(spot => ({
      part: spot.part,
      lead: part.kind === 'choice' ? spot.lead : [...part.parts.slice(0, at), ...spot.lead],
      follow: part.kind === 'choice' ? spot.follow : [...spot.follow, ...part.parts.slice(at + 1)],
    })),
  )
}

function textOf(random: Random, parts: readonly Part[]): string {
  return parts.map(each => text(random, each)).join('')
}

/** A text that the part matches, but for what it looks at around it. */
function text(random: Random, part: Part): string {
  switch (part.kind) {
    case 'character':
      return part.of[random.int(part.of.length)] ?? ''
    case 'choice':
      return text(random, part.parts[random.int(part.parts.length)] ?? part)
    case 'sequence':
      return textOf(random, part.parts)
    case 'repeat': {
      const most = Math.min(part.most, part.least + random.int(3))
      return Array.from({ length: most }, () => text(random, part.part)).join('')
    }
  }
}
