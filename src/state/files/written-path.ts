import { type Clean, clean } from '../text/clean.ts'

/**
 * A path of a host, or a part of one, as text. Paths are bytes: unprintable characters and invalid UTF-8 are written as
 * `\xHH` for each byte. A backslash that would be read as such an escape is written as `\x5c`. Everything else is
 * unchanged. Each path has exactly one such text, and each such text is exactly one path.
 */
export type WrittenPath = Clean

/**
 * Maximum length in characters; the rest is cut off. No path is longer: 4,096 bytes, each escaped to four characters,
 * are 16,384 characters.
 */
const LONGEST = 20_000

/** Characters that are invisible or misleading in a line. Joiners are kept: emoji and some scripts need them. */
const UNSHOWN = /(?!\u200d)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\u2060-\u2069\u{e0000}-\u{e007f}]/gu

export function writePath(bytes: Uint8Array): WrittenPath {
  return clean(pieces(bytes).join(''), LONGEST)
}

/** The bytes of a path that `writePath` has written as text, with `\xHH` for some bytes. */
export function pathBytes(written: string): Uint8Array {
  const bytes: number[] = []
  for (const [, hex, text = ''] of written.matchAll(/\\x([0-9a-fA-F]{2})|([^\\]+|\\)/g)) {
    if (hex !== undefined) bytes.push(Number.parseInt(hex, 16))
    else bytes.push(...new TextEncoder().encode(text))
  }
  return Uint8Array.from(bytes)
}

/** Converts a path in text form, with any bytes written as `\xHH`, to the text that `writePath` returns for it. */
export function samePath(written: string): WrittenPath {
  return writePath(pathBytes(written))
}

/** The last part of a path; `/` for the path `/`. */
export function lastPart(path: WrittenPath): WrittenPath {
  return (path.replace(/\/+$/, '').split('/').at(-1) || '/') as WrittenPath
}

/** The pieces of a path, in order: valid text, and each invalid byte in escaped form. */
function pieces(bytes: Uint8Array): readonly string[] {
  const whole = decode(bytes)
  if (whole !== null) return [escapeText(whole)]
  const found: string[] = []
  for (let at = 0; at < bytes.length; ) {
    const length = sequenceLength(bytes[at] ?? 0)
    const text = decode(bytes.subarray(at, at + length))
    found.push(text === null ? escapeByte(bytes[at] ?? 0) : escapeText(text))
    at += text === null ? 1 : length
  }
  return found
}

function escapeText(text: string): string {
  return text
    .replace(/\\(?=x[0-9a-fA-F]{2})/g, '\\x5c')
    .replace(UNSHOWN, found => [...new TextEncoder().encode(found)].map(escapeByte).join(''))
}

function escapeByte(byte: number): string {
  return `\\x${byte.toString(16).padStart(2, '0')}`
}

/** Number of bytes of a UTF-8 sequence, from its first byte. */
function sequenceLength(first: number): number {
  if (first < 0xc0) return 1
  if (first < 0xe0) return 2
  return first < 0xf0 ? 3 : 4
}

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

function decode(bytes: Uint8Array): string | null {
  try {
    return decoder.decode(bytes)
  } catch {
    return null
  }
}
