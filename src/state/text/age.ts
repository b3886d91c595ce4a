const SECOND = 1000
const MINUTE = 60 * SECOND
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

export function age(then: number, now: number): string {
  let label = 'now'
  for (const [from, name] of STEPS) if (now - then >= from) label = name
  return label
}

/** When the label for the age changes next; null: never. */
export function nextAgeStep(then: number, now: number): number | null {
  for (const [from] of STEPS) if (then + from > now) return then + from
  return null
}

/**
 * A waiting time as a label: `now`, `20s`, `4m`, `1h20m`, `3d`. It changes every 10 s, after a minute every minute,
 * after an hour every ten minutes, and after a day every day, so that a screen is rarely redrawn.
 */
export function waitingAge(then: number, now: number): string {
  const past = Math.max(0, now - then)
  if (past < 10 * SECOND) return 'now'
  if (past < MINUTE) return `${wholes(past, 10 * SECOND) * 10}s`
  if (past < HOUR) return `${wholes(past, MINUTE)}m`
  if (past >= DAY) return `${wholes(past, DAY)}d`
  const minutes = wholes(past % HOUR, 10 * MINUTE) * 10
  return `${wholes(past, HOUR)}h${minutes === 0 ? '' : `${minutes}m`}`
}

/** When the label of `waitingAge`, such as how long a question has been open, changes next; epoch milliseconds. */
export function nextWaitingStep(then: number, now: number): number {
  const past = Math.max(0, now - then)
  const step = stepAt(past)
  return then + (wholes(past, step) + 1) * step
}

function stepAt(past: number): number {
  if (past < MINUTE) return 10 * SECOND
  if (past < HOUR) return MINUTE
  return past < DAY ? 10 * MINUTE : DAY
}

function wholes(past: number, unit: number): number {
  return Math.floor(past / unit)
}

/** The time since `then`, at least one second, as a text such as `12 s` or `3m20s`. */
export function agoText(then: number, now: number): string {
  return durationText(Math.max(SECOND, now - then))
}

/** A duration in its two largest units: `850 ms`, `12 s`, `3m20s`, `1h5m`, `2d3h`. */
export function durationText(milliseconds: number): string {
  if (milliseconds < SECOND) return `${Math.round(milliseconds)} ms`
  if (milliseconds < MINUTE) return `${wholes(milliseconds, SECOND)} s`
  const units = [
    [DAY, 'd', HOUR, 'h'],
    [HOUR, 'h', MINUTE, 'm'],
    [MINUTE, 'm', SECOND, 's'],
  ] as const
  const [large, name, small, rest] = units.find(([from]) => milliseconds >= from) ?? units[2]
  const left = wholes(milliseconds % large, small)
  return `${wholes(milliseconds, large)}${name}${left === 0 ? '' : `${left}${rest}`}`
}
