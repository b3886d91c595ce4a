import type { Clean } from '../text/clean.ts'
import type { Failure } from './failure.ts'
import type { NamedSession } from './target.ts'

/** What went wrong or was done. */
export interface Entry {
  readonly at: number
  readonly tone: 'info' | 'good' | 'bad'
  readonly text: Clean
  readonly failure?: Failure
  /** What was asked was refused, or has come to an end: a screen says so at once. */
  readonly atOnce?: true
  /** It was done in part only: what was not stands in entries before it. */
  readonly partial?: true
  /** The intent that led to it, as whoever asked called it. */
  readonly ref?: string
  /** The host that it is about, where no session is. */
  readonly host?: string
  /** The session that it is about, as it was called then. */
  readonly session?: NamedSession
}
