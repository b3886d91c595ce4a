import type { HostField } from '../../state/hosts/host-field.ts'
import type { DiscoverFrom } from '../../state/model/discovered.ts'
import type { Failure } from '../../state/model/failure.ts'
import type { HostChange, HostEntry } from '../../state/model/host-config.ts'
import type { Block } from '../edit/block.ts'

/** The screen on which a person keeps the hosts, and what is open on it. */
export interface HostsScreen {
  /** The selected one, by name, and its place, for when it has gone. */
  readonly host: string
  readonly row: number
  readonly form: HostForm | null
  readonly picks: HostPicks | null
}

export type FormRow = HostField | 'enabled' | 'default'

export interface HostForm {
  /** The one that is edited; null: it is a new one. */
  readonly host: string | null
  readonly texts: Readonly<Record<FormRow, string>>
  readonly current: FormRow
  /** What stands in the current row, with the cursor. */
  readonly block: Block
  /** Rows that a person has been at: what is wrong there is shown. */
  readonly touched: readonly FormRow[]
  /** Waits for ssh to say where it would go, to write that down here. */
  readonly asks: boolean
  readonly trial: Trial | null
}

/** What is tested before it is kept. */
export interface Trial {
  /** Of the test, and of the keeping after it. */
  readonly ref: string
  readonly host: string
  readonly change: HostChange
  readonly isNew: boolean
  readonly isKept: boolean
}

/** Hosts to take over, from the user's ssh_config or from what runs in containers and pods. */
export interface HostPicks {
  readonly from: 'ssh' | DiscoverFrom
  /** Of the asking; an answer to another is not for this list. */
  readonly ref: string
  /** Null: not known yet. */
  readonly rows: readonly Pick[] | null
  readonly failure: Failure | null
  readonly at: number
  readonly ticked: readonly string[]
}

export interface Pick {
  readonly name: string
  /** Where it leads, or how its tmux is. */
  readonly words: string
  /** Why there is nothing to take. */
  readonly trouble: string | null
  /** What the form begins with; null: it is taken over by its name. */
  readonly entry: HostEntry | null
}
