/** An answer, and what was asked for it. */
export interface Memoized<T> {
  readonly key: string
  readonly value: T
}

/** The newest answer is kept with the value it was computed from, and freed with it. */
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
