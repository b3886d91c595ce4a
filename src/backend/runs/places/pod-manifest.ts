import type { RunOrder } from '../../../state/runs/order.ts'
import { type KubeRunPlace, podName } from '../../../state/runs/run-place.ts'

/** Name of the container in the pod in which the agent runs. */
export const CONTAINER = 'run'
/** Seconds that the pod remains after the run, so that its end can be read and its results fetched. */
const AFTERWARDS = 900
/** Seconds between deletion and the end of the pod, so that readers can read its streams to the end. */
const GRACE = 10

/**
 * The manifest of a pod that only sleeps; the run is then started in it as on any host. The pod ends after the run's
 * time limit even if nobody deletes it. The manifest contains no secrets: the environment is sent only to the run.
 */
export function podManifest(
  order: RunOrder,
  place: KubeRunPlace,
): Readonly<Record<string, unknown>> {
  const { image, serviceAccount, limits } = place
  const seconds = order.timeout + Math.ceil(place.startDeadline / 1000) + AFTERWARDS
  const hasLimits = Object.keys(limits).length > 0
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: podName(order.id), labels: { 'fleetmux.run': labelOf(order.id) } },
    spec: {
      restartPolicy: 'Never',
      terminationGracePeriodSeconds: GRACE,
      ...(order.timeout > 0 && { activeDeadlineSeconds: seconds }),
      ...(serviceAccount !== undefined && { serviceAccountName: serviceAccount }),
      containers: [
        {
          ...{ name: CONTAINER, image },
          command: ['sleep', String(order.timeout > 0 ? seconds : FOREVER)],
          ...(hasLimits && { resources: { limits } }),
        },
      ],
    },
  }
}

/** Ten years in seconds. Not `infinity`, because not every `sleep` supports it. */
const FOREVER = 10 * 365 * 24 * 3600

/** The run's id as a label value: at most 63 characters, ending with a letter or digit. */
const labelOf = (id: string) => id.slice(0, 63).replace(/[^A-Za-z0-9]+$/, '')
