/**
 * Parts of patterns that stay fast on hostile screens. A screen may repeat the words of a rule a thousand times. If
 * each match were continued to the end of the screen, the time would be quadratic in the screen's size.
 */

/**
 * Matches only at the end of the whole text. (`$` matches at the end of each line, because patterns have the flag `m`.)
 */
export const END = '(?![\\s\\S])'

/** Matches only the first occurrence of these words, so that the rest of the pattern is tried only once. */
export function firstOccurrence(words: string): string {
  return `(?=${words})(?<!(?:${words})[\\s\\S]*?)(?:${words})`
}

/**
 * Matches these words if only the given characters are between them and the end of the screen. Searches backwards from
 * the end.
 */
export function backFromEnd(words: string, character: string): string {
  return `${END}(?<=(?<saw>(?:${words})(?:${character})*))`
}
