/** Readers for JSON of unknown shape: a field of an unexpected type counts as missing. */

export function valueAt(value: unknown, ...path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (inside, key) =>
      typeof inside === 'object' && inside !== null && Object.hasOwn(inside, key)
        ? (inside as Record<string, unknown>)[key]
        : undefined,
    value,
  )
}

export function textAt(value: unknown, ...path: readonly string[]): string | null {
  const found = valueAt(value, ...path)
  return typeof found === 'string' ? found : null
}

/** A count; 0 if the value is not a non-negative integer. */
export function countAt(value: unknown, ...path: readonly string[]): number {
  const found = valueAt(value, ...path)
  return typeof found === 'number' && Number.isSafeInteger(found) && found > 0 ? found : 0
}

export function listAt(value: unknown, ...path: readonly string[]): readonly unknown[] {
  const found = valueAt(value, ...path)
  return Array.isArray(found) ? found : []
}

/** Epoch milliseconds from an ISO time or from milliseconds; null: not a time. */
export function timeAt(value: unknown, ...path: readonly string[]): number | null {
  const found = valueAt(value, ...path)
  const time = typeof found === 'string' ? Date.parse(found) : found
  return typeof time === 'number' && time > 0 && time < LAST_TIME ? Math.floor(time) : null
}

/** The largest time that a `Date` can hold, in milliseconds. */
const LAST_TIME = 8.64e15
