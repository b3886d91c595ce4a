import { expect, test } from 'vitest'
import { createRoundTrip } from '../../../src/backend/connection/round-trip.ts'

/** What is told of figures that are measured at these times, both in milliseconds. */
function told(measured: readonly (readonly [at: number, figure: number])[]): number[] {
  let now = 0
  const heard: number[] = []
  const hear = createRoundTrip(
    figure => heard.push(figure),
    () => now,
  )
  for (const [at, figure] of measured) {
    now = at
    hear(figure)
  }
  return heard
}

test('the first figures of a channel are told as they settle', () => {
  const figures = [100, 2, 2, 2, 2, 2, 2].map((figure, index) => [index * 50, figure] as const)
  expect(told(figures).at(-1)).toBeLessThan(30)
})

test('a figure that stays is told once, and noise is not', () => {
  expect(told([10, 11, 9, 10.5].map((figure, index) => [index * 3000, figure]))).toEqual([10])
})

test('keys, each of which brings a figure, do not change it at every letter', () => {
  const figures = Array.from({ length: 100 }, (_, at) => [at * 50, at % 2 ? 1 : 40] as const)
  const late = told(figures).length - told(figures.slice(0, 21)).length
  expect(late).toBeLessThanOrEqual(2)
})

test('a host that has become slower is told of', () => {
  expect(told([10, 200, 200].map((figure, index) => [index * 3000, figure]))).toEqual([
    10, 67, 106.9,
  ])
})
