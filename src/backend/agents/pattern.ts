/**
 * Pieces of patterns that a hostile screen cannot make slow. A screen may hold the words of a rule a thousand times:
 * where each of them is tried to the end of the screen, the time is the square of its size.
 */

/** The end of a screen. */
export const END = '(?![\\s\\S])'

/** These words where the text has them first: what follows is tried once. */
export function first(words: string): string {
  return `(?=${words})(?<!(?:${words})[\\s\\S]*?)(?:${words})`
}

/** These words with only such characters between them and the end of the screen, which is read backwards from there. */
export function backFromEnd(words: string, character: string): string {
  return `${END}(?<=(?<saw>(?:${words})(?:${character})*))`
}
