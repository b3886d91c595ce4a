/**
 * Pattern pieces that stay fast on hostile screens. A screen may repeat a rule's words a thousand times; if each match
 * is tried to the end of the screen, the time is quadratic in its size.
 */

/** The end of a screen. */
export const END = '(?![\\s\\S])'

/** The first occurrence of these words, so that what follows is tried only once. */
export function first(words: string): string {
  return `(?=${words})(?<!(?:${words})[\\s\\S]*?)(?:${words})`
}

/** These words, with only such characters between them and the end of the screen; matched backwards from the end. */
export function backFromEnd(words: string, character: string): string {
  return `${END}(?<=(?<saw>(?:${words})(?:${character})*))`
}
