import type { DiscoverFrom } from '../../state/model/discovered.ts'
import type { HostChange, HostEntry } from '../../state/model/host-config.ts'

export type HostIntent =
  | { readonly type: 'open-hosts'; readonly host?: string }
  /** Opens the form for a host, or for a new host if `host` is null. `entry` gives the values of a new host. */
  | { readonly type: 'open-host-form'; readonly host: string | null; readonly entry?: HostEntry }
  /** Copies the address from the user's ssh_config into the form, so that the host no longer depends on that file. */
  | { readonly type: 'leave-ssh-config' }
  /** Opens the test of the filled-in host, or saves the host without a test (`untested`). */
  | {
      readonly type: 'try-host'
      readonly host: string
      readonly change: HostChange
      readonly isNew: boolean
      readonly untested: boolean
      readonly ref: string
    }
  /** Saves the tested host whatever the result. */
  | { readonly type: 'keep-anyway' }
  | { readonly type: 'pick-hosts'; readonly from: 'ssh' | DiscoverFrom; readonly ref: string }
  | { readonly type: 'tick-host'; readonly what: 'one' | 'all' }
  | { readonly type: 'ask-drop'; readonly host: string }
  /** Scrolls the details of the selected host, below the list. */
  | { readonly type: 'scroll-detail'; readonly by: number }
