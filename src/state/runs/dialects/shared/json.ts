/** A JSON object of unknown shape, as agents write them. */
export type Json = Readonly<Record<string, unknown>>

export function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The object at that path; an empty one if there is no object. */
export function objectAt(value: unknown, ...path: readonly string[]): Json {
  const found = at(value, ...path)
  return isObject(found) ? found : {}
}

export function textAt(value: unknown, ...path: readonly string[]): string | undefined {
  const found = at(value, ...path)
  return typeof found === 'string' ? found : undefined
}

/** Larger numbers are not plausible counts, and their sums could exceed the safe integers. */
const LARGEST = 1e15

/** A non-negative number, rounded to an integer. */
export function countAt(value: unknown, ...path: readonly string[]): number | undefined {
  const found = numberAt(value, ...path)
  return found !== undefined && found >= 0 && found <= LARGEST ? Math.round(found) : undefined
}

/** The integer at that path; undefined: there is no integer. */
export function wholeAt(value: unknown, ...path: readonly string[]): number | undefined {
  const found = numberAt(value, ...path)
  return Number.isSafeInteger(found) ? found : undefined
}

export function numberAt(value: unknown, ...path: readonly string[]): number | undefined {
  const found = at(value, ...path)
  return typeof found === 'number' && Number.isFinite(found) ? found : undefined
}

export function listAt(value: unknown, ...path: readonly string[]): readonly unknown[] {
  const found = at(value, ...path)
  return Array.isArray(found) ? found : []
}

function at(value: unknown, ...path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (found, key) => (isObject(found) && Object.hasOwn(found, key) ? found[key] : undefined),
    value,
  )
}

/** An object with that entry, or empty if the value is undefined: for fields that an agent may not report. */
export function ifDefined<const K extends string, V>(
  name: K,
  value: V | undefined,
): { readonly [key in K]?: V } {
  return (value === undefined ? {} : { [name]: value }) as { readonly [key in K]?: V }
}
