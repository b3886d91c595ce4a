import { FailureError } from '../../../state/model/failure.ts'
import type { Server } from '../../../state/model/fleet.ts'
import { type Clean, cleanName, says } from '../../../state/text/clean.ts'
import type { HostScriptEvent } from '../../host-script/host-script.ts'

/** The tmux server on a host, and the session that a control client may attach to. */
export interface Found {
  readonly server: Server
  readonly session: string | null
}

/** The tmux program of a host. `program`: its path, if commands on that host do not have tmux on their PATH. */
export interface Tmux {
  /** tmux's version; empty: tmux is not installed. */
  readonly version: string
  readonly program?: string
}

/**
 * The command that starts tmux: the path found by the host script, because the PATH of a non-login shell may not
 * contain tmux. Without a running server or a found path, `tmux`.
 */
export function tmuxProgram(server: Server): string {
  return (server.state === 'running' && server.program) || 'tmux'
}

/**
 * Reads the answer to the host script's `@look` message. @throws FailureError with tmux's own message if tmux reports
 * an error.
 */
export function toFound(
  looked: Extract<HostScriptEvent, { type: 'looked' }>,
  tmux: Tmux,
  host: string,
): Found {
  const { server } = looked
  if (server === 'none') return { server: { state: 'none' }, session: null }
  if (server === 'noSessions') return { server: { state: 'no-sessions' }, session: null }
  if (server === 'unknown') {
    throw new FailureError({
      kind: 'remote',
      host,
      what: 'tmux does not answer.',
      why: looked.message,
      hint: `Try it by hand: \`tmux ls\` on ${host}.`,
    })
  }
  const session =
    server.sessions.find(each => !each.destroyUnattached && each.hooks.length === 0)?.id ?? null
  const version = cleanName(server.version || tmux.version)
  const note = whyPolled(version, session, server.sessions[0]?.hooks ?? [])
  const { pid, started } = server
  const path = note ? 'swept' : 'pushed'
  return {
    session,
    server: {
      ...{ state: 'running', pid, started, version, path },
      ...(note && { note }),
      ...(tmux.program !== undefined && { program: tmux.program }),
    },
  }
}

/** The reason why this server is polled; undefined: the server pushes changes. */
function whyPolled(
  version: string,
  session: string | null,
  hooks: readonly string[],
): Clean | undefined {
  const [, major = '0', minor = '0'] = /(\d+)\.(\d+)/.exec(version) ?? []
  const number = Number(major) * 100 + Number(minor)
  // Versions such as "master" and "openbsd-7.6" are not tmux version numbers. They are taken for versions newer than
  // 3.2.
  const old = number > 0 && number < 302 && !/openbsd/.test(version)
  if (old) return says`tmux ${version} cannot report changes`
  if (session) return undefined
  return hooks.length > 0
    ? says`hooks on this host act on clients (${hooks.join(', ')}), so fleetmux never attaches to sessions of this host`
    : says`destroy-unattached is on for all sessions, so fleetmux never attaches to them`
}

/**
 * The error that ends the connection when the user has set hooks that act on clients while clients of fleetmux are
 * attached. The next connection finds the hooks and polls. The host script keeps the hooks from running when fleetmux's
 * clients end.
 */
export function hookedSince(host: string, names: readonly string[]): FailureError {
  const what = 'Hooks that act on clients were set on this host.'
  const hint = 'fleetmux reconnects to the host without attaching to its sessions.'
  return new FailureError({ kind: 'lost', host, what, why: names.join(', '), hint })
}
