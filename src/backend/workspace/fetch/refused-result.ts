import { FailureError } from '../../../state/model/failure.ts'

class RefusedResultError extends FailureError {}

/** The failure for results of a host that were refused. Nothing was changed locally. */
export function refusedResult(host: string, why: string, hint?: string): FailureError {
  return new RefusedResultError({
    kind: 'refused',
    host,
    what: 'The results were rejected; the repository on this machine was not changed.',
    why,
    ...(hint !== undefined && { hint }),
  })
}

/** The failure for refused results with the advice to check the workspace, if it has no advice. Other errors stay. */
export function adviseOn(workspace: string, thrown: unknown): unknown {
  if (!(thrown instanceof RefusedResultError) || thrown.failure.hint !== undefined) return thrown
  const hint = `Check the workspace ${workspace} on the host by hand: programs on the host may have changed it.`
  return new FailureError({ ...thrown.failure, hint })
}
