import { readEscapes } from './escape.ts'

declare const CLEAN: unique symbol

/**
 * A text that any terminal shows as it is: one line, no escape, no control character, no character that turns
 * the reading direction, no half of a character, and not longer than it may be. Whatever a host, a program or
 * a file says becomes one where it comes in; what prints asks for one.
 */
export type Clean = string & { readonly [CLEAN]: true }

/** The longest name of a session, a window, a pane, a host or a program that is kept, in UTF-16 code units. */
export const LONGEST_NAME = 1000
/** The longest reason or message that is kept. */
export const LONGEST_TEXT = 4000

/** Printable ASCII: most names, of which a listing has thousands. */
const PLAIN = /^[ -~]*$/

/** The one way in. */
export function clean(text: string, longest: number = LONGEST_TEXT): Clean {
  if (text.length <= longest && PLAIN.test(text)) return text as Clean
  const bounded = text.length > longest ? `${text.slice(0, longest - 1)}…` : text
  let plain = ''
  readEscapes(bounded.toWellFormed(), {
    text: run => {
      plain += run
    },
    control: char => {
      if (/[\t-\r]/.test(char)) plain += ' '
    },
  })
  return plain.replace(UNSEEN, '') as Clean
}

/** The name of something on a host. */
export function cleanName(text: string): Clean {
  return clean(text, LONGEST_NAME)
}

/** A text with values in it: ``says`${name} is gone` ``. The values are cleaned, the text around them is ours. */
export function says(strings: TemplateStringsArray, ...values: readonly unknown[]): Clean {
  return clean(String.raw({ raw: strings }, ...values.map(String)))
}

/**
 * Turns the reading direction, or is not drawn at all: what is read would not be what is there. A joiner stays: it
 * belongs to emoji and to some scripts.
 */
const UNSEEN =
  /[\u061c\u200b\u200e\u200f\u2028\u2029\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]/gu
