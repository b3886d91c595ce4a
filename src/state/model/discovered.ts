import type { Clean } from '../text/clean.ts'
import type { HostEntry } from './host-config.ts'

/** Where hosts that are not in the configuration are searched. */
export type DiscoverFrom = 'docker' | 'kube'

/** A container or pod that is running. */
export interface Discovered {
  /** The configuration entry that would be written for the container or pod. */
  readonly entry: HostEntry
  /** Number of tmux sessions in the container or pod; null: it has no tmux. */
  readonly sessions: number | null
  /** Why the container or pod could not be checked. */
  readonly trouble?: Clean
  /** The configured host that is the same container or pod. */
  readonly known?: string
}
