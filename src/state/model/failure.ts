import { type Clean, clean, says } from '../text/clean.ts'
import { systemFailure } from './system-error.ts'
/**
 * The kinds of failures. A failure is a value for the user to read: what failed, where, why, and what to do. `lost`: a
 * connection, container or pane that was in use is gone.
 */
export type FailureKind =
  | 'usage' // the command or the configuration is wrong
  | 'missing' // no such host, session or pane
  | 'refused' // fleetmux declines, because the effect could do harm
  | 'unreachable' // the host cannot be reached or entered
  | 'late' // past its deadline
  | 'lost' // existed, ended in the middle
  | 'remote' // the host answered, and the answer is an error
  | 'bug' // a bug of fleetmux

interface Parts<Text> {
  readonly kind: FailureKind
  /** One plain sentence: what failed. */
  readonly what: Text
  /** The host's name, if the failure is about a host. */
  readonly host?: string
  /** Set if `what` names the host, so that the name is not put before it again. */
  readonly namesHost?: true
  /** The message of another program, such as ssh, or the reason in fleetmux's words. */
  readonly why?: Text
  /** What the user can do: a command or a sentence. */
  readonly hint?: Text
  /** The user has to act first. A retry would not help, and could lock the user out. */
  readonly needsPerson?: true
}

/** A failure with cleaned texts, which are safe to print whatever their source. */
export type Failure = Parts<Clean>

/** A failure before its texts are cleaned: they may come from a host. */
export type FailureText = Parts<string>

/** The only way to make a failure: it cleans the texts. */
export function makeFailure(words: FailureText): Failure {
  const { what, why, hint, host, ...rest } = words
  return {
    ...rest,
    what: clean(what),
    ...(host !== undefined && { host }),
    ...(why !== undefined && { why: clean(why) }),
    ...(hint !== undefined && { hint: clean(hint) }),
  }
}

/** The only error that fleetmux throws on purpose: it carries a failure to the code that shows it. */
export class FailureError extends Error {
  readonly failure: Failure

  constructor(words: FailureText, options?: ErrorOptions) {
    const known = makeFailure(words)
    super(sentence(known), options)
    this.name = 'FailureError'
    this.failure = known
  }
}

/** The reason in a thrown value. */
export function reasonOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown)
}

/**
 * The failure in a thrown value. Any other value is reported as a bug of fleetmux, or as an operation of the system that
 * failed.
 */
export function toFailure(thrown: unknown, host?: string): Failure {
  if (thrown instanceof FailureError) {
    return host && !thrown.failure.host ? { ...thrown.failure, host } : thrown.failure
  }
  const why = reasonOf(thrown)
  if (isAbort(thrown)) {
    return makeFailure({ ...stopped(thrown), ...(host && { host }) })
  }
  if (isDirectoryGone(thrown)) return makeFailure(DIRECTORY_GONE)
  return makeFailure({
    kind: 'bug',
    ...(systemFailure(thrown) ?? BUG),
    why,
    ...(host && { host }),
  })
}

const BUG = {
  what: 'Something in fleetmux itself failed.',
  hint: 'This is a bug of fleetmux, not of your input. Please report it with this line.',
}

const DIRECTORY_GONE: FailureText = {
  kind: 'missing',
  what: 'The current directory does not exist any more.',
  hint: 'Change to another directory, and enter the command again.',
}

/** Whether `process.cwd` failed, because the directory was removed. */
function isDirectoryGone(thrown: unknown): boolean {
  return thrown instanceof Error && 'syscall' in thrown && thrown.syscall === 'uv_cwd'
}

/** Whether this is the default reason of an AbortSignal: a wait was cancelled or timed out, which is not a bug. */
function isAbort(thrown: unknown): thrown is Error {
  return thrown instanceof Error && ['AbortError', 'TimeoutError'].includes(thrown.name)
}

function stopped({ name }: Error): FailureText {
  return name === 'TimeoutError'
    ? {
        kind: 'late',
        what: 'The operation took too long, so fleetmux gave up.',
        hint: NOT_KNOWN,
      }
    : { kind: 'late', what: 'The operation was cancelled before it had ended.', hint: NOT_KNOWN }
}

const NOT_KNOWN =
  'It may have been carried out nevertheless, or in part: check that before you try again.'

/** One line: host, unless `what` names it, then what, why, hint. */
export function sentence(failure: Failure): Clean {
  const { host = '' } = failure
  const where = host === '' || namesItsHost(failure, host) ? '' : `${host}: `
  const why = failure.why ? ` (${failure.why})` : ''
  const hint = failure.hint ? ` ${failure.hint}` : ''
  return says`${where}${failure.what}${why}${hint}`
}

/**
 * Whether `what` names this host. The text alone does not tell: a host may be called `The`, and a failure that names one
 * host may be reported for another one.
 */
export function namesItsHost({ what, namesHost }: Failure, host: string): boolean {
  return namesHost === true && what.split(/[ :]/).includes(host)
}
