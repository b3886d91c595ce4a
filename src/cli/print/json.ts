/** Version of the --json format (docs/cli.md). Fields may be added; other changes need a new number. */
const VERSION = 1

/** One JSON document on one line. Characters that could control a terminal are escaped, which keeps the value. */
export function toJson(value: Readonly<Record<string, unknown>>): string {
  return safeJson({ version: VERSION, ...value })
}

/** JSON with control, bidirectional and invisible characters as JSON escapes, and lone surrogates replaced. */
export function safeJson(value: unknown, indent?: number): string {
  const json = JSON.stringify(value, null, indent)
  const whole = json.includes('\\ud') ? json.replace(HALF, replaceHalf) : json
  return UNSEEN.test(whole) ? whole.replace(ALL_UNSEEN, escaped) : whole
}

const UNSEEN = /[\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]/
const ALL_UNSEEN = new RegExp(UNSEEN, 'g')

const replaceHalf = (whole: string, half?: string) => (half ? '\\ufffd' : whole)
const escaped = (char: string) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`

/** A lone surrogate as JSON.stringify escapes it. The second alternative skips all other escapes. */
const HALF = /\\(?:u(d[89a-f][0-9a-f]{2})|[^])/g
