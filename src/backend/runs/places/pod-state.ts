import * as z from 'zod'
import { readJsonAnswer } from '../../files/json-answer.ts'

/** Whether a pod is ready, and if not, the cluster's reason. */
export type PodState =
  | { readonly kind: 'ready' }
  /** The pod may still become ready. `why` is empty if there is no reason yet. */
  | { readonly kind: 'waiting'; readonly why: string }
  /** The pod will not become ready. */
  | { readonly kind: 'failed'; readonly why: string }

const text = z.string().max(4000)

const podSchema = z.object({
  metadata: z.object({ deletionTimestamp: text.optional() }),
  status: z.object({
    phase: text.optional(),
    reason: text.optional(),
    message: text.optional(),
    conditions: z
      .array(
        z.object({ type: text, status: text, reason: text.optional(), message: text.optional() }),
      )
      .max(100)
      .optional(),
    containerStatuses: z
      .array(
        z.object({
          state: z
            .object({
              running: z.object({}).optional(),
              waiting: z.object({ reason: text.optional(), message: text.optional() }).optional(),
              terminated: z
                .object({ reason: text.optional(), message: text.optional() })
                .optional(),
            })
            .optional(),
        }),
      )
      .max(100)
      .optional(),
  }),
})

/** Reasons of a waiting container that mean that it will never start. */
const HOPELESS: ReadonlySet<string> = new Set([
  ...['InvalidImageName', 'ErrImageNeverPull', 'CreateContainerConfigError'],
  ...['CreateContainerError', 'RunContainerError'],
])

/** Parses the output of `kubectl get pod -o json`. @throws FailureError if kubectl printed something else. */
export function readPodState(printed: string): PodState {
  const { metadata, status } = readJsonAnswer(printed, podSchema, {
    what: 'fleetmux cannot read the output of `kubectl get pod -o json`.',
    hint: 'Try the command by hand. `kubectl version` shows whether client and cluster have compatible versions.',
  })
  const state = status.containerStatuses?.[0]?.state
  if (metadata.deletionTimestamp !== undefined)
    return { kind: 'failed', why: 'the pod is being deleted' }
  if (state?.running) return { kind: 'ready' }
  if (state?.terminated)
    return { kind: 'failed', why: words(state.terminated, 'the container of the run ended') }
  if (status.phase === 'Failed' || status.phase === 'Succeeded')
    return { kind: 'failed', why: words(status, status.phase) }
  const { waiting } = state ?? {}
  if (waiting?.reason !== undefined && waiting.reason !== 'ContainerCreating')
    return { kind: HOPELESS.has(waiting.reason) ? 'failed' : 'waiting', why: words(waiting, '') }
  const unscheduled = status.conditions?.find(
    each => each.type === 'PodScheduled' && each.status === 'False',
  )
  return { kind: 'waiting', why: unscheduled ? words(unscheduled, '') : '' }
}

/** Maximum number of characters of a reason; `kubectl describe` shows the rest. */
const MOST = 300

function words(
  {
    reason,
    message,
  }: { readonly reason?: string | undefined; readonly message?: string | undefined },
  otherwise: string,
): string {
  return ([reason, message].filter(Boolean).join(': ') || otherwise).slice(0, MOST)
}
