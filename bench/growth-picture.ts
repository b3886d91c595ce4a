import type { Result } from './result.ts'
import type { Curve } from './svg.ts'

/** Told by rows whose names are `growth: TITLE, N hosts`. */
export const GROWTH = 'growth'

/** The curves of a result, one for each cost; none where the growth was not measured. */
export function growthOf(result: Result): Curve[] {
  const curves = new Map<string, { unit: string; points: (readonly [number, number])[] }>()
  for (const row of result.groups.flatMap(group => group.rows)) {
    const [, title, hosts] = new RegExp(`^${GROWTH}: (.+), (\\d+) hosts$`).exec(row.what) ?? []
    if (!title || 'why' in row) continue
    const curve = curves.get(title) ?? { unit: row.unit, points: [] }
    curve.points.push([Number(hosts), row.ours])
    curves.set(title, curve)
  }
  return [...curves].map(([title, curve]) => ({ title, ...curve }))
}
