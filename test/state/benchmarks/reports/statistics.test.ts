import { describe, expect, test } from 'vitest'
import {
  bootstrapDifference,
  bootstrapProbability,
  holm,
  mcnemar,
  passAtK,
  passHatK,
  wilson,
} from '../../../../src/state/benchmarks/reports/statistics.ts'
import { createRandom } from '../../../../src/state/benchmarks/seeded-random.ts'

describe('Wilson', () => {
  // Published: Newcombe 1998, table I (81/263, 15/148, 0/20, 1/29), method 3.
  test.each([
    [10, 20, 0.299, 0.701],
    [81, 263, 0.2553, 0.3662],
    [15, 148, 0.0624, 0.1605],
    [0, 20, 0, 0.1611],
    [1, 29, 0.0061, 0.1718],
  ])('%i of %i is %f to %f', (hits, of, low, high) => {
    const interval = wilson(hits, of)
    expect(interval?.low).toBeCloseTo(low, 3)
    expect(interval?.high).toBeCloseTo(high, 3)
  })

  test('nothing counted has no interval', () => expect(wilson(0, 0)).toBeNull())
})

/** All ways in which a coin decides each case. */
function byCounting(one: number, other: number): number {
  const n = one + other
  const far = Math.abs(one - other)
  let hits = 0
  for (let mask = 0; mask < 2 ** n; mask++) {
    const ones = mask.toString(2).replaceAll('0', '').length
    if (Math.abs(ones - (n - ones)) >= far) hits++
  }
  return hits / 2 ** n
}

describe('McNemar', () => {
  test('6:0 is .03125, and 5:0 is not enough', () => {
    expect(mcnemar(6, 0)).toBe(0.03125)
    expect(mcnemar(0, 5)).toBe(0.0625)
    expect(mcnemar(0, 0)).toBe(1)
  })

  test('is what counting all outcomes says', () => {
    for (let n = 1; n <= 12; n++)
      for (let one = 0; one <= n; one++)
        expect(mcnemar(one, n - one)).toBeCloseTo(byCounting(one, n - one), 12)
  })
})

test('Holm multiplies by how many are left, and never falls', () => {
  expect(holm([0.01, 0.04, 0.03])).toEqual([0.03, 0.06, 0.06])
  // With three pairs 6:0 is tied, and 7:0 is not.
  expect(holm([mcnemar(6, 0), 1, 1])[0]).toBeCloseTo(0.09375, 10)
  expect(holm([mcnemar(7, 0), 1, 1])[0]).toBeCloseTo(0.046875, 10)
  expect(holm([])).toEqual([])
})

/** The share of all draws of k attempts that hold what is asked. */
function drawn(n: number, c: number, k: number, holds: (passed: number) => boolean): number {
  let [all, hits] = [0, 0]
  for (let mask = 0; mask < 2 ** n; mask++) {
    const bits = Array.from({ length: n }, (_, at) => (mask >> at) & 1)
    if (bits.filter(Boolean).length !== k) continue
    all++
    if (holds(bits.filter((bit, at) => bit === 1 && at < c).length)) hits++
  }
  return hits / all
}

test('pass@k and pass^k are what counting all draws says', () => {
  for (let n = 1; n <= 7; n++)
    for (let c = 0; c <= n; c++)
      for (let k = 1; k <= n; k++) {
        expect(passAtK(n, c, k)).toBeCloseTo(
          drawn(n, c, k, passed => passed > 0),
          12,
        )
        expect(passHatK(n, c, k)).toBeCloseTo(
          drawn(n, c, k, passed => passed === k),
          12,
        )
      }
  expect([passAtK(2, 1, 3), passHatK(2, 1, 3)]).toEqual([null, null])
})

describe('the bootstrap over cases', () => {
  test('of equal differences is that difference', () => {
    expect(bootstrapDifference([0.5, 0.5, 0.5], createRandom(1))).toEqual({ low: 0.5, high: 0.5 })
    expect(bootstrapDifference([], createRandom(1))).toBeNull()
    expect(bootstrapProbability([0, 0, 0], createRandom(1))).toBe(1)
  })

  test('comes near the normal interval of many cases', () => {
    const random = createRandom(7)
    const differences = Array.from({ length: 400 }, () => random() - 0.4)
    const mean = differences.reduce((sum, each) => sum + each, 0) / 400
    const spread = Math.sqrt(differences.reduce((sum, each) => sum + (each - mean) ** 2, 0) / 400)
    const half = (1.96 * spread) / Math.sqrt(400)
    const interval = bootstrapDifference(differences, createRandom(3))
    expect(interval?.low).toBeCloseTo(mean - half, 2)
    expect(interval?.high).toBeCloseTo(mean + half, 2)
  })

  test('is the same again with the same seed', () => {
    const once = () => bootstrapDifference([1, 0, -1, 1, 0.5], createRandom(4), 500)
    expect(once()).toEqual(once())
  })
})
