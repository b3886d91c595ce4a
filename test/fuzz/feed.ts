import { createRandom, hash } from './random.ts'
import type { Reader } from './reader.ts'

/** An input that breaks a promise, and how. */
export interface Broken {
  readonly index: number
  readonly input: string
  readonly why: string
}

/** The input of that number: it depends on the seed and the reader's name, and on no input before it. */
function inputAt(reader: Reader, seed: number, index: number): string {
  return reader.make(createRandom(hash(`${reader.name} ${seed} ${index}`)))
}

/** Why the input breaks a promise; null: it breaks none. */
export async function whyBroken(reader: Reader, input: string): Promise<string | null> {
  try {
    await reader.check(input)
    return null
  } catch (thrown) {
    return thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : String(thrown)
  }
}

/** Tries the inputs of these numbers, up to `most` that break a promise; `at` is told of each before it is tried. */
export async function feed(
  reader: Reader,
  range: { readonly seed: number; readonly from: number; readonly to: number },
  most: number,
  at: (index: number) => void = () => {},
): Promise<Broken[]> {
  const found: Broken[] = []
  for (let index = range.from; index < range.to && found.length < most; index++) {
    at(index)
    const input = inputAt(reader, range.seed, index)
    const why = await whyBroken(reader, input)
    if (why !== null) found.push({ index, input: await minimised(reader, input), why })
  }
  return found
}

/** Tries of one input to make it smaller. */
const TRIES = 2000

/** The input without all that can be taken out of it while it still breaks a promise. */
async function minimised(reader: Reader, input: string): Promise<string> {
  let small = input
  let tries = 0
  for (let size = Math.ceil(small.length / 2); size > 0; size = Math.floor(size / 2)) {
    for (let at = 0; at < small.length && tries < TRIES; tries++) {
      const less = small.slice(0, at) + small.slice(at + size)
      if ((await whyBroken(reader, less)) === null) at += size
      else small = less
    }
  }
  return small
}
