import type { IsOurs } from './tmux/listing.ts'

/** Where fleetmux itself runs. */
export interface OwnPane {
  /**
   * Options of `tmux` for this machine's server: the server that fleetmux runs in, otherwise empty for the default
   * server.
   */
  readonly tmux: readonly string[]
  /** pid of the tmux server that fleetmux runs in, or 0. */
  readonly server: number
  /** The pane that fleetmux runs in, or ''. */
  readonly pane: string
}

/** Reads `$TMUX` (`socket,pid,session`) and `$TMUX_PANE`. */
export function readOwnPane(env: NodeJS.ProcessEnv): OwnPane {
  const [, socket = '', pid = '0'] = /^(.*),(\d+),\d+$/.exec(env['TMUX'] ?? '') ?? []
  if (!socket) return { tmux: [], server: 0, pane: '' }
  return { tmux: ['-S', socket], server: Number(pid), pane: env['TMUX_PANE'] ?? '' }
}

/**
 * Finds fleetmux's own pane on a server (`pid:started`). A server of another host may have the same pid, but this
 * machine may also be reached by ssh. A false match only refuses a pane; a missed one would type into our own.
 */
export function oursOn(here: OwnPane, server: string): IsOurs {
  const same = here.server > 0 && server.startsWith(`${here.server}:`)
  return pane => same && pane === here.pane
}
