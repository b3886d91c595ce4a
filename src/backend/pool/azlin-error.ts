import { type Failure, FailureError, makeFailure } from '../../state/model/failure.ts'
import { redact } from './redact.ts'

/** A failed azlin call. */
export interface FailedCall {
  /** The command as a user would type it: `azlin list -o json`. */
  readonly line: string
  readonly code: number
  readonly text: string
}

/** A failure of azlin. `passing`: the same call may succeed later. */
export class AzlinError extends FailureError {
  readonly passing: boolean
  /** Whether the quota for this machine size is used up. If so, further machines of the size will fail as well. */
  readonly exhausted: boolean

  constructor(failure: Failure, { passing = false, exhausted = false } = {}) {
    super(failure)
    this.name = 'AzlinError'
    this.passing = passing
    this.exhausted = exhausted
  }
}

interface Rule {
  readonly when: RegExp
  readonly code?: number
  readonly kind: Failure['kind']
  readonly what: string
  readonly hint: (line: string) => string
  readonly passing?: true
  readonly exhausted?: true
  /** Set if only a human can solve the problem. */
  readonly person?: true
}

const LOG_IN = () => 'Run `az login`, then try again.'
const LATER = () => 'Wait some minutes and try again.'

/**
 * Rules that explain azlin's messages. The first matching rule counts, so order matters: "rate limit" is temporary,
 * "quota limit" is not.
 */
const RULES: readonly Rule[] = [
  {
    when: /./,
    code: 127,
    kind: 'unreachable',
    what: 'azlin is not installed on this machine.',
    hint: () => 'Install azlin, the program with which fleetmux creates and finds Azure machines.',
    person: true,
  },
  {
    when: /is Azure CLI installed|\baz: (?:command )?not found|No such file.*\baz\b/i,
    kind: 'unreachable',
    what: 'azlin needs the Azure CLI (`az`), which is not installed on this machine.',
    hint: () => 'Install the Azure CLI (`az`), then run `az login`.',
    person: true,
  },
  {
    when: /az login|not logged in|AADSTS\d+|InvalidAuthenticationToken|ExpiredAuthenticationToken|`?az account show`? failed|No subscriptions? found/i,
    kind: 'unreachable',
    what: 'azlin is not logged in to Azure.',
    hint: LOG_IN,
    person: true,
  },
  {
    when: /confirmation required|not a terminal|\[y\/n\]|\(y\/n\)/i,
    kind: 'refused',
    what: 'azlin asks for a confirmation that fleetmux cannot give for you.',
    hint: line => `Run the command once by hand and answer the question: \`${line}\``,
    person: true,
  },
  {
    when: /rate.?limit|throttl|TooManyRequests|too many requests|\b429\b/i,
    kind: 'remote',
    what: 'Azure limits the rate of requests.',
    hint: LATER,
    passing: true,
  },
  {
    when: /quota|limit/i,
    kind: 'refused',
    what: 'The quota of this Azure subscription is exhausted.',
    hint: () =>
      'Choose a smaller machine or another region, remove idle machines, or request more quota from Azure.',
    exhausted: true,
  },
  {
    when: /SkuNotAvailable|AllocationFailed|OverconstrainedAllocation|not available in (?:location|region)/i,
    kind: 'refused',
    what: 'Azure has no machine of this size in this region.',
    hint: () => 'Choose another size of machine, or another region.',
    exhausted: true,
  },
  {
    when: /AuthorizationFailed|does not have authorization|\bForbidden\b/i,
    kind: 'refused',
    what: 'Your Azure account does not have the permission to do this.',
    hint: () =>
      'Ask the owner of the subscription, or choose another subscription: `az account set`.',
    person: true,
  },
  {
    when: /timed? ?out|temporar|connection (?:reset|refused|aborted)|ServiceUnavailable|InternalServerError|GatewayTimeout|\b50[0234]\b|try again|RetryableError|AnotherOperationInProgress|name resolution|network is unreachable/i,
    kind: 'remote',
    what: 'Azure has a temporary error.',
    hint: LATER,
    passing: true,
  },
  {
    when: /ResourceNotFound|VM .*not found|could not find VM|no VM named/i,
    kind: 'missing',
    what: 'Azure has no such machine.',
    hint: () => '`azlin list --all` shows the existing machines.',
  },
  {
    when: /./,
    code: 2,
    kind: 'usage',
    what: 'azlin rejected the arguments.',
    hint: line =>
      `fleetmux supports azlin 2.7 (check \`azlin --version\`). The command was: \`${line}\``,
  },
]

/** Explains azlin's error message, without the secrets and ids in it, which must not be logged. */
export function azlinError({ line, code, text }: FailedCall): AzlinError {
  const said =
    redact(text.replace(/\x1b\[[\d;]*m/g, '')).trim() || `azlin ended with exit code ${code}`
  const rule = RULES.find(each => (each.code ?? code) === code && each.when.test(said))
  const failure: Failure = makeFailure({
    kind: rule?.kind ?? 'remote',
    what: rule?.what ?? 'azlin failed.',
    why: telling(said, rule?.code === undefined ? rule?.when : undefined),
    hint: redact((rule?.hint ?? (typed => `Try it by hand: \`${typed}\``))(line)),
    ...(rule?.person && { needsPerson: true as const }),
  })
  return new AzlinError(failure, {
    passing: rule?.passing ?? false,
    exhausted: rule?.exhausted ?? false,
  })
}

const DELETES = /^azlin delete /

/** The error for an azlin call that did not end within `deadline` milliseconds. */
export function azlinLate(line: string, deadline: number): AzlinError {
  return new AzlinError(
    makeFailure({
      kind: 'late',
      what: 'azlin did not answer in time.',
      why: `${redact(line)}: nothing within ${deadline / 1000} s`,
      hint: `${DELETES.test(line) ? 'The machine may be deleted or not: `azlin list --all` shows it. ' : ''}Run the command by hand to see what azlin waits for: \`${redact(line)}\``,
    }),
  )
}

/**
 * Finds the line of azlin's error output that says the reason: the first that matches the pattern `when`, else the
 * first that begins with "error", else the last line.
 */
function telling(said: string, when: RegExp | undefined): string {
  const lines = said.split('\n').map(line => line.replace(/\p{C}+/gu, ' ').trim())
  const full = lines.filter(line => line !== '')
  return (
    full.find(line => when?.test(line)) ??
    full.find(line => /^error/i.test(line)) ??
    full.at(-1) ??
    ''
  )
}
