import { createPaste, PASTE } from './paste.ts'
import { keyOfCsi, keyOfSs3, withAlt } from './sequence.ts'

export interface Mouse {
  readonly kind: 'press' | 'release' | 'wheel'
  /** For a press or release: 0 left, 1 middle, 2 right. For a wheel: 1 down, -1 up. */
  readonly button: number
  /** Column, from 0 at the left. */
  readonly x: number
  /** Row, from 0 at the top. */
  readonly y: number
}

/** One piece of terminal input: a key by tmux's name, printable text, a paste, a mouse event. */
export type Token =
  | { readonly key: string }
  | { readonly text: string }
  | { readonly paste: string }
  | { readonly mouse: Mouse }

export interface Decoder {
  /** Decodes the next bytes. A sequence may be split across calls. */
  push(chunk: Uint8Array): Token[]
  /** Whether the decoder holds an incomplete sequence. A single ESC is the key Escape if no more bytes follow. */
  readonly waiting: boolean
  /** Ends an incomplete sequence after a timeout. */
  flush(): Token[]
}

/**
 * Maximum length of an incomplete sequence, in characters. Replies of terminals are shorter. Of a longer sequence, only
 * the beginning and the last characters are kept, until its end arrives (see `unended`).
 */
const UNENDED = 4096

/** Decodes bytes of a terminal to tokens. The decoder does no IO and reads no clock. */
export function createDecoder(): Decoder {
  // A byte order mark is kept as a character, wherever it occurs.
  const utf8 = new TextDecoder('utf-8', { ignoreBOM: true })
  let rest = ''
  const pasted = createPaste()

  function read(isLast: boolean): Token[] {
    const tokens: Token[] = []
    while (rest !== '' || pasted.isOpen) {
      const found = pasted.isOpen ? pasted.take(rest) : next(rest, isLast)
      if (!found) break
      rest = found.rest
      if (found.token) tokens.push(found.token)
    }
    return joined(tokens)
  }

  /**
   * Whether `rest` may be a complete key. If it is longer, it is the start of a sequence whose end is still missing.
   */
  function isAmbiguous(): boolean {
    return !pasted.isOpen && (rest.length === 1 || rest.length === 2)
  }

  /** The first key, text or paste in the bytes read; null if it is incomplete. */
  function next(text: string, isLast: boolean): Found | null {
    if (text[0] !== '\x1b') return plain(text)
    if (text.startsWith(PASTE)) return pasted.open(text)
    const found = sequence(text)
    return found ?? (isLast ? cutShort(text) : null)
  }

  return {
    push(chunk) {
      rest += utf8.decode(chunk, { stream: true })
      return read(false)
    },
    get waiting() {
      return isAmbiguous()
    },
    flush: () => (isAmbiguous() ? read(true) : []),
  }
}

interface Found {
  readonly token?: Token
  readonly rest: string
}

const CONTROLS: Readonly<Record<string, string>> = {
  '\r': 'Enter',
  '\t': 'Tab',
  '\x7f': 'BSpace',
  '\0': 'C-Space',
}

function plain(text: string): Found {
  const [run = ''] = /^[^\x00-\x1f\x7f-\x9f]*/.exec(text) ?? []
  if (run !== '') return { token: { text: run }, rest: text.slice(run.length) }
  const [char = ''] = text
  const rest = text.slice(1)
  return char > '\x7f' ? { rest } : { token: { key: controlKey(char) }, rest }
}

function controlKey(char: string): string {
  const letter = String.fromCharCode(char.charCodeAt(0) + 0x40).toLowerCase()
  return CONTROLS[char] ?? `C-${letter}`
}

