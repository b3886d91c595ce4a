/**
 * Collects bytes that arrive in many small pieces in one growing buffer. An array of the pieces would cost more memory
 * than their content.
 */
export interface ByteStore {
  readonly length: number
  add(piece: Uint8Array): void
  /** Returns all bytes and empties the store. */
  take(): Buffer
}

const FIRST = 1024

export function createByteStore(): ByteStore {
  let bytes = Buffer.alloc(0)
  let length = 0
  return {
    get length() {
      return length
    },
    add(piece) {
      if (length + piece.length > bytes.length) {
        const larger = Buffer.allocUnsafe(Math.max(FIRST, 2 * bytes.length, length + piece.length))
        bytes.copy(larger, 0, 0, length)
        bytes = larger
      }
      bytes.set(piece, length)
      length += piece.length
    },
    take() {
      const all = bytes.subarray(0, length)
      bytes = Buffer.alloc(0)
      length = 0
      return all
    },
  }
}
