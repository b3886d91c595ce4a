/** Numbers from 0 to 1 that are the same in every run of one seed (mulberry32). */
export const randomFrom = (seed: number): (() => number) => {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

const WORDS = [
  'ls -la',
  'made',
  'ünï',
  '日本語',
  'e\u0301a',
  '한글',
  '👩\u200d💻',
  '❤\ufe0f',
  '🇩🇪',
  '👍🏽',
  '│─┤',
  '⚡',
  '',
]
const STYLES = [
  '',
  '\x1b[31m',
  '\x1b[1;44m',
  '\x1b[7m',
  '\x1b[38;5;208m',
  '\x1b[48;2;1;2;3m',
  '\x1b[4;3m',
  '\x1b[m',
]

export const pick = <T>(random: () => number, list: readonly T[]): T => {
  const picked = list[Math.floor(random() * list.length)]
  if (picked === undefined) throw new Error('nothing to pick from')
  return picked
}

/** A line as a pane shows it: words of every width, and colours. */
export const randomLine = (random: () => number): string =>
  Array.from(
    { length: Math.floor(random() * 12) },
    () => `${pick(random, STYLES)}${pick(random, WORDS)} `,
  ).join('')
