/** Adds counts by name. A count that only one side has is kept; a count that neither side has is omitted. */
export function addCounts<T extends { readonly [K in keyof T]?: number }>(one: T, other: T): T {
  const names = [...new Set([...Object.keys(one), ...Object.keys(other)])] as (keyof T)[]
  const sums = names.flatMap(name => {
    const values = [one[name], other[name]].filter(each => each !== undefined)
    return values.length > 0 ? [[name, values.reduce(plus, 0)] as const] : []
  })
  return Object.fromEntries(sums) as T
}

/** Invalid counts may add up to a wrong sum, which must still be a safe integer. */
function plus(one: number, other: number): number {
  return Math.min(one + other, Number.MAX_SAFE_INTEGER)
}
