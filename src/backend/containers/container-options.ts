import type { HostPlace } from '../../state/model/host-config.ts'

/** Fields that select a container for docker. */
export type DockerPlace = Pick<HostPlace, 'context' | 'user' | 'workdir'> & {
  readonly container: string
}

/** Fields that select a container of a pod for kubectl. */
export type KubePlace = Pick<HostPlace, 'context' | 'namespace' | 'pod' | 'selector' | 'container'>
