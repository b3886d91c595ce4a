import { Writable } from 'node:stream'

/** A stdout that Ink takes for a terminal. */
export type InkStdout = Writable & {
  readonly isTTY: true
  readonly columns: number
  readonly rows: number
}

export interface InkStdoutOptions {
  /** Receives each of Ink's writes, in order. */
  absorb(bytes: string): void
  size(): { columns: number; rows: number }
}

export const createInkStdout = ({ absorb, size }: InkStdoutOptions): InkStdout => {
  const stdout = new Writable({
    decodeStrings: false,
    write(chunk: string | Buffer, _encoding, done) {
      absorb(chunk.toString())
      done()
    },
  })
  // Ink and its hooks add one `resize` listener each, so Node's warning about many listeners is switched off.
  stdout.setMaxListeners(0)
  return Object.defineProperties(stdout, {
    isTTY: { value: true },
    columns: { get: () => size().columns },
    rows: { get: () => size().rows },
  }) as InkStdout
}
