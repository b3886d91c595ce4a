import { FailureError, type FailureText } from '../model/failure.ts'

/** Why a run could not start. The codes are those of the program agent-mux. */
export type RunErrorCode =
  | 'AGENT_NOT_FOUND'
  | 'AGENT_NOT_INSTALLED'
  | 'AUTH_ERROR'
  | 'CAPABILITY_ERROR'
  | 'SESSION_NOT_FOUND'
  | 'PROFILE_ERROR'

/** A failure to start a run, before the run's first event, with a code for programs. */
export class RunError extends FailureError {
  readonly code: RunErrorCode

  constructor(code: RunErrorCode, words: FailureText) {
    super(words)
    this.code = code
  }
}
