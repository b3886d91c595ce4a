import type { Clean } from '../text/clean.ts'

/** The states of a session that was started from a prompt. */
export type RecordStatus = 'pending' | 'running' | 'completed' | 'failed' | 'killed'

/** The subcommand of amplihack (an agent), which says how to handle the prompt. */
export type CommandMode = 'auto' | 'ultrathink' | 'analyze' | 'fix'

/** A tracked session as the state file keeps it. Times are epoch milliseconds. */
export interface SessionRecord {
  /** `sess-YYYYMMDD-HHMMSS-xxxx`, UTC; also the name of its tmux session. */
  readonly id: string
  /** The host on which the session runs (`vm_name` in the file). */
  readonly host: string
  /** The directory in which the session works: an absolute path on the host. */
  readonly workspace: Clean
  readonly tmuxSession: Clean
  /** The prompt as it is typed into the agent. It is cleaned only where it is shown. */
  readonly prompt: string
  /**
   * How the prompt is handled: a `CommandMode`, or another word if the amplihack program itself has written the record
   * into the state file.
   */
  readonly command: Clean
  readonly maxTurns: number
  readonly status: RecordStatus
  readonly memoryMb: number
  readonly createdAt: number
  readonly startedAt: number | null
  readonly completedAt: number | null
  readonly exitCode: number | null
  /**
   * The name of the agent. This field and the following ones are fleetmux's own; docs/decisions/0009-state-file.md says
   * where the file stores them.
   */
  readonly agent: Clean
  /**
   * Absolute path of the local repository whose copy the session got; '' if the session was started on another machine.
   */
  readonly repository: string
  /** The commit that the workspace started from. Results are the commits after it. '' if unknown. */
  readonly base: Clean
  /** Set if the host is in the configuration: the session is then never searched for on another host. */
  readonly configured?: true
}

/** Size class of a machine of the pool (the machines on which sessions are started from prompts). */
export type Tier = 's' | 'm' | 'l' | 'xl'

/** A machine of the pool as the state file keeps it. */
export interface PoolEntry {
  readonly name: string
  /** The SKU of the machine. For a host of the configuration without SKU: the SKU of its tier. */
  readonly size: string
  readonly region: string
  readonly capacity: number
  /** Ids of the sessions that hold a slot (one place of `capacity`). */
  readonly active: readonly string[]
  /** When the machine was created, in epoch milliseconds; null if unknown. */
  readonly createdAt: number | null
  /** Whether the machine gets no further sessions. */
  readonly cordoned?: true
  /** Whether the machine is cordoned, and may be removed (`fleetmux pool remove`) when its last session has ended. */
  readonly draining?: true
}

/** The content of the state file. Keys that fleetmux does not know stay in the file. */
export interface Registry {
  readonly sessions: ReadonlyMap<string, SessionRecord>
  readonly pool: ReadonlyMap<string, PoolEntry>
}

/** A user's decision about a machine of the pool. */
export type Decision = 'cordon' | 'uncordon' | 'drain'
