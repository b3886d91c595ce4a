import { FailureError } from '../../../state/model/failure.ts'

/** The failure for results of a host that were refused. Nothing was changed locally. */
export function refusedResult(host: string, why: string, hint?: string): FailureError {
  return new FailureError({
    kind: 'refused',
    host,
    what: 'The results were rejected; the repository on this machine was not changed.',
    why,
    hint:
      hint ?? 'Check the workspace on the host by hand: programs on the host may have changed it.',
  })
}
