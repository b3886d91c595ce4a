import * as z from 'zod'
import { type Failure, makeFailure } from '../../state/model/failure.ts'
import { readJsonAnswer } from '../files/json-answer.ts'
import type { KubePlace } from './container-options.ts'
import { kubectl } from './kube-hint.ts'

/** A pod and the chosen container in it. */
export interface Pod {
  readonly name: string
  /** Distinguishes this pod from a later pod of the same name. */
  readonly uid: string
  readonly container: string
}

/**
 * Maximum pods in a list, containers in a pod, and characters in a text of kubectl's JSON; if it has more, the answer
 * is refused. Names are checked more strictly, because they are used in command lines.
 */
const KUBE_LIMITS = { pods: 5000, containers: 100, text: 300 } as const

const text = z.string().max(KUBE_LIMITS.text)
const podName = z.string().regex(/^[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?$/, 'not a valid pod name')
const containerName = z
  .string()
  .regex(/^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/, 'not a valid container name')

const statusSchema = z.object({
  name: containerName,
  state: z
    .object({
      running: z.object({}).optional(),
      waiting: z.object({ reason: text.optional() }).optional(),
      terminated: z.object({ reason: text.optional() }).optional(),
    })
    .optional(),
})

const podSchema = z.object({
  metadata: z.object({
    name: podName,
    namespace: text.optional(),
    uid: text,
    deletionTimestamp: text.optional(),
    annotations: z
      .object({ 'kubectl.kubernetes.io/default-container': containerName.optional() })
      .optional(),
  }),
  spec: z.object({
    containers: z.array(z.object({ name: containerName })).max(KUBE_LIMITS.containers),
  }),
  status: z.object({
    phase: text.optional(),
    containerStatuses: z.array(statusSchema).max(KUBE_LIMITS.containers).optional(),
  }),
})

export type KubePod = z.infer<typeof podSchema>

const listSchema = z.object({
  kind: z.string().optional(),
  items: z.array(podSchema).max(KUBE_LIMITS.pods),
})

/**
 * Parses `kubectl get pod(s) -o json`: one pod or a list.
 * @throws FailureError with the JSON path of the first error.
 */
export function parsePods(printed: string, host?: string): readonly KubePod[] {
  const failure = {
    ...(host !== undefined && { host }),
    what: 'fleetmux cannot read the output of `kubectl get pods -o json`.',
    hint: 'Try the command by hand. `kubectl version` shows whether client and cluster have compatible versions.',
  }
  const found = readJsonAnswer(printed, shapeSchema, failure)
  if ('items' in found) return readJsonAnswer(printed, listSchema, failure).items
  return [readJsonAnswer(printed, podSchema, failure)]
}

/** Parses only as much as is needed to distinguish a list from a single pod. */
const shapeSchema = z.union([z.object({ items: z.unknown() }).required(), z.object({})])

/**
 * The pod that matches `place`, or a failure. If several pods match, none is chosen: the next call could choose another
 * pod as the same host.
 */
export function choosePod(
  place: KubePlace,
  found: readonly KubePod[],
): Pod | Omit<Failure, 'host'> {
  const live = found.filter(pod => isLive(pod))
  const [pod] = live
  if (!pod) return none(place, found)
  if (live.length > 1) {
    const names = live.map(each => each.metadata.name)
    return makeFailure({
      kind: 'unreachable',
      what: `${live.length} pods match ${place.selector}, but a host must be one pod.`,
      why: names.slice(0, 5).join(', '),
      hint: 'Narrow "selector" of the host, or set "pod". While pods are being replaced, wait and try again.',
    })
  }
  return inPod(place, pod)
}

function inPod(place: KubePlace, { metadata, spec, status }: KubePod): Pod | Omit<Failure, 'host'> {
  const names = spec.containers.map(each => each.name)
  const usual = metadata.annotations?.['kubectl.kubernetes.io/default-container']
  const container = place.container ?? usual ?? (names.length === 1 ? names[0] : undefined)
  const all = names.join(', ')
  if (container === undefined) {
    return makeFailure({
      kind: 'usage',
      what: `The pod ${metadata.name} has several containers: ${all}.`,
      hint: 'Set "container" of the host to one of them.',
    })
  }
  if (!names.includes(container)) {
    return makeFailure({
      kind: 'usage',
      what: `The pod ${metadata.name} has no container ${container}.`,
      why: `it has ${all}`,
      hint: 'Correct "container" of the host.',
    })
  }
  const state = status.containerStatuses?.find(each => each.name === container)?.state
  if (state?.running) return { name: metadata.name, uid: metadata.uid, container }
  return makeFailure({
    kind: 'unreachable',
    what: `The pod ${metadata.name} is not ready.`,
    why:
      state?.waiting?.reason ??
      state?.terminated?.reason ??
      status.phase ??
      'the container does not run',
    hint: `Find out why: ${kubectl(place, 'describe', 'pod', metadata.name)}.`,
  })
}

/** Whether the pod can run commands. A pod that is being deleted cannot, whatever its status. */
function isLive({ metadata, status }: KubePod): boolean {
  const over = status.phase === 'Succeeded' || status.phase === 'Failed'
  return metadata.deletionTimestamp === undefined && !over
}

function none(place: KubePlace, found: readonly KubePod[]): Omit<Failure, 'host'> {
  const what =
    place.pod === undefined
      ? `No pod matches ${place.selector}.`
      : `The pod ${place.pod} is no longer running.`
  const [last] = found
  const phase = last?.status.phase
  const why = last?.metadata.deletionTimestamp
    ? 'the pod is being deleted'
    : phase && `its phase is ${phase}`
  const hint =
    place.pod === undefined
      ? `${kubectl(place, 'get', 'pods', '--show-labels')} shows the pods and their labels. Correct "selector" of the host, or wait until such a pod runs.`
      : `${kubectl(place, 'get', 'pods')} shows the pods. If a host of the configuration names this pod, correct "pod" of the host.`
  return makeFailure({
    kind: place.pod === undefined ? 'missing' : 'unreachable',
    what,
    ...(why && { why }),
    hint,
  })
}
