import type { IsOurs } from './tmux/listing.ts'

/** The tmux server and pane that fleetmux itself runs in. */
export interface OwnPane {
  /**
   * The `tmux` options that select the server that fleetmux runs in; empty outside tmux, for the default server of this
   * machine.
   */
  readonly tmux: readonly string[]
  /** pid of the tmux server that fleetmux runs in; 0 outside tmux. */
  readonly server: number
  /** Id of the pane that fleetmux runs in; empty outside tmux. */
  readonly pane: string
}

/** Reads `$TMUX` (`socket,pid,session`) and `$TMUX_PANE`. */
export function readOwnPane(env: NodeJS.ProcessEnv): OwnPane {
  const [, socket = '', pid = '0'] = /^(.*),(\d+),\d+$/.exec(env['TMUX'] ?? '') ?? []
  if (!socket) return { tmux: [], server: 0, pane: '' }
  return { tmux: ['-S', socket], server: Number(pid), pane: env['TMUX_PANE'] ?? '' }
}

/**
 * Returns a test for fleetmux's own pane on a server (`pid:started`). Only the pid is compared: a server on another
 * host may have the same pid, but this machine may also be reached by ssh. A false match only refuses a pane; a missed
 * match would type into fleetmux's own pane.
 */
export function oursOn(here: OwnPane, server: string): IsOurs {
  const same = here.server > 0 && server.startsWith(`${here.server}:`)
  return pane => same && pane === here.pane
}
