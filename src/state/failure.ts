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

export interface Failure {
  readonly kind: FailureKind
  /** One plain sentence: what failed. */
  readonly what: string
  /** The host's name, where there is one. */
  readonly host?: string
  /** The other side's own words, or the reason in ours. */
  readonly why?: string
  /** What a person can do now: a command or a sentence. */
  readonly now?: string
  /** Knocking again changes nothing, and may lock them out: a person has to act first. */
  readonly needsPerson?: true
}

/** The only error that fleetmux throws on purpose: a failure on its way to whoever shows it. */
export class FailureError extends Error {
  readonly failure: Failure

  constructor(failure: Failure, options?: ErrorOptions) {
    super(sentence(failure), options)
    this.name = 'FailureError'
    this.failure = failure
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
  return { kind: 'bug', what: 'Something in fleetmux itself failed.', why, ...(host && { host }) }
}

/** One line: host, what, why, what to do now. */
export function sentence(failure: Failure): string {
  const where = failure.host ? `${failure.host}: ` : ''
  const why = failure.why ? ` (${failure.why})` : ''
  const now = failure.now ? ` ${failure.now}` : ''
  return `${where}${failure.what}${why}${now}`
}
