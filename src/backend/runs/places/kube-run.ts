import { setTimeout as delay } from 'node:timers/promises'
import * as z from 'zod'
import { FailureError } from '../../../state/model/failure.ts'
import type { RunOrder } from '../../../state/runs/order.ts'
import type { KubeRunPlace } from '../../../state/runs/run-place.ts'
import { monotonic, withDeadline } from '../../clock.ts'
import { askKube } from '../../containers/kube.ts'
import { explainKubeError, isMissing } from '../../containers/kube-hint.ts'
import { readJsonAnswer } from '../../files/json-answer.ts'
import type { Result } from '../../transport/transport.ts'
import type { PlaceRecord } from './place-record.ts'
import { createFailure, kubectl } from './pod-create-hint.ts'
import { podManifest } from './pod-manifest.ts'
import { readPodState } from './pod-state.ts'

/**
 * Time limit of a request to the cluster, and time between two polls of a pod that is not ready, both in milliseconds.
 */
const [DEADLINE, PAUSE] = [20_000, 1000]

type Where = Pick<KubeRunPlace, 'context' | 'namespace'>

const createdSchema = z.object({
  metadata: z.object({ name: z.string().max(300), namespace: z.string().max(300) }),
})

/**
 * Creates a pod for a run and returns the record that says where the pod is. Rejects with a FailureError if the cluster
 * refuses the pod.
 */
export async function createPod(order: RunOrder, place: KubeRunPlace): Promise<PlaceRecord> {
  const context = place.context ?? (await currentContext())
  const where = { ...place, ...(context !== undefined && { context }) }
  const stdin = JSON.stringify(podManifest(order, place))
  const words = ['create', '--validate=false', '-f', '-', '-o', 'json']
  const { code, stdout, stderr } = await ask(where, words, stdin)
  if (code !== 0) throw createFailure(place, stderr.toString())
  const { metadata } = readJsonAnswer(stdout.toString(), createdSchema, {
    what: 'fleetmux cannot read the output of `kubectl create -o json`.',
    hint: `Check which pods were created: ${kubectl(where, 'get', 'pods', '-l', 'fleetmux.run')}.`,
  })
  return {
    ...{ kind: 'kube', id: order.id, pod: metadata.name, namespace: metadata.namespace },
    ...(context !== undefined && { context }),
  }
}

/**
 * The name of kubectl's current context. It is stored, because the user may change it before the run is followed.
 * undefined: there is none, as inside a cluster.
 */
async function currentContext(): Promise<string | undefined> {
  const { code, stdout } = await ask({}, ['config', 'current-context'])
  const name = stdout.toString().trim()
  return code === 0 && name !== '' ? name : undefined
}

/**
 * Resolves as soon as the pod accepts commands. `say` is called with the reason for waiting. Rejects with a
 * FailureError if the pod will not start.
 */
export async function waitForPod(
  record: PlaceRecord,
  place: KubeRunPlace,
  say: (text: string) => void,
  signal: AbortSignal,
): Promise<void> {
  const until = monotonic() + place.startDeadline
  let told = ''
  for (;;) {
    const state = readPodState(await describe(record, place))
    if (state.kind === 'ready') return
    if (state.kind === 'failed') throw notReady(record, state.why)
    if (state.why !== told && state.why !== '') say(`The pod waits: ${state.why}`)
    told = state.why
    if (monotonic() > until) throw late(record, place, told)
    // Only this timer keeps the process alive between two polls.
    await delay(PAUSE, undefined, { signal })
  }
}

async function describe(record: PlaceRecord, place: KubeRunPlace): Promise<string> {
  const { code, stdout, stderr } = await ask(record, ['get', 'pod', record.pod, '-o', 'json'])
  if (code === 0) return stdout.toString()
  throw new FailureError({
    ...explainKubeError({ ...place, pod: record.pod }, '', stderr.toString()),
    host: undefined,
  })
}

function notReady(record: PlaceRecord, why: string): FailureError {
  const what = 'The pod of the run cannot start, so the run was not started.'
  return new FailureError({ kind: 'remote', what, why, hint: nowOf(why, record) })
}

function late(record: PlaceRecord, { startDeadline }: KubeRunPlace, why: string): FailureError {
  return new FailureError({
    kind: 'late',
    what: `The pod of the run was not ready within ${startDeadline / 1000} s, so the run was not started.`,
    ...(why !== '' && { why }),
    hint: nowOf(why, record),
  })
}

function nowOf(why: string, record: PlaceRecord): string {
  if (/Unschedulable/.test(why))
    return 'Ask for less with --limits, or wait longer with --start-deadline 10m.'
  if (/Image/.test(why)) return 'Check the name of the image, and whether the cluster may pull it.'
  return `fleetmux deletes the pod. To see why the pod did not start: ${kubectl(record, 'get', 'events')}.`
}

/** Whether the pod has ended or been deleted. Rejects with a FailureError if that cannot be determined. */
export async function isPodGone(record: PlaceRecord): Promise<boolean> {
  const { code, stdout, stderr } = await ask(record, ['get', 'pod', record.pod, '-o', 'json'])
  if (code === 0) return readPodState(stdout.toString()).kind === 'failed'
  if (isMissing(stderr.toString())) return true
  throw failureOf(record, stderr)
}

/** Deletes the pod without waiting. A pod that does not exist is not an error. */
export async function deletePod(record: PlaceRecord): Promise<void> {
  const words = ['delete', 'pod', record.pod, '--ignore-not-found', '--wait=false']
  const { code, stderr } = await ask(record, words)
  if (code !== 0) throw failureOf(record, stderr)
}

function failureOf(record: PlaceRecord, stderr: Buffer): FailureError {
  return new FailureError(explainKubeError(record, record.pod, stderr.toString()))
}

/** What is unknown if kubectl does not answer, by its first word; otherwise it only reads. */
const UNKNOWN: Readonly<Record<string, string>> = {
  create: ', so fleetmux does not know whether it has created the pod for the run',
  delete: ', so fleetmux does not know whether it has deleted the pod of the run',
}

function ask(where: Where, words: readonly string[], stdin?: string): Promise<Result> {
  const [verb = ''] = words
  const what = `\`kubectl ${verb}\` did not answer within ${DEADLINE / 1000} s${UNKNOWN[verb] ?? ''}.`
  const hint = `To see the pods of runs: ${kubectl(where, 'get', 'pods', '-l', 'fleetmux.run')}. To delete one: ${kubectl(where, 'delete', 'pod', 'POD')}.`
  const late = () => new FailureError({ kind: 'late', what, hint })
  return withDeadline({ deadline: DEADLINE, late }, signal => askKube(where, words, signal, stdin))
}
