import { describe, expect, test } from 'vitest'
import { readCorpus } from './corpus.ts'
import { feed, whyBroken } from './feed.ts'
import { readers } from './readers.ts'

/** The same in every run; the long run takes others too (`npm run fuzz`). */
const SEED = 11
const INPUTS = 1000

describe('every reader keeps its promises', () => {
  test.each(readers.map(reader => [reader.name, reader] as const))('%s', async (_, reader) => {
    const to = Math.ceil(INPUTS / (reader.costs ?? 1))
    expect(await feed(reader, { seed: SEED, from: 0, to }, 3)).toEqual([])
  })
})

describe('what once broke a reader', () => {
  const byName = new Map(readers.map(reader => [reader.name, reader]))
  const cases = readCorpus().map(each => [each.reader, each.why, each.input] as const)

  test.each(cases)('%s: %s', async (name, _, input) => {
    const reader = byName.get(name)
    expect(reader, `a reader called ${name}`).toBeDefined()
    if (reader) expect(await whyBroken(reader, input)).toBeNull()
  })
})
