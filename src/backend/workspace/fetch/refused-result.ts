import { FailureError } from '../../../state/model/failure.ts'

/** The failure for results of a host that were refused. Nothing was changed locally. */
export function refusedResult(host: string, why: string, hint?: string): FailureError {
  return new FailureError({
    kind: 'refused',
    host,
    what: 'The results were not taken; the repository here is as it was.',
    why,
    hint: hint ?? 'Look at the workspace on the host by hand: whatever runs there can change it.',
  })
}
