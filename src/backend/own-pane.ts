import type { IsOurs } from './tmux/listing.ts'

/** Where fleetmux itself runs. */
export interface OwnPane {
  /** tmux's words for this machine's server: the one around us, else none, the user's default. */
  readonly tmux: readonly string[]
  /** pid of the server around us, 0 where there is none. */
  readonly server: number
  /** The pane that we run in, or ''. */
  readonly pane: string
}

/** Reads `$TMUX` (`socket,pid,session`) and `$TMUX_PANE`. */
export function readOwnPane(env: NodeJS.ProcessEnv): OwnPane {
  const [, socket = '', pid = '0'] = /^(.*),(\d+),\d+$/.exec(env['TMUX'] ?? '') ?? []
  if (!socket) return { tmux: [], server: 0, pane: '' }
  return { tmux: ['-S', socket], server: Number(pid), pane: env['TMUX_PANE'] ?? '' }
}

/**
 * Which pane is ours on a server (`pid:started`). Another host's server may have the same pid, and a machine
 * may be reached by ssh too; the pane of a stranger is then refused rather than ours be typed into.
 */
export function oursOn(here: OwnPane, server: string): IsOurs {
  const same = here.server > 0 && server.startsWith(`${here.server}:`)
  return pane => same && pane === here.pane
}
