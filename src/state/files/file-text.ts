/** Why the bytes of a file are not shown as text. */
export type NoText = 'binary' | 'other-encoding'

/** The text of a file: UTF-8 without NUL. No other encoding is tried. */
export function textOfFile(bytes: Uint8Array, isCut = false): string | NoText {
  if (bytes.includes(0)) return 'binary'
  try {
    // A truncated file may end inside a character.
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes, {
      stream: isCut,
    })
  } catch {
    return 'other-encoding'
  }
}

export function isNoText(text: string | NoText): text is NoText {
  return text === 'binary' || text === 'other-encoding'
}
