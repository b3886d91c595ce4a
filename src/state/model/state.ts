import type { HostTest } from './check.ts'
import type { Discovered } from './discovered.ts'
import type { Host } from './fleet.ts'
import type { FleetRuns } from './fleet-run.ts'
import type { Launch } from './launch.ts'
import type { Output, Watched } from './live-pane.ts'
import type { Entry } from './log-entry.ts'
import type { Broadcast } from './receipt.ts'
import type { Recording } from './recording.ts'
import type { FleetSearch } from './search.ts'
import type { Alert } from './settings/alert.ts'
import type { Importable } from './settings/config-value.ts'
import type { Settings } from './settings/settings.ts'
import type { Registry } from './tracked-session.ts'
import type { Work } from './work.ts'

/** The fleet as one immutable value. Times are epoch milliseconds. */
export interface State {
  readonly now: number
  readonly settings: Settings
  /** The hosts by name: this machine first, then in the order of the configuration. */
  readonly hosts: ReadonlyMap<string, Host>
  readonly output: Output
  readonly watched: Watched
  /** The panes that are being recorded into files now. */
  readonly recordings: readonly Recording[]
  /** The number (`id`) of the recording that was begun last; 0: none. The next recording gets the next number. */
  readonly recorded: number
  /** The log, newest last, bounded. */
  readonly log: readonly Entry[]
  /** Texts that were sent to several panes and their receipts, newest last, bounded. */
  readonly broadcasts: readonly Broadcast[]
  /** Content of the state file: tracked sessions and the pool; null until the file has been read. */
  readonly registry: Registry | null
  /**
   * Ids of sessions that hosts report as started by fleetmux, but that the state file lacks. fleetmux has already
   * requested their records from the hosts, so it does not repeat the request.
   */
  readonly strangers: readonly string[]
  /** Memory of the process trees of tracked sessions, in bytes by id; null until requested. */
  readonly memory: ReadonlyMap<string, number> | null
  /** Launches of sessions from prompts, newest last, bounded. */
  readonly launches: readonly Launch[]
  /** Alerts about panes that need the user. */
  readonly alerts: {
    /** Whether a user at a screen gets alerts. */
    readonly on: boolean
    /** Whether the user's command for alerts is not run. */
    readonly silent?: boolean
    /** The last alert; null: no alert yet. */
    readonly last: Alert | null
  }
  /** The runs of all hosts, and the conversation of the run that is opened on the runs screen. */
  readonly runs: FleetRuns
  /** The worktree sessions, as of the last request. */
  readonly work: Work
  /** The newest search over all screens. */
  readonly search: FleetSearch | null
  /** When the next visible age label changes; null: no label changes and no timer runs. */
  readonly wakeAt: number | null
  /** The newest test of each tested host, by the host's name. */
  readonly tests?: ReadonlyMap<string, HostTest>
  /** Hosts of the user's ssh_config, if requested. */
  readonly importable?: readonly Importable[]
  /** Running containers or pods, if requested. */
  readonly discovered?: readonly Discovered[]
}
