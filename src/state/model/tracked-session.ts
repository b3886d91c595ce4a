/** The life of a session that was started from a prompt. */
export type RecordStatus = 'pending' | 'running' | 'completed' | 'failed' | 'killed'

/** What an amplihack-like agent is asked to do with its prompt. */
export type CommandMode = 'auto' | 'ultrathink' | 'analyze' | 'fix'

/** A tracked session as the state file keeps it. Times are epoch milliseconds. */
export interface SessionRecord {
  /** `sess-YYYYMMDD-HHMMSS-xxxx`, UTC; also the name of its tmux session. */
  readonly id: string
  /** The host that it runs on (`vm_name` in the file). */
  readonly host: string
  /** Absolute path on the host. */
  readonly workspace: string
  readonly tmuxSession: string
  readonly prompt: string
  /** A CommandMode; other words of amplihack's are kept as they are. */
  readonly command: string
  readonly maxTurns: number
  readonly status: RecordStatus
  readonly memoryMb: number
  readonly createdAt: number
  readonly startedAt: number | null
  readonly completedAt: number | null
  readonly exitCode: number | null
  /** The adapter's name. This and what follows is fleetmux's own: see decision 9 for where it stands in the file. */
  readonly agent: string
  /** Local repository that it was packed from, absolute; '' where it is not known (another machine's). */
  readonly repository: string
  /** Commit that the workspace began with: results are what came after. '' where it is not known. */
  readonly base: string
  /** Its host is one of the configuration: by that name alone it is never looked for elsewhere. */
  readonly configured?: true
}

/** Size class of a pooled machine. */
export type Tier = 's' | 'm' | 'l' | 'xl'

/** A pooled machine as the state file keeps it. */
export interface PoolEntry {
  readonly name: string
  /** SKU, or the tier's where a host of the configuration has none. */
  readonly size: string
  readonly region: string
  readonly capacity: number
  /** Ids of the sessions that hold a slot. */
  readonly active: readonly string[]
  /** Epoch milliseconds; null where nobody knows. */
  readonly createdAt: number | null
  /** Gets no further sessions. */
  readonly cordoned?: true
  /** Cordoned, and to be given back when its last session has ended. */
  readonly draining?: true
}

/** What the state file holds; keys that fleetmux does not know stay in the file. */
export interface Registry {
  readonly sessions: ReadonlyMap<string, SessionRecord>
  readonly pool: ReadonlyMap<string, PoolEntry>
}

/** What a person decides about a machine of the pool. */
export type Decision = 'cordon' | 'uncordon' | 'drain'
