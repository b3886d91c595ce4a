import { type Clean, clean, says } from '../text/clean.ts'
/**
 * What can go wrong, in a few kinds. A failure is a value that a person reads:
 * what failed, where, why, and what to do now.
 */
export type FailureKind =
  | 'usage' // asked for wrongly
  | 'missing' // no such host, session or pane
  | 'refused' // fleetmux will not: it would hurt or surprise someone
  | 'unreachable' // the host cannot be reached or entered
  | 'late' // past its deadline
  | 'lost' // was there, went away in the middle
  | 'remote' // the host answered, and the answer is an error
  | 'bug' // ours

interface Parts<Text> {
  readonly kind: FailureKind
  /** One plain sentence: what failed. */
  readonly what: Text
  /** The host's name, where there is one. */
  readonly host?: string
  /** The other side's own words, or the reason in ours. */
  readonly why?: Text
  /** What a person can do now: a command or a sentence. */
  readonly now?: Text
  /** Knocking again changes nothing, and may lock them out: a person has to act first. */
  readonly needsPerson?: true
}

/** A failure as a person reads it. Its words are safe to print, whoever said them. */
export type Failure = Parts<Clean>

/** The same before its words were cleaned: they may be a host's. */
export type FailureWords = Parts<string>

/** The one way to make a failure: whatever was said is cleaned here. */
export function makeFailure(words: FailureWords): Failure {
  const { what, why, now, host, ...rest } = words
  return {
    ...rest,
    what: clean(what),
    ...(host !== undefined && { host }),
    ...(why !== undefined && { why: clean(why) }),
    ...(now !== undefined && { now: clean(now) }),
  }
}

/** The only error that fleetmux throws on purpose: a failure on its way to whoever shows it. */
export class FailureError extends Error {
  readonly failure: Failure

  constructor(words: FailureWords, options?: ErrorOptions) {
    const known = makeFailure(words)
    super(sentence(known), options)
    this.name = 'FailureError'
    this.failure = known
  }
}

/** Why, in the words of what was thrown. */
export function reasonOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown)
}

/** The failure in what was thrown; anything unforeseen is a bug of ours and says so. */
export function toFailure(thrown: unknown, host?: string): Failure {
  if (thrown instanceof FailureError) {
    return host && !thrown.failure.host ? { ...thrown.failure, host } : thrown.failure
  }
  const why = reasonOf(thrown)
  if (isAbort(thrown)) {
    const what = 'It took too long, or was called off.'
    return makeFailure({ kind: 'late', what, ...(host && { host }), now: 'Try it again.' })
  }
  return makeFailure({
    kind: 'bug',
    what: 'Something in fleetmux itself failed.',
    why,
    ...(host && { host }),
  })
}

/** What an AbortSignal rejects with that nobody gave a reason: a wait of ours was over, which is no bug. */
function isAbort(thrown: unknown): boolean {
  return thrown instanceof Error && ['AbortError', 'TimeoutError'].includes(thrown.name)
}

/** One line: host, what, why, what to do now. */
export function sentence(failure: Failure): Clean {
  const where = failure.host ? `${failure.host}: ` : ''
  const why = failure.why ? ` (${failure.why})` : ''
  const now = failure.now ? ` ${failure.now}` : ''
  return says`${where}${failure.what}${why}${now}`
}
