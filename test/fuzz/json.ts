import { noise, number, word } from './generate.ts'
import type { Random } from './random.ts'

const KEYS = [
  '__proto__',
  'constructor',
  'toString',
  'name',
  'a',
  'b',
  '',
  '0',
  'ü',
  'x"y',
] as const

/** A JSON value, of no meaning. */
export function randomValue(random: Random, depth = 3): unknown {
  const kind = random.int(depth > 0 ? 9 : 6)
  if (kind === 0) return null
  if (kind === 1) return random.chance(0.5)
  if (kind === 2) return random.int(1000) - 500
  if (kind < 5) return random.chance(0.5) ? word(random) : noise(random)
  if (kind === 5) return Number(number(random)) || 0
  const size = random.int(4)
  if (kind === 6) return Array.from({ length: size }, () => randomValue(random, depth - 1))
  const entries = Array.from({ length: size }, () => [
    random.chance(0.5) ? random.pick(KEYS) : word(random),
    randomValue(random, depth - 1),
  ])
  return Object.fromEntries(entries)
}

/** The value in one of the ways in which people write JSON. */
export function writeJson(random: Random, value: unknown): string {
  const text = JSON.stringify(value, null, random.pick(['', '', '  ', '\t'])) ?? 'null'
  if (!random.chance(0.2)) return text
  return `${random.pick([' ', '\n', '\r\n'])}${text}${random.pick(['', '\n', ' '])}`
}

/** The value with some of its parts exchanged: a document that nearly fits its schema. */
export function damage(random: Random, value: unknown, share = 0.05): unknown {
  if (random.chance(share)) return randomValue(random, 2)
  if (Array.isArray(value)) return value.map(each => damage(random, each, share))
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).flatMap(([key, each]) => {
    if (random.chance(share / 2)) return []
    const name = random.chance(share / 2) ? random.pick(KEYS) : key
    return [[name, damage(random, each, share)] as const]
  })
  return Object.fromEntries(entries)
}

export function deep(open: string, close: string, core = '1'): (size: number) => string {
  return size => {
    const times = Math.floor(size / (open.length + close.length))
    return open.repeat(times) + core + close.repeat(times)
  }
}
