import type { NotifySettings } from './alert.ts'

export interface Settings {
  readonly mouse: boolean
  readonly theme: 'dark' | 'light' | 'none'
  readonly borders: 'unicode' | 'ascii'
  /** Leaves the mode in which every key goes to the pane; tmux's notation. */
  readonly escape: string
  /** Milliseconds that one command on a host may take. */
  readonly deadline: number
  /** A text for more panes than this is sent only once their number was typed. */
  readonly confirmAbove: number
  /** How a person is told that somebody needs them. */
  readonly notify: NotifySettings
  /** fleetmux runs inside a tmux, whose windows can show what is attached to. */
  readonly inTmux?: boolean
  /** The hosts are made up: what is said of them is not written down. */
  readonly pretends?: true
  /** Where fleetmux was started: what is packed is the repository around it. */
  readonly directory?: string
  /** How a person wants to attach from in there, once they have said so. */
  readonly strategy?: Exclude<AttachStrategy, 'auto'>
}

/**
 * Where an attached session shows, seen from inside tmux: in the place of fleetmux, or in a window, a pane
 * beside it or a popup of the tmux around it. auto: as it was answered before, else a new window. Outside
 * of tmux all mean `replace`.
 */
export type AttachStrategy = 'auto' | 'replace' | 'new-window' | 'split' | 'popup'
