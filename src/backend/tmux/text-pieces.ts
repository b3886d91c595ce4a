/** Maximum bytes of one piece of a text. While tmux reads a piece, it serves no other client. */
const PIECE = 32 * 1024

/** Splits the UTF-8 bytes of a text into pieces that tmux reads one at a time. An empty text has no pieces. */
export function piecesOf(text: string): readonly Uint8Array[] {
  const bytes = Buffer.from(text, 'utf8')
  const pieces: Uint8Array[] = []
  for (let at = 0; at < bytes.length; at = pieceEnd(bytes, at))
    pieces.push(bytes.subarray(at, pieceEnd(bytes, at)))
  return pieces
}

/** The end of the next piece, which is never inside a UTF-8 character. */
function pieceEnd(bytes: Uint8Array, start: number): number {
  let end = Math.min(start + PIECE, bytes.length)
  while (end < bytes.length && ((bytes[end] ?? 0) & 0xc0) === 0x80) end--
  return end
}
