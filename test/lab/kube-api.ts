import type { IncomingMessage, ServerResponse } from 'node:http'
import { text } from 'node:stream/consumers'
import type { TestPod } from './kube-pod.ts'

/** Paths that are answered with 403. */
export type Forbidden = { test(path: string): boolean }[]

/** What a client asks to be made or deleted. */
export interface Changes {
  create(manifest: Manifest): Promise<TestPod>
  remove(name: string): Promise<void>
}

export interface Manifest {
  readonly metadata: { readonly name: string; readonly labels?: Record<string, string> }
  readonly spec: { readonly containers: readonly { readonly name: string }[] }
}

/** What the API server says of its pods, as far as kubectl asks. */
export async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  pods: Map<string, TestPod>,
  forbidden: Forbidden,
  changes: Changes,
): Promise<void> {
  const url = new URL(request.url ?? '/', 'https://lab')
  const [status, body] = forbidden.some(each => each.test(url.pathname))
    ? refusal(403, 'Forbidden', 'pods is forbidden: User "me" cannot do that')
    : ((await change(request, url, pods, changes)) ?? resource(url, pods))
  response.writeHead(status, { 'content-type': 'application/json' })
  response.end(JSON.stringify(body))
}

async function change(
  request: IncomingMessage,
  { pathname }: URL,
  pods: Map<string, TestPod>,
  changes: Changes,
): Promise<[number, unknown] | null> {
  const [, namespace, name] =
    /^\/api\/v1\/namespaces\/([^/]+)\/pods(?:\/([^/]+))?$/.exec(pathname) ?? []
  if (request.method === 'POST' && namespace !== undefined) {
    const manifest = JSON.parse(await text(request))
    if (namespace !== 'default')
      return refusal(404, 'NotFound', `namespaces "${namespace}" not found`)
    return [201, describe(await changes.create(manifest))]
  }
  const pod = request.method === 'DELETE' ? pods.get(name ?? '') : undefined
  if (!pod) return null
  // As a cluster does: it is on its way out, and ends a moment later.
  pod.deleted = true
  setTimeout(() => void changes.remove(pod.name), 1500)
  return [200, describe(pod)]
}

function resource(url: URL, pods: Map<string, TestPod>): [number, unknown] {
  const { pathname, searchParams } = url
  const list = (kind: string, items: object) =>
    [200, { kind, apiVersion: 'v1', ...items }] as [number, unknown]
  if (pathname === '/version') return [200, { major: '1', minor: '32', gitVersion: 'v1.32.0' }]
  if (pathname === '/api') return list('APIVersions', { versions: ['v1'] })
  if (pathname === '/apis') return list('APIGroupList', { groups: [] })
  if (pathname === '/api/v1')
    return list('APIResourceList', { groupVersion: 'v1', resources: [PODS] })
  const space = /^\/api\/v1\/namespaces\/([^/]+)$/.exec(pathname)?.[1]
  if (space) return refusal(404, 'NotFound', `namespaces "${space}" not found`)
  const match = /^\/api\/v1(?:\/namespaces\/([^/]+))?\/pods(?:\/([^/]+))?$/.exec(pathname)
  if (!match) return refusal(404, 'NotFound', 'the server could not find the requested resource')
  const [, namespace, name] = match
  const wanted =
    searchParams
      .get('labelSelector')
      ?.split(',')
      .map(each => each.split(/==?/)) ?? []
  const fit = [...pods.values()].filter(pod =>
    wanted.every(([key = '', value]) => pod.labels[key] === value),
  )
  if (name === undefined) {
    const items = namespace === undefined || namespace === 'default' ? fit.map(describe) : []
    return list('PodList', { items, metadata: {} })
  }
  const pod = namespace === 'default' ? pods.get(name) : undefined
  return pod ? [200, describe(pod)] : refusal(404, 'NotFound', `pods "${name}" not found`)
}

const PODS = {
  name: 'pods',
  singularName: 'pod',
  namespaced: true,
  kind: 'Pod',
  verbs: ['create', 'delete', 'get', 'list', 'watch'],
  shortNames: ['po'],
}

function describe(pod: TestPod): unknown {
  const { name, uid, labels, containers, waiting, deleted, unscheduled } = pod
  const state = waiting === undefined ? { running: {} } : { waiting: { reason: waiting } }
  const deletion = deleted && { deletionTimestamp: '2026-01-01T00:00:00Z' }
  return {
    kind: 'Pod',
    apiVersion: 'v1',
    metadata: { name, namespace: 'default', uid, labels, ...deletion },
    spec: { containers: containers.map(each => ({ name: each, image: 'x' })) },
    status: {
      phase: (waiting ?? unscheduled) === undefined ? 'Running' : 'Pending',
      ...(unscheduled === undefined
        ? { containerStatuses: containers.map(each => ({ name: each, state, ready: !waiting })) }
        : { conditions: [unscheduledOf(unscheduled)] }),
    },
  }
}

function unscheduledOf(message: string) {
  return { type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message }
}

export function refusal(code: number, reason: string, message: string): [number, unknown] {
  return [code, { kind: 'Status', apiVersion: 'v1', status: 'Failure', message, reason, code }]
}

/** How a command ended, on the channel for that. */
export function status(exit: number): unknown {
  if (exit === 0) return { metadata: {}, status: 'Success' }
  return {
    metadata: {},
    status: 'Failure',
    message: `command terminated with non-zero exit code: exit status ${exit}`,
    reason: 'NonZeroExitCode',
    details: { causes: [{ reason: 'ExitCode', message: String(exit) }] },
  }
}
