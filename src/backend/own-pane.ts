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

/** Reads the server and pane that fleetmux runs in from `$TMUX` (`socket,pid,session`) and `$TMUX_PANE`. */
export function readOwnPane(env: NodeJS.ProcessEnv): OwnPane {
  const [, socket = '', pid = '0'] = /^(.*),(\d+),\d+$/.exec(env['TMUX'] ?? '') ?? []
  if (!socket) return { tmux: [], server: 0, pane: '' }
  return { tmux: ['-S', socket], server: Number(pid), pane: env['TMUX_PANE'] ?? '' }
}

/**
 * Returns a function that tells whether a pane of the server (`pid:started`) is fleetmux's own pane. It compares the
 * server's pid but not the host, because this machine may also be reached by ssh, under another name. A server on
 * another host may have the same pid: then a pane is refused without need. A missed match would be worse: fleetmux
 * would type into its own pane.
 */
export function oursOn(here: OwnPane, server: string): IsOurs {
  const same = here.server > 0 && server.startsWith(`${here.server}:`)
  return pane => same && pane === here.pane
}
