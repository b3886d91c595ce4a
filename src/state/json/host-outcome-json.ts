import type { HostOutcome } from '../host-commands/host-command.ts'
import { failureJson } from './failure-json.ts'

/** The outcome of a command on one host, for `run-on --json` and the API. */
export function hostOutcomeJson(outcome: HostOutcome) {
  const { host, state } = outcome
  if (outcome.state === 'ran') return { host, state, ...outcome.output }
  return outcome.state === 'failed'
    ? { host, state, failure: failureJson(outcome.failure) }
    : { host, state }
}
