const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** Ages change in steps, so that an idle screen stays idle: a label changes seven times in a week. */
const STEPS: readonly (readonly [number, string])[] = [
  [0, 'now'],
  [MINUTE, '1m'],
  [5 * MINUTE, '5m'],
  [15 * MINUTE, '15m'],
  [HOUR, '1h'],
  [6 * HOUR, '6h'],
  [DAY, '1d'],
  [7 * DAY, '7d'],
]

/** The age as a label. */
export function age(then: number, now: number): string {
  let label = 'now'
  for (const [from, name] of STEPS) if (now - then >= from) label = name
  return label
}

/** Time of the next change of the label; null: never. */
export function nextAgeStep(then: number, now: number): number | null {
  for (const [from] of STEPS) if (then + from > now) return then + from
  return null
}
