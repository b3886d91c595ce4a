import type { RunOrder } from '../../../state/runs/order.ts'
import { type KubeRunPlace, podName } from '../../../state/runs/run-place.ts'

/** The pod's container in which the agent runs. */
export const CONTAINER = 'run'
/** Seconds that the pod stays after the run, to read its end and fetch its results. */
const AFTERWARDS = 900
/** Seconds of grace on deletion, so that readers can finish reading its streams. */
const GRACE = 10

/**
 * A pod that only sleeps: the run is started in it as on any host. It ends by itself after the run's time limit, even
 * if nobody deletes it. The manifest holds no secrets: the environment is sent to the run itself.
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

/** Seconds, because not every sleep knows `infinity`. */
const FOREVER = 10 * 365 * 24 * 3600

/** A label has at most 63 characters and must end with a letter or digit. */
const labelOf = (id: string) => id.slice(0, 63).replace(/[^A-Za-z0-9]+$/, '')
