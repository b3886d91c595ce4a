/** A JSON object of unknown shape, as agents write them. */
export type Json = Readonly<Record<string, unknown>>

export function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The object at that place; an empty one where there is none. */
export function objectAt(value: unknown, ...path: readonly string[]): Json {
  const found = at(value, ...path)
  return isObject(found) ? found : {}
}

export function textAt(value: unknown, ...path: readonly string[]): string | undefined {
  const found = at(value, ...path)
  return typeof found === 'string' ? found : undefined
}

/** Counts above it are no counts, and would leave the whole numbers when they are added up. */
const LARGEST = 1e15

/** A number that is not negative, rounded to a whole one. */
export function countAt(value: unknown, ...path: readonly string[]): number | undefined {
  const found = numberAt(value, ...path)
  return found !== undefined && found >= 0 && found <= LARGEST ? Math.round(found) : undefined
}

/** A whole number, as it stands. */
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

/** The entry with that name, left out where there is no value: for fields that an agent may not tell. */
export function maybe<const K extends string, V>(
  name: K,
  value: V | undefined,
): { readonly [key in K]?: V } {
  return (value === undefined ? {} : { [name]: value }) as { readonly [key in K]?: V }
}
