import type { Random } from './random.ts'

/** One reader of what comes from outside, with the inputs that it is tried on and what holds for all of them. */
export interface Reader {
  readonly name: string
  /** What holds, as a phrase for the table in docs/fuzz.md. */
  readonly holds: string
  readonly make: (random: Random) => string
  /** Throws for an input that breaks a promise; so does the reader itself, if it is not a failure of our own. */
  readonly check: (input: string) => void | Promise<void>
  /** Inputs of about so many characters on which a careless reader takes the square of the time. */
  readonly worst: readonly ((size: number) => string)[]
  /** For what takes long: a short run tries one part in so many. */
  readonly costs?: number
}

export type Shapes = Reader['worst']

/** Shapes of text, as the bytes that a reader of bytes gets. */
export function bytesOf(shapes: Shapes): Shapes {
  return shapes.map(shape => size => Buffer.from(shape(size)).toString('latin1'))
}
