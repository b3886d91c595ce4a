import type { HostField } from '../../state/hosts/host-field.ts'
import type { DiscoverFrom } from '../../state/model/discovered.ts'
import type { Failure } from '../../state/model/failure.ts'
import type { HostChange, HostEntry } from '../../state/model/host-config.ts'
import type { Block } from '../edit/block.ts'

/** The screen on which the user edits the hosts, and its open dialog. */
export interface HostsScreen {
  /** Name of the selected host. */
  readonly host: string
  /** Row of the selected host. If this host is gone, the host that is now in this row is selected. */
  readonly row: number
  readonly form: HostForm | null
  readonly picks: HostPicks | null
}

export type FormRow = HostField | 'enabled' | 'default'

export interface HostForm {
  /** The host that is edited; null: a new host. */
  readonly host: string | null
  readonly texts: Readonly<Record<FormRow, string>>
  readonly current: FormRow
  /** Text of the current row, with the cursor. */
  readonly block: Block
  /** Rows that the user has visited. Errors are shown only in these rows. */
  readonly touched: readonly FormRow[]
  /** Whether the form waits for the output of `ssh -G`, from which it copies the address. */
  readonly asks: boolean
  readonly trial: Trial | null
}

/** A host that is tested before it is saved. */
export interface Trial {
  /** The id (`ref`) of the test. The id of the command that saves the host is derived from it. */
  readonly ref: string
  readonly host: string
  readonly change: HostChange
  readonly isNew: boolean
  readonly isKept: boolean
}

/** Hosts that can be added, from the user's ssh_config or from running containers and pods. */
export interface HostPicks {
  readonly from: 'ssh' | DiscoverFrom
  /** The id (`ref`) of the request. Answers to other requests are ignored. */
  readonly ref: string
  /** The hosts that can be added; null: not known yet. */
  readonly rows: readonly Pick[] | null
  readonly failure: Failure | null
  readonly at: number
  readonly ticked: readonly string[]
}

export interface Pick {
  readonly name: string
  /** The host's address, or its number of tmux sessions. */
  readonly words: string
  /** Why the host cannot be added; null if it can be added. */
  readonly trouble: string | null
  /** The entry that fills the form for a new host; null: fleetmux imports the host from ssh_config by its name. */
  readonly entry: HostEntry | null
}
