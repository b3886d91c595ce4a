import type { RunOrder } from '../../../state/runs/order.ts'
import type { KubeRunPlace } from '../../../state/runs/run-place.ts'
import type { RunRow, RunSpec } from '../../../state/runs/spec.ts'
import { createKube } from '../../containers/kube.ts'
import type { Transport } from '../../transport/transport.ts'
import { listRuns } from '../run-host.ts'
import { createPod, deletePod, isPodGone, waitForPod } from './kube-run.ts'
import { openPlaceRecords, type PlaceRecord } from './place-record.ts'
import { CONTAINER } from './pod-manifest.ts'

interface Begun {
  readonly spec: RunSpec
}

/** The pods created for this user's runs. Each is a host, named as in its cluster. */
export interface RunPods {
  /** Records of runs whose id has this prefix. */
  of(id: string): readonly PlaceRecord[]
  /** undefined: not a run's pod but an ordinary host. */
  find(host: string): PlaceRecord | undefined
  transport(record: PlaceRecord): Transport
  /** Creates a pod and calls `start`; if that rejects, deletes the pod again. */
  within<T extends Begun>(
    order: RunOrder,
    place: KubeRunPlace,
    how: {
      readonly say: (text: string) => void
      readonly start: (signal: AbortSignal) => Promise<T>
      readonly signal?: AbortSignal
    },
  ): Promise<T>
  /** The pod's run. If the pod is gone, the run as recorded here. */
  list(record: PlaceRecord, transport: Transport): Promise<readonly RunRow[]>
  /** Deletes the pod and its record here. */
  end(record: PlaceRecord): Promise<void>
  /** Deletes pods that are being created. */
  close(): Promise<void>
}

export function createRunPods(environment: NodeJS.ProcessEnv): RunPods {
  const records = openPlaceRecords(environment)
  const closing = new AbortController()
  const making = new Set<Promise<Begun>>()

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

  async function end(record: PlaceRecord): Promise<void> {
    await deletePod(record)
    records.remove(record.id)
  }

  async function list(record: PlaceRecord, transport: Transport): Promise<readonly RunRow[]> {
    try {
      const rows = await listRuns(transport)
      return rows.filter(({ spec }) => spec.id === record.id)
    } catch (thrown) {
      if (!(await isPodGone(record))) throw thrown
      if (record.spec) return [goneRow(record.pod, record.spec)]
      // The run never started: drop the record.
      records.remove(record.id)
      return []
    }
  }

  return {
    of: id => records.all().filter(record => record.id.startsWith(id)),
    find: host => records.all().find(({ pod }) => pod === host),
    transport: ({ pod, context, namespace }) =>
      createKube({
        ...{ name: pod, pod, container: CONTAINER },
        ...(context !== undefined && { context }),
        ...(namespace !== undefined && { namespace }),
      }),
    ...{ within, list, end },
    async close() {
      closing.abort(new Error('fleetmux ends'))
      await Promise.allSettled(making)
    },
  }
}

const goneRow = (host: string, spec: RunSpec): RunRow => ({
  ...{ host, spec, state: 'gone', code: null },
})
