import { withoutEscapes } from './escape.ts'

declare const CLEAN: unique symbol
declare const CLEAN_LINES: unique symbol

/**
 * A text that every terminal shows as it is: one line, no escape, no control character, no character that changes the
 * text direction, no half of a surrogate pair, and of limited length. Text from a host, a program or a file is cleaned
 * where it enters; code that prints requires this type.
 */
export type Clean = string & { readonly [CLEAN]: true }

/** Several lines, each a Clean text. */
export type CleanLines = string & { readonly [CLEAN_LINES]: true }

/**
 * Maximum length of a name (of a session, window, pane, host or program), in UTF-16 code units. `clean` cuts the rest.
 */
export const LONGEST_NAME = 1000
/** Maximum length of a reason or message, in UTF-16 code units. `clean` cuts the rest. */
export const LONGEST_TEXT = 4000

/** Printable ASCII needs no cleaning. This fast check matters, because a list may have thousands of names. */
const PLAIN = /^[ -~]*$/

/** The only function that makes a `Clean` text: one without escape sequences, control characters and excess length. */
export function clean(text: string, longest: number = LONGEST_TEXT): Clean {
  if (text.length <= longest && PLAIN.test(text)) return text as Clean
  const bounded = text.length > longest ? `${text.slice(0, longest - 1)}…` : text
  return withoutEscapes(bounded.toWellFormed()).replace(UNSEEN, '') as Clean
}

/** The only function that makes `CleanLines`: each line is cleaned, line feeds stay. */
export function cleanLines(text: string): CleanLines {
  const lines = text.split('\n').map(line => clean(line))
  return lines.join('\n') as CleanLines
}

/** Cleans the name of a session, window, pane or program. */
export function cleanName(text: string): Clean {
  return clean(text, LONGEST_NAME)
}

/** A template: ``says`${name} is gone` ``. Only the values come from outside, and all of the result is cleaned. */
export function says(strings: TemplateStringsArray, ...values: readonly unknown[]): Clean {
  return clean(String.raw({ raw: strings }, ...values.map(String)))
}

/**
 * Characters that change the text direction or are invisible, so that the shown text would mislead. A joiner is kept:
 * emoji and some scripts need it.
 */
const UNSEEN =
  /[\u061c\u200b\u200e\u200f\u2028\u2029\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]/gu
