import type { RunOrder } from '../../../state/runs/order.ts'
import { type KubeRunPlace, podName } from '../../../state/runs/run-place.ts'

/** The container of the pod in which the agent runs. */
export const CONTAINER = 'run'
/** Seconds for whoever follows a run to read its end, and to bring home what it made. */
const AFTERWARDS = 900
/** Seconds between the request to delete it and its end: who still reads its streams reads them to the end. */
const GRACE = 10

/**
 * A pod that only sleeps: the run is started in it as on any host. It ends by itself when the time of the run is over,
 * also where nobody is left to delete it. No secret stands in it: the environment is sent to the run itself.
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

/** Seconds: `infinity` is not known to every sleep. */
const FOREVER = 10 * 365 * 24 * 3600

/** A label has at most 63 characters, the last of them a letter or a digit. */
const labelOf = (id: string) => id.slice(0, 63).replace(/[^A-Za-z0-9]+$/, '')
