import type { Clean } from '../text/clean.ts'
import type { Failure } from './failure.ts'
import type { NamedSession } from './target.ts'
import type { Transition } from './transition.ts'

/** An entry of the log: a failure, a result, or a change in the fleet. */
export interface Entry {
  readonly at: number
  readonly tone: 'info' | 'good' | 'bad'
  readonly text: Clean
  readonly failure?: Failure
  /** The change of the fleet that the entry describes. */
  readonly transition?: Transition
  /** Set if the request was refused or has ended: a screen then shows the entry at once. */
  readonly atOnce?: true
  /** Set if the request was only partly carried out; earlier entries say what is missing. */
  readonly partial?: true
  /** The `ref` of the intent that led to the entry. */
  readonly ref?: string
  /** The host that the entry is about, if it is not about a session. */
  readonly host?: string
  /** The session that the entry is about, with its name at that time. */
  readonly session?: NamedSession
}
