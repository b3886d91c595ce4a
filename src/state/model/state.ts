import type { Alert } from './alert.ts'
import type { HostTest } from './check.ts'
import type { Importable } from './config-value.ts'
import type { Discovered } from './discovered.ts'
import type { Host } from './fleet.ts'
import type { Launch } from './launch.ts'
import type { Output, Watched } from './live-pane.ts'
import type { Entry } from './log-entry.ts'
import type { Broadcast } from './receipt.ts'
import type { Recording } from './recording.ts'
import type { FleetSearch } from './search.ts'
import type { Settings } from './settings.ts'
import type { Registry } from './tracked-session.ts'

/** The fleet as one immutable value. Times are epoch milliseconds. */
export interface State {
  readonly now: number
  readonly settings: Settings
  /** By name, in the order of the configuration; this machine first. */
  readonly hosts: ReadonlyMap<string, Host>
  readonly output: Output
  readonly watched: Watched
  /** Panes that are recorded now, and the number of the newest recording. */
  readonly recordings: readonly Recording[]
  readonly recorded: number
  /** What went wrong or was done, newest last, bounded. */
  readonly log: readonly Entry[]
  /** Texts that were sent to many panes and what became of each, newest last, bounded. */
  readonly broadcasts: readonly Broadcast[]
  /** Tracked sessions and the pool, as the state file has them; null until it was read. */
  readonly registry: Registry | null
  /** Ids of tracked sessions that were met on hosts and asked who they are. */
  readonly strangers: readonly string[]
  /** Memory of the process trees of tracked sessions, in bytes by id, where somebody asked. */
  readonly memory: ReadonlyMap<string, number> | null
  /** Sessions that are being started from prompts, newest last, bounded. */
  readonly launches: readonly Launch[]
  /** `on`: a person sits at a screen and is to be told. `last`: what they were told last. */
  readonly alerts: { readonly on: boolean; readonly last: Alert | null }
  /** The newest search over all screens. */
  readonly search: FleetSearch | null
  /** When the next visible age steps; null: nothing ages, no timer runs. */
  readonly wakeAt: number | null
  /** The newest test of each host that was tested, by its name. */
  readonly tests?: ReadonlyMap<string, HostTest>
  /** Hosts of the user's ssh_config, where somebody asked. */
  readonly importable?: readonly Importable[]
  /** Containers or pods that run, where somebody asked. */
  readonly discovered?: readonly Discovered[]
}
