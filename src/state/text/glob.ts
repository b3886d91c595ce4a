/** A pattern: `*` matches any text, `?` any one character, and all other characters match themselves. */
export interface Glob {
  test(text: string): boolean
}

/**
 * The pattern is matched by a loop: with a regular expression, the time could grow exponentially with the number of
 * stars.
 */
export function toGlob(pattern: string): Glob {
  const wanted = [...pattern]
  return { test: text => matches(wanted, [...text]) }
}

function matches(wanted: readonly string[], text: readonly string[]): boolean {
  let at = 0
  let next = 0
  // The last star, and the end of the text that it matches so far. Earlier stars need not be tried again.
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