const CSI = /^\x1b\[(\[[A-E]|[0-?]*[ -/]*[@-Z\\-~])/
const MOUSE = /^\x1b\[<(\d{1,3});(\d{1,5});(\d{1,5})([Mm])/
/** A control string. It ends at BEL or ST, or at any other control character, which terminals do not send inside it. */
const STRING =
  /^\x1b[\]P_^X][^\x00-\x1f]*(?:\x07|\x1b\\|(?=[\x00-\x06\x08-\x1a\x1c-\x1f]|\x1b[^\\]))/

type After = (length: number, token?: Token | null) => Found

/** One escape sequence; null: it may be incomplete. Replies of the terminal give no token. */
function sequence(text: string): Found | null {
  const after: After = (length, token) => ({ rest: text.slice(length), ...(token && { token }) })
  const mouse = MOUSE.exec(text)
  if (mouse) return after(mouse[0].length, mouseToken(mouse))
  if (text[1] === '[') return ofCsi(text, after)
  if (text[1] === 'O') return ofSs3(text, after)
  if (/^\x1b[\]P_^X]/.test(text)) {
    const match = STRING.exec(text)
    return match ? after(match[0].length) : unended(text)
  }
  if (text[1] === '\x1b') return ofTwoEscapes(text)
  const char = [...text.slice(1, 3)][0]
  if (char === undefined) return null
  const key = /[\x80-\x9f]/.test(char) ? null : { key: withAlt(charKey(char)) }
  return after(1 + char.length, key)
}

function ofCsi(text: string, after: After): Found | null {
  const match = CSI.exec(text)
  if (match) return after(match[0].length, keyToken(keyOfCsi(match[1] ?? '')))
  if (/^\x1b\[(?:\[|[0-?]*[ -/]*)$/.test(text)) return unended(text)
  // An invalid sequence ends before the first unexpected character.
  const [broken = ''] = /^\x1b\[[0-?]*[ -/]*/.exec(text) ?? []
  return after(broken.length)
}

/**
 * Shortens an incomplete sequence that is too long; null if it is short enough to be kept whole. The start is kept, so
 * that later characters are not taken for text, and the last characters, which may be the first half of the terminator.
 */
function unended(text: string): Found | null {
  return text.length > UNENDED ? { rest: text.slice(0, 2) + text.slice(-2) } : null
}

function ofSs3(text: string, after: After): Found | null {
  const match = /^\x1bO(\d?)([A-Za-z])/.exec(text)
  if (match) return after(match[0].length, keyToken(keyOfSs3(match[2] ?? '', match[1] ?? '')))
  return /^\x1bO\d?$/.test(text) ? null : after(2, { key: 'M-O' })
}

/** Escape followed by another sequence, or alt with a key that is a sequence itself. */
function ofTwoEscapes(text: string): Found | null {
  if (text.length === 2) return null
  if (text[2] !== '[' && text[2] !== 'O') return { token: { key: 'Escape' }, rest: text.slice(1) }
  const found = sequence(text.slice(1))
  if (!found?.token || !('key' in found.token)) return found
  return { rest: found.rest, token: { key: withAlt(found.token.key) } }
}

/** After the timeout: an incomplete sequence that begins with ESC is a key by itself. */
function cutShort(text: string): Found {
  const [, char] = text
  if (char === undefined || char === '\x1b') {
    return { token: { key: 'Escape' }, rest: text.slice(1) }
  }
  return { token: { key: withAlt(char) }, rest: text.slice(2) }
}

function mouseToken([, code, column, row, end]: RegExpExecArray): Token | null {
  const button = Number(code)
  const at = { x: Math.max(0, Number(column) - 1), y: Math.max(0, Number(row) - 1) }
  if (button & 32) return null
  if (button & 64) {
    const way = button & 3
    return way > 1 ? null : { mouse: { kind: 'wheel', button: way === 0 ? -1 : 1, ...at } }
  }
  return { mouse: { kind: end === 'M' ? 'press' : 'release', button: button & 3, ...at } }
}

function keyToken(key: string | null): Token | null {
  if (key === null) return null
  return key.length === 1 ? { text: key } : { key }
}

function charKey(char: string): string {
  return /[\x00-\x1f\x7f]/.test(char) ? controlKey(char) : char === ' ' ? 'Space' : char
}

/** Joins adjacent text tokens. */
function joined(tokens: readonly Token[]): Token[] {
  const all: Token[] = []
  for (const token of tokens) {
    const last = all.at(-1)
    if (last && 'text' in last && 'text' in token)
      all[all.length - 1] = { text: last.text + token.text }
    else all.push(token)
  }
  return all
}
