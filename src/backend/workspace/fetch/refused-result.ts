import { FailureError } from '../../../state/model/failure.ts'

/** What a host sent as results is not taken. Nothing has been changed here by then. */
export function refusedResult(host: string, why: string, hint?: string): FailureError {
  return new FailureError({
    kind: 'refused',
    host,
    what: 'The results were not taken; the repository here is as it was.',
    why,
    hint: hint ?? 'Look at the workspace on the host by hand: whatever runs there can change it.',
  })
}
