import { FailureError } from '../model/failure.ts'

/** A container that is created from an image for one run. */
export type RunPlace = DockerRunPlace | KubeRunPlace

/** A container on this machine. */
export interface DockerRunPlace {
  readonly kind: 'docker'
  readonly image: string
  readonly volumes: readonly Volume[]
  readonly network?: string
  /** `UID:GID`, `UID` or `root`; default: the user who starts the run. */
  readonly user?: string
}

/** A pod of a cluster. */
export interface KubeRunPlace {
  readonly kind: 'kube'
  readonly image: string
  readonly context?: string
  readonly namespace?: string
  readonly serviceAccount?: string
  readonly limits: Readonly<Record<string, string>>
  /** Timeout for the pod to become ready, in milliseconds. */
  readonly startDeadline: number
}

/** A mount: of a directory or file if `source` is a path, else of the volume with that name. */
export interface Volume {
  readonly source: string
  readonly target: string
  readonly readOnly: boolean
}

/**
 * The image in a value of `--on`: `docker:IMAGE` or `kube:IMAGE`. null: the value is a host. `docker:22` is port 22 of
 * a host named docker.
 * @throws FailureError (usage) if IMAGE is not a valid image name.
 */
export function readImage(text: string): Pick<RunPlace, 'kind' | 'image'> | null {
  const [, kind, image = ''] = /^(docker|kube):(.*)$/s.exec(text) ?? []
  if ((kind !== 'docker' && kind !== 'kube') || /^\d{1,5}$/.test(image)) return null
  if (/^[a-z0-9][\w.:/@-]{0,510}$/i.test(image)) return { kind, image }
  throw new FailureError({
    kind: 'usage',
    what: `${JSON.stringify(text)} contains no image name.`,
    hint: `Use ${kind}:IMAGE, such as ${kind}:node:22 or ${kind}:registry.example.org/team/agent:1.`,
  })
}

/** Parses `SOURCE:TARGET`, with `:ro` for read-only. @throws FailureError (usage) for anything else. */
export function readVolume(text: string): Volume {
  const [, source = '', target = '', mode] =
    /^([^:\p{C}]+):(\/[^:\p{C}]*)(?::(ro|rw))?$/u.exec(text) ?? []
  if (source !== '') return { source, target, readOnly: mode === 'ro' }
  throw new FailureError({
    kind: 'usage',
    what: `--volume must be HOST:CONTAINER or HOST:CONTAINER:ro, not ${JSON.stringify(text)}.`,
    hint: 'For example: --volume ~/.cache/pip:/cache or --volume ./data:/data:ro.',
  })
}

/** Checks the user for a container. @throws FailureError (usage) if the user is not valid in every image. */
export function readUser(text: string): string {
  if (/^(?:root|\d{1,10}(?::\d{1,10})?)$/.test(text)) return text
  throw new FailureError({
    kind: 'usage',
    what: `--user must be UID:GID or root, not ${JSON.stringify(text)}.`,
    hint: 'Use numeric ids, because user names exist only in some images.',
  })
}

/** Parses `cpu=1,memory=1Gi`. @throws FailureError (usage) for anything else. */
export function readLimits(text: string): Readonly<Record<string, string>> {
  const parts = text.split(',').map(part => part.trim())
  return Object.fromEntries(
    parts.map(part => {
      const [, name, quantity] = /^([a-z][a-z0-9./-]{0,62})=(\d[\w.]{0,30})$/i.exec(part) ?? []
      if (name !== undefined && quantity !== undefined) return [name, quantity]
      throw new FailureError({
        kind: 'usage',
        what: `--limits must be NAME=QUANTITY, not ${JSON.stringify(part)}.`,
        hint: 'For example: --limits cpu=1,memory=1Gi.',
      })
    }),
  )
}

/** The name of a run's pod, which is its host in the fleet: lower case, without underscores or dots. */
export function podName(id: string): string {
  const plain = id
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replace(/-+$/, '')
  return `fleetmux-run-${plain}`
}
