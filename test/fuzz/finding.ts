import { type Failure, FailureError, sentence } from '../../src/state/model/failure.ts'
import { cut, fit, pad, strip, width } from '../../src/state/text/text.ts'
import { createRandom, hash } from './random.ts'

/** A promise that an input broke. */
class Finding extends Error {}

export function hold(holds: boolean, what: string): asserts holds {
  if (!holds) throw new Finding(what)
}

export function same(one: unknown, other: unknown, what: string): void {
  const [a, b] = [JSON.stringify(one), JSON.stringify(other)]
  if (a !== b) throw new Finding(`${what}: ${clip(a)} is not ${clip(b)}`)
}

function clip(text: string | undefined): string {
  return (text ?? 'undefined').slice(0, 300)
}

/** What `work` gives, or null where it fails in fleetmux's own words, which must be fit to be shown. */
export function orFailure<T>(work: () => T): T | null {
  try {
    return work()
  } catch (thrown) {
    if (!(thrown instanceof FailureError)) throw thrown
    showFailure(thrown.failure)
    return null
  }
}

export function showFailure(failure: Failure): void {
  hold(failure.what !== '', 'a failure that says nothing')
  const { host: _, ...said } = failure
  hold(isPrintable(sentence(said)), `a failure says ${JSON.stringify(sentence(said))}`)
  show(sentence(failure))
}

// What a terminal acts on, or draws in another order or place than it stands.
const ACTS = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/u

/** Holds for text that was cleaned where it came in: joiners may be in it. */
export function isPrintable(text: string): boolean {
  return isShowable(text.replace(/[\u200c\u200d]/g, ''))
}

/** Holds for text that was made fit for one line. */
export function isShowable(text: string): boolean {
  return !ACTS.test(text)
}

/** Holds for a line in which colours may be. */
export function isInked(line: string): boolean {
  return isShowable(line.replace(/\x1b\[[\d;:]*m/g, ''))
}

/** Sends foreign text through all that prints one line. */
export function show(text: string): void {
  const columns = hash(text) % 40
  const all = [strip(text), cut(text, columns), pad(text, columns), fit(text, columns)]
  for (const each of all) hold(isShowable(each), `shown as ${JSON.stringify(each)}`)
  hold(width(cut(text, columns)) <= columns, 'cut to too many cells')
  same(width(fit(text, columns)), columns, 'cells of what was fitted')
}

/** A count or size that came from outside: whole, not negative, exact. */
export function isCount(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0
}

/** The same bytes in pieces; where they are cut follows from the bytes. */
export function inPieces(bytes: Buffer): Buffer[] {
  const random = createRandom(hash(bytes.toString('latin1')))
  // Of what is large, no more pieces than a network would make of it.
  const most = bytes.length < 10_000 ? random.pick([1, 2, 7, 64, 1000]) : 4096
  const pieces: Buffer[] = []
  for (let at = 0; at < bytes.length; ) {
    const end = at + 1 + random.int(most)
    pieces.push(Buffer.from(bytes.subarray(at, end)))
    at = end
  }
  return pieces
}
