import { type Clean, clean } from '../text/clean.ts'

/** A host test, running or complete. */
export interface HostTest {
  /** The `ref` (an id chosen by the requester) of the `test-host` message that started this host test. */
  readonly ref: string
  /** The results of the single checks so far, in the order in which they arrived. */
  readonly checks: readonly Check[]
  readonly isOver: boolean
}

/** Whether no check has failed. */
export function isFine(checks: readonly Check[]): boolean {
  return checks.every(check => check.state !== 'fail')
}

/** `Text` is `Clean` (cleaned text) in a `Check`, and a plain string in the input of `makeCheck`. */
interface Parts<Text extends string> {
  readonly name: Text
  readonly state: 'ok' | 'warn' | 'fail'
  /** The result in a few words. */
  readonly found: Text
  /** What the user can do about the result. */
  readonly hint?: Text
}

/** One check of a machine: a requirement or an option of fleetmux, and the result. */
export type Check = Parts<Clean>
export type CheckText = Parts<string>

/** The only function that creates a `Check`. It cleans the texts, which come from a machine or its programs. */
export function makeCheck({ name, state, found, hint }: CheckText): Check {
  const words = { name: clean(name), state, found: clean(found) }
  return hint === undefined ? words : { ...words, hint: clean(hint) }
}
