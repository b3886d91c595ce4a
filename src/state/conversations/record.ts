/** Reads of JSON of unknown shape: a field that is not as expected reads as if it were not there. */

export function at(value: unknown, ...path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (inside, key) =>
      typeof inside === 'object' && inside !== null && Object.hasOwn(inside, key)
        ? (inside as Record<string, unknown>)[key]
        : undefined,
    value,
  )
}

export function textAt(value: unknown, ...path: readonly string[]): string | null {
  const found = at(value, ...path)
  return typeof found === 'string' ? found : null
}

/** A count: what is no whole number from 0 on reads as 0. */
export function countAt(value: unknown, ...path: readonly string[]): number {
  const found = at(value, ...path)
  return typeof found === 'number' && Number.isSafeInteger(found) && found > 0 ? found : 0
}

export function listAt(value: unknown, ...path: readonly string[]): readonly unknown[] {
  const found = at(value, ...path)
  return Array.isArray(found) ? found : []
}

/** Epoch milliseconds of an ISO time or of milliseconds; null: it is no time. */
export function timeAt(value: unknown, ...path: readonly string[]): number | null {
  const found = at(value, ...path)
  const time = typeof found === 'string' ? Date.parse(found) : found
  return typeof time === 'number' && time > 0 && time < LAST_TIME ? Math.floor(time) : null
}

/** What a Date can hold. */
const LAST_TIME = 8.64e15
