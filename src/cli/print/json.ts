/** The shape of everything that is printed with --json: docs/cli.md. It grows, and never changes under one number. */
const VERSION = 1

/** One document on one line. What terminals could take for a command is escaped; the value stays the same. */
export function toJson(value: Readonly<Record<string, unknown>>): string {
  return safeJson({ version: VERSION, ...value })
}

/** What a terminal could act on or turn round, and what nobody sees, as JSON's own escapes; no half of a character. */
export function safeJson(value: unknown, indent?: number): string {
  return JSON.stringify(value, null, indent)
    .replace(HALF, (whole, half) => (half ? '\\ufffd' : whole))
    .replace(
      /[\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]/g,
      char => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
    )
}

/** JSON.stringify escapes a half, and nothing else of that form: what follows an escaped backslash is text. */
const HALF = /\\(?:u(d[89a-f][0-9a-f]{2})|[^])/g
