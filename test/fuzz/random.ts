/** A seeded source of choices: the same seed makes the same choices on every machine. */
export interface Random {
  /** A whole number from 0 to `below` - 1. */
  int(below: number): number
  chance(share: number): boolean
  pick<T>(choices: readonly [T, ...T[]]): T
}

/** mulberry32: 32 bits of state, good enough to choose test inputs by. */
export function createRandom(seed: number): Random {
  let state = seed >>> 0
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x100000000
  }
  const int = (below: number): number => Math.floor(next() * below)
  return {
    int,
    chance: share => next() < share,
    pick: choices => choices[int(choices.length)] ?? choices[0],
  }
}

/** FNV-1a over the characters: one number for one text. */
export function hash(text: string, start = 0x811c9dc5): number {
  let value = start
  for (let at = 0; at < text.length; at++)
    value = Math.imul(value ^ text.charCodeAt(at), 0x01000193)
  return value >>> 0
}
