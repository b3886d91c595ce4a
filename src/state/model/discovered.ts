import type { HostEntry } from './host-config.ts'

/** What is looked through for hosts that nobody has written down yet. */
export type DiscoverFrom = 'docker' | 'kube'

/** A container or pod that is running. */
export interface Discovered {
  /** What would stand in the configuration for it. */
  readonly entry: HostEntry
  /** Its tmux: how many sessions there are; null where there is no tmux. */
  readonly sessions: number | null
  /** Why it could not be looked into. */
  readonly trouble?: string
  /** The host of the configuration that it is already. */
  readonly known?: string
}
