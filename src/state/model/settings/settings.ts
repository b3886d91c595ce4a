import type { NotifySettings } from './alert.ts'

export interface Settings {
  readonly mouse: boolean
  readonly theme: 'dark' | 'light' | 'none'
  readonly borders: 'unicode' | 'ascii'
  /** The key that ends the mode in which every key is sent to the pane; in tmux's notation. */
  readonly escape: string
  /** Timeout of one command on a host (a tmux command or a program), in milliseconds. */
  readonly deadline: number
  /** A text for more panes than this is sent only after the user has typed the number of panes. */
  readonly confirmAbove: number
  /** How the user is notified when an agent needs the user. */
  readonly notify: NotifySettings
  /** Whether fleetmux runs inside tmux, so that attached sessions can be shown in new windows. */
  readonly inTmux?: boolean
  /** Set if the hosts are simulated (demo): nothing about them is saved. */
  readonly pretends?: true
  /** The directory that fleetmux was started in. Started sessions get a copy of the git repository around it. */
  readonly directory?: string
  /** The user's saved choice of how to attach inside tmux. */
  readonly strategy?: Exclude<AttachStrategy, 'auto'>
}

/**
 * Where an attached session is shown when fleetmux runs inside tmux: instead of fleetmux, or in a window, a split or a
 * popup of that tmux. auto: the saved choice, else a new window. Outside tmux all values mean `replace`.
 */
export type AttachStrategy = 'auto' | 'replace' | 'new-window' | 'split' | 'popup'
