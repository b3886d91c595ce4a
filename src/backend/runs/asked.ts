import { FailureError } from '../../state/model/failure.ts'
import type { ApprovalRequest } from '../../state/runs/kept-rule.ts'
import type { RunReader } from '../../state/runs/reader/run-reader.ts'
import type { Transport } from '../transport/transport.ts'
import { followRun } from './follow-run.ts'

/**
 * The approval request with this interaction id; without an id, the oldest open one. @throws FailureError if the run
 * has no such request.
 */
export async function askedOf(
  transport: Transport,
  id: string,
  interactionId: string | null,
): Promise<ApprovalRequest> {
  const requests = new Map<string, ApprovalRequest>()
  let reader: RunReader | undefined
  await followRun(transport, id, {
    once: true,
    event(event) {
      if (event.type === 'approval_request') requests.set(event.interactionId, event)
    },
    reader(made) {
      reader = made
    },
  })
  const open = reader?.dialect.state().open ?? []
  const wanted = interactionId ?? oldest(id, open)
  const request = open.includes(wanted) ? requests.get(wanted) : undefined
  if (request) return request
  throw nothingAsked(id)
}

/** The oldest of these open requests. @throws FailureError if there is none. */
export function oldest(id: string, open: readonly string[]): string {
  const [first] = open
  if (first !== undefined) return first
  throw nothingAsked(id)
}

function nothingAsked(id: string): FailureError {
  return new FailureError({
    kind: 'refused',
    what: `The run ${id} is not waiting for an approval.`,
    hint: `To see what it is doing: fleetmux run show ${id}.`,
  })
}
