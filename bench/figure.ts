import type { Goal, Measured, Unit } from './row.ts'
import { ratioOf } from './row.ts'

/** The middle one; of an even number the upper of the two. Throws where there is none. */
export function median(figures: readonly number[]): number {
  return percentile(figures, 0.5)
}

/** The figure that this share of all does not pass, by nearest rank; throws where there is none. */
export function percentile(figures: readonly number[], share: number): number {
  const sorted = figures.toSorted((one, other) => one - other)
  const found = sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]
  if (found === undefined) throw new Error('nothing was measured')
  return found
}

/** Milliseconds until it has resolved. */
export async function took(run: () => Promise<unknown>): Promise<number> {
  const start = performance.now()
  await run()
  return performance.now() - start
}

export function figureText(value: number, unit: Unit): string {
  if (unit === 'ms' && value >= 10_000) return `${(value / 1000).toFixed(1)} s`
  return `${grouped(value, digitsOf(value))} ${unit}`
}

/** As many times, or nothing where there is no other. */
export function ratioText(row: Measured): string {
  const ratio = ratioOf(row)
  if (ratio === null) return ''
  return `${grouped(ratio, ratio < 10 ? 2 : ratio < 100 ? 1 : 0)}x`
}

export function goalText(goal: Goal | undefined, unit: Unit): string {
  if (!goal) return ''
  if (goal.kind === 'most') return `<= ${goal.value} ${unit}`
  return `${goal.kind === 'faster' ? '>=' : '<='} ${goal.times}x`
}

function digitsOf(value: number): number {
  if (value === 0 || value >= 100) return 0
  return value < 1 ? 3 : value < 10 ? 2 : 1
}

function grouped(value: number, digits: number): string {
  const [whole = '', rest] = value.toFixed(digits).split('.')
  const thousands = whole.replace(/\B(?=(\d{3})+$)/g, ',')
  return rest === undefined ? thousands : `${thousands}.${rest}`
}
