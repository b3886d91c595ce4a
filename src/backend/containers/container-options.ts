import type { HostPlace } from '../../state/model/host-config.ts'

/** A container, addressed by docker's options. */
export type DockerPlace = Pick<HostPlace, 'context' | 'user' | 'workdir'> & {
  readonly container: string
}

/** A container of a pod, addressed by kubectl's options. */
export type KubePlace = Pick<HostPlace, 'context' | 'namespace' | 'pod' | 'selector' | 'container'>
