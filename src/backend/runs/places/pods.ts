import type { RunOrder } from '../../../state/runs/order.ts'
import type { KubeRunPlace } from '../../../state/runs/run-place.ts'
import type { RunRow, RunSpec } from '../../../state/runs/spec.ts'
import type { Transport } from '../../transport/transport.ts'
import { listRuns } from '../run-host.ts'
import type { PlaceRecord } from './place-record.ts'
import { openPlaceRecords } from './place-store.ts'
import { CONTAINER } from './pod-manifest.ts'

interface Begun {
  readonly spec: RunSpec
}

/** The pods that were created for this user's runs. fleetmux treats each pod as a host whose name is the pod's name. */
export interface RunPods {
  /** The stored records (namespace, pod name, run ...) of the pods of all runs whose id starts with this prefix. */
  of(id: string): Promise<readonly PlaceRecord[]>
  /** Where the pod of this name is, and its run; undefined: the host is not a pod of a run. */
  find(host: string): Promise<PlaceRecord | undefined>
  /** The transport to the pod that is this host, one for all callers; null: the host is not a pod of a run. */
  transport(host: string): Promise<Transport | null>
  /** Creates a pod and calls `start`. If `start` rejects, deletes the pod. */
  within<T extends Begun>(
    order: RunOrder,
    place: KubeRunPlace,
    how: {
      readonly say: (text: string) => void
      readonly start: (signal: AbortSignal) => Promise<T>
      readonly signal?: AbortSignal
    },
  ): Promise<T>
  /** The pod's run. If the pod does not exist any more, the run as stored on this machine. */
  list(record: PlaceRecord, transport: Transport): Promise<readonly RunRow[]>
  /** Deletes the pod, and this machine's record of it. */
  end(record: PlaceRecord): Promise<void>
  /** Deletes pods whose creation is not finished. */
  close(): Promise<void>
  closeTransports(): Promise<void>
}

export function createRunPods(environment: NodeJS.ProcessEnv): RunPods {
  const records = openPlaceRecords(environment)
  const closing = new AbortController()
  const making = new Set<Promise<Begun>>()
  const transports = new Map<string, Promise<Transport>>()
  /** Loaded only if a run has a pod. */
  const kube = () => import('./kube-run.ts')

  const within: RunPods['within'] = (order, place, { say, start, signal }) => {
    const give = signal ? AbortSignal.any([signal, closing.signal]) : closing.signal
    const made = make(order, place, say, give, start)
    making.add(made)
    const forget = () => making.delete(made)
    made.then(forget, forget)
    return made
  }

  async function make<T extends Begun>(
    order: RunOrder,
    place: KubeRunPlace,
    say: (text: string) => void,
    signal: AbortSignal,
    start: (signal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    const { createPod, waitForPod } = await kube()
    const record = await createPod(order, place)
    try {
      records.write(record)
      await waitForPod(record, place, say, signal)
      const begun = await start(signal)
      records.write({ ...record, spec: begun.spec })
      return begun
    } catch (thrown) {
      await end(record)
      throw thrown
    }
  }

  async function find(host: string): Promise<PlaceRecord | undefined> {
    return (await records.all()).find(({ pod }) => pod === host)
  }

  async function end(record: PlaceRecord): Promise<void> {
    await (await kube()).deletePod(record)
    records.remove(record.id)
  }

  async function list(record: PlaceRecord, transport: Transport): Promise<readonly RunRow[]> {
    try {
      const rows = await listRuns(transport)
      return rows.filter(({ spec }) => spec.id === record.id)
    } catch (thrown) {
      const { isPodGone } = await kube()
      if (!(await isPodGone(record))) throw thrown
      if (record.spec) return [goneRow(record.pod, record.spec)]
      // The run never started, so the record of its pod is removed.
      records.remove(record.id)
      return []
    }
  }

  return {
    of: async id => (await records.all()).filter(record => record.id.startsWith(id)),
    find,
    async transport(host) {
      const record = transports.has(host) ? undefined : await find(host)
      if (record) transports.set(host, open(record))
      return transports.get(host) ?? null
    },
    ...{ within, list, end },
    async close() {
      closing.abort(new Error('fleetmux ends'))
      await Promise.allSettled(making)
    },
    async closeTransports() {
      await Promise.all([...transports.values()].map(async each => (await each).close()))
    },
  }
}

async function open({ pod, context, namespace }: PlaceRecord): Promise<Transport> {
  const { createKube } = await import('../../containers/kube.ts')
  return createKube({
    ...{ name: pod, pod, container: CONTAINER },
    ...(context !== undefined && { context }),
    ...(namespace !== undefined && { namespace }),
  })
}

const goneRow = (host: string, spec: RunSpec): RunRow => ({
  ...{ host, spec, state: 'gone', code: null },
})
