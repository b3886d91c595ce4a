import type { HostPlace } from '../../state/model/host-config.ts'

/** A container, as docker's own words name it. */
export type DockerPlace = Pick<HostPlace, 'context' | 'user' | 'workdir'> & {
  readonly container: string
}

/** A container of a pod, as kubectl's own words name it. */
export type KubePlace = Pick<HostPlace, 'context' | 'namespace' | 'pod' | 'selector' | 'container'>
