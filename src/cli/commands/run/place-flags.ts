import { THIS_MACHINE } from '../../../state/model/host-config.ts'
import type { RunOrder } from '../../../state/runs/order.ts'
import {
  type DockerRunPlace,
  type KubeRunPlace,
  podName,
  readImage,
  readLimits,
  readUser,
  readVolume,
} from '../../../state/runs/run-place.ts'
import { andList } from '../../../state/text/word-list.ts'
import { readDuration } from '../../args/duration.ts'
import { hostsOf } from '../../args/host-arguments.ts'
import { type Flags, usage } from '../../command/flag.ts'

/** Flags that are valid for only one kind of container. */
const OWN = {
  docker: ['volume', 'network', 'user'],
  kube: ['namespace', 'context', 'service-account', 'limits', 'start-deadline'],
} as const

/**
 * Where to run: on a host, or in a container that is created for the run.
 * @throws FailureError (usage) if --on names several places.
 */
export function placeOf(
  flags: Flags,
  id: string,
  usual = THIS_MACHINE,
): Pick<RunOrder, 'host' | 'place'> {
  const [place, ...others] = hostsOf(flags, flags.list('on'), '--on')
  if (others.length > 0)
    throw usage(
      `A run takes one host, but --on names ${andList([place ?? '', ...others])}.`,
      'Name one host, or start one run for each.',
    )
  const made = place === undefined ? null : readImage(place)
  for (const [kind, names] of Object.entries(OWN))
    if (made?.kind !== kind) refuse(flags, kind, names)
  if (made?.kind === 'docker') return { host: THIS_MACHINE, place: dockerPlace(flags, made.image) }
  if (made?.kind === 'kube' && flags.has('retries'))
    throw usage(
      '--retries cannot be used with a pod, because the pod is deleted after the first attempt.',
      'Omit --retries.',
    )
  if (made?.kind === 'kube') return { host: podName(id), place: kubePlace(flags, made.image) }
  return { host: place ?? usual }
}

function refuse(flags: Flags, kind: string, names: readonly string[]): void {
  const name = names.find(each => flags.has(each))
  if (name === undefined) return
  throw usage(`--${name} can only be used with --on ${kind}:IMAGE.`, `Omit --${name}.`)
}

function dockerPlace(flags: Flags, image: string): DockerRunPlace {
  const network = flags.text('network')
  const user = flags.text('user')
  return {
    ...{ kind: 'docker', image, volumes: flags.each('volume').map(readVolume) },
    ...(network !== undefined && { network }),
    ...(user !== undefined && { user: readUser(user) }),
  }
}

/** Default timeout, in milliseconds, for scheduling a pod, pulling its image and starting its container. */
const START = 120_000

function kubePlace(flags: Flags, image: string): KubeRunPlace {
  const [context, namespace] = [flags.text('context'), flags.text('namespace')]
  const serviceAccount = flags.text('service-account')
  const limits = flags.text('limits')
  return {
    ...{ kind: 'kube', image, startDeadline: readDuration(flags, 'start-deadline') ?? START },
    limits: limits === undefined ? {} : readLimits(limits),
    ...(context !== undefined && { context }),
    ...(namespace !== undefined && { namespace }),
    ...(serviceAccount !== undefined && { serviceAccount }),
  }
}

/** The hosts that --on names, without containers, which do not exist yet. */
export function hostsToOpen(flags: Flags): readonly string[] {
  const named = hostsOf(flags, flags.list('on'), '--on')
  return named.filter(each => readImage(each) === null)
}
