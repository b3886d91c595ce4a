/** A pattern in which `*` is any text and `?` any one character; all else is itself. */
export interface Glob {
  test(text: string): boolean
}

/** By hand: a regular expression of many stars takes the power of their number in time. */
export function toGlob(pattern: string): Glob {
  const wanted = [...pattern]
  return { test: text => matches(wanted, [...text]) }
}

function matches(wanted: readonly string[], text: readonly string[]): boolean {
  let at = 0
  let next = 0
  // The last star, and where what it stands for ends so far: what came before need not be tried again.
  let star = -1
  let end = 0
  while (at < text.length) {
    const sign = wanted[next]
    if (sign === '*') {
      star = next++
      end = at
    } else if (sign === '?' || sign === text[at]) {
      next++
      at++
    } else if (star >= 0) {
      next = star + 1
      at = ++end
    } else return false
  }
  while (wanted[next] === '*') next++
  return next === wanted.length
}
