import { byteAtoms, textAtoms } from './atom.ts'
import type { Random } from './random.ts'

/** How a reader's inputs are made: from what is well formed, or nearly so, or not at all. */
export interface Grammar {
  /** One well formed input. */
  readonly whole: (random: Random) => string
  /** Pieces that mean something to this reader, beside those that are nasty to all. */
  readonly atoms?: readonly string[]
}

/** Half well formed or slightly damaged, the rest damaged beyond that or noise. */
export function generate(random: Random, grammar: Grammar): string {
  const kind = random.int(10)
  if (kind === 0) return grammar.whole(random)
  if (kind === 1) return noise(random, grammar.atoms, 12)
  let text = grammar.whole(random)
  const rounds = kind < 7 ? 1 : 1 + random.int(8)
  for (let round = 0; round < rounds; round++) text = mutate(random, text, grammar)
  return text
}

/** The same for a reader of bytes: each character of the result is one byte. */
export function generateBytes(random: Random, grammar: Grammar): string {
  const text = toBytes(generate(random, grammar))
  if (!random.chance(0.3)) return text
  const at = random.int(text.length + 1)
  return text.slice(0, at) + random.pick(byteAtoms) + text.slice(at)
}

function toBytes(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1')
}

export function noise(random: Random, atoms: readonly string[] = [], most = 6): string {
  let text = ''
  for (let left = random.int(most + 1); left > 0; left--) text += piece(random, atoms)
  return text
}

function piece(random: Random, atoms: readonly string[]): string {
  const kind = random.int(8)
  if (kind < 2) return word(random)
  if (kind === 2) return String.fromCharCode(random.int(0x10000))
  if (kind === 3) return String.fromCodePoint(random.int(0x110000))
  if (kind === 4) return String.fromCharCode(random.int(0x100))
  return kind < 7 && atoms.length > 0
    ? (atoms[random.int(atoms.length)] ?? '')
    : random.pick(textAtoms)
}

export function word(random: Random, most = 8): string {
  let text = ''
  for (let left = 1 + random.int(most); left > 0; left--)
    text += String.fromCharCode(0x61 + random.int(26))
  return text
}

export function number(random: Random): string {
  return random.chance(0.9) ? String(random.int(5000)) : random.pick(textAtoms)
}

/** Mostly `text`, now and then something else: fields of a grammar that need not be well formed. */
export function maybe(random: Random, text: string, share = 0.08): string {
  return random.chance(share) ? noise(random) : text
}

export function many<T>(random: Random, most: number, make: () => T): T[] {
  return Array.from({ length: random.int(most + 1) }, make)
}

function mutate(random: Random, text: string, grammar: Grammar): string {
  const from = random.int(text.length + 1)
  const to = Math.min(text.length, from + random.int(20))
  const before = text.slice(0, from)
  const part = text.slice(from, to)
  const after = text.slice(to)
  switch (random.int(7)) {
    case 0:
      return before + after
    case 1:
      return before + noise(random, grammar.atoms, 2) + text.slice(from)
    case 2:
      return before + noise(random, grammar.atoms, 2) + after
    case 3:
      return before + part.repeat(2 + random.int(30)) + after
    case 4:
      return before
    case 5:
      return before + grammar.whole(random) + after
    default:
      return `${before}${after.slice(0, random.int(after.length + 1))}${part}${after}`
  }
}
