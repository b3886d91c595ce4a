import type { DiscoverFrom } from '../../state/model/discovered.ts'
import type { HostChange, HostEntry } from '../../state/model/host-config.ts'

/** What a person asks on the screen of the hosts. */
export type HostIntent =
  | { readonly type: 'open-hosts'; readonly host?: string }
  /** The form of a host; null: of a new one, which begins with `entry`. */
  | { readonly type: 'open-host-form'; readonly host: string | null; readonly entry?: HostEntry }
  /** Writes down here where ssh would go, so that it is not the user's ssh_config that says so. */
  | { readonly type: 'leave-ssh-config' }
  /** What stands in the form is about to be tested under this ref, or kept as it is (`untested`). */
  | {
      readonly type: 'try-host'
      readonly host: string
      readonly change: HostChange
      readonly isNew: boolean
      readonly untested: boolean
      readonly ref: string
    }
  /** Keeps what was tested, whatever was found. */
  | { readonly type: 'keep-anyway' }
  | { readonly type: 'pick-hosts'; readonly from: 'ssh' | DiscoverFrom; readonly ref: string }
  | { readonly type: 'tick-host'; readonly what: 'one' | 'all' }
  | { readonly type: 'ask-drop'; readonly host: string }
  /** The text below the rows. */
  | { readonly type: 'scroll-detail'; readonly by: number }
