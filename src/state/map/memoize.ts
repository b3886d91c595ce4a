/** A computed value and its key. */
export interface Memoized<T> {
  readonly key: string
  readonly value: T
}

/** Caches the newest value for the object that it was computed from. The WeakMap frees it with the object. */
export function memoize<K extends object, T>(
  memory: WeakMap<K, Memoized<T>>,
  of: K,
  key: string,
  compute: () => T,
): T {
  const known = memory.get(of)
  if (known?.key === key) return known.value
  const value = compute()
  memory.set(of, { key, value })
  return value
}
