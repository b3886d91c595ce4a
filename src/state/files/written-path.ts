import { type Clean, clean } from '../text/clean.ts'

/**
 * A path of a host, or a part of one, as text. A path is bytes there: what no line of text can show, and what is not
 * UTF-8, stands as `\xHH` for each byte. Nothing else is changed, so that most paths look as they are; a backslash that
 * would be read as such a mark is written `\x5c`. Every path has one such text, and every such text one path.
 */
export type WrittenPath = Clean

/** Characters in which a path is longest: 4,096 bytes of which each takes four. */
const LONGEST = 20_000

/** What a line of text cannot show, or shows as something else. A joiner is kept: emoji and some scripts need it. */
const UNSHOWN = /(?!\u200d)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\u2060-\u2069\u{e0000}-\u{e007f}]/gu

export function writePath(bytes: Uint8Array): WrittenPath {
  return clean(pieces(bytes).join(''), LONGEST)
}

/** The bytes of a path as a person or a program writes it. */
export function pathBytes(written: string): Uint8Array {
  const bytes: number[] = []
  for (const [, hex, text = ''] of written.matchAll(/\\x([0-9a-fA-F]{2})|([^\\]+|\\)/g)) {
    if (hex !== undefined) bytes.push(Number.parseInt(hex, 16))
    else bytes.push(...new TextEncoder().encode(text))
  }
  return Uint8Array.from(bytes)
}

/** The same path in the form that `writePath` gives. */
export function samePath(written: string): WrittenPath {
  return writePath(pathBytes(written))
}

/** The last part of a path; of `/` that is `/`. */
export function lastPart(path: WrittenPath): WrittenPath {
  return (path.replace(/\/+$/, '').split('/').at(-1) || '/') as WrittenPath
}

/** Runs of text, and each byte that is none. */
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

/** Bytes of a UTF-8 sequence, by its first. */
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
