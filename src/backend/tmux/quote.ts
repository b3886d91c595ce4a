/** Quoting for tmux's own command syntax, which control mode uses and which differs from a shell's. */

const PLAIN = /^[A-Za-z0-9_./-]+$/
const NAMED: Readonly<Record<number, string>> = { 9: '\\t', 10: '\\n', 13: '\\r', 27: '\\e' }
/** Characters that are special inside double quotes. tmux even expands `~` and `#` inside them. */
const SPECIAL = new Set([...'"\\$~#'].map(character => character.charCodeAt(0)))

/** Quotes one argument so that tmux reads it byte for byte. NUL cannot be sent: callers must refuse it first. */
function quoteWord(word: string | Uint8Array): string {
  if (typeof word === 'string' && PLAIN.test(word)) return word
  const text = typeof word === 'string' ? word : decode(word)
  return text === null ? quoteBytes(word as Uint8Array) : quoteText(text)
}

/**
 * Quotes several commands as one line, such as `set-buffer -b x "..." ; paste-buffer -b x`. tmux runs them in order up
 * to the first error.
 */
export function quoteCommands(commands: readonly (readonly (string | Uint8Array)[])[]): string {
  return commands.map(words => words.map(quoteWord).join(' ')).join(' ; ')
}

/** Quotes one argument for a POSIX shell. */
export function quoteShell(word: string): string {
  return PLAIN.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`
}

function quoteText(text: string): string {
  const escaped = text.replace(/["\\$~#\u0000-\u001f\u007f]/g, character =>
    escapeCode(character.charCodeAt(0)),
  )
  return `"${escaped}"`
}

function quoteBytes(bytes: Uint8Array): string {
  let out = ''
  for (const byte of bytes) out += byte < 0x80 ? escapeAscii(byte) : octal(byte)
  return `"${out}"`
}

function escapeAscii(byte: number): string {
  const special = byte < 0x20 || byte === 0x7f || SPECIAL.has(byte)
  return special ? escapeCode(byte) : String.fromCharCode(byte)
}

function escapeCode(code: number): string {
  return NAMED[code] ?? (SPECIAL.has(code) ? `\\${String.fromCharCode(code)}` : octal(code))
}

function octal(byte: number): string {
  return `\\${byte.toString(8).padStart(3, '0')}`
}

/** The text if the bytes are valid UTF-8, otherwise null. */
function decode(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch (error) {
    if (error instanceof TypeError) return null
    throw error
  }
}
