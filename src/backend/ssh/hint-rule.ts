import type { FailureKind } from '../../state/model/failure.ts'
import type { SshError } from './ssh-error.ts'

/** One cause of a failed login, recognised by ssh's error messages. */
export interface HintRule {
  readonly when: RegExp
  readonly only?: (trouble: SshError) => boolean
  readonly kind?: FailureKind
  /** Set if only a human can solve the problem. fleetmux then does not reconnect to the host by itself. */
  readonly person?: true
  readonly what: string
  readonly hint: (trouble: SshError, match: RegExpExecArray) => string
}
