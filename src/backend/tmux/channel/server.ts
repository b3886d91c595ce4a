import { FailureError } from '../../../state/model/failure.ts'
import type { Server } from '../../../state/model/fleet.ts'
import { type Clean, cleanName, says } from '../../../state/text/clean.ts'
import type { HostScriptEvent } from '../../host-script/host-script.ts'

/** The server on a host, and the session that a client of ours may attach to. */
export interface Found {
  readonly server: Server
  readonly session: string | null
}

/** The tmux of a host. `program`: its path, when it is not on the PATH of commands on that host. */
export interface Tmux {
  /** Empty: tmux is not installed. */
  readonly version: string
  readonly program?: string
}

/** The program to start tmux with, as the channel found it: a non-login shell's PATH may not contain tmux. */
export function tmuxProgram(server: Server): string {
  return (server.state === 'running' && server.program) || 'tmux'
}

/** Reads the answer to `@look`. @throws FailureError with tmux's own message when tmux reports an error. */
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
    })
  }
  const session =
    server.sessions.find(each => !each.destroyUnattached && each.hooks.length === 0)?.id ?? null
  const version = cleanName(server.version || tmux.version)
  const note = whySwept(version, session, server.sessions[0]?.hooks ?? [])
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

/** Why this server is polled; undefined: it pushes changes. */
function whySwept(
  version: string,
  session: string | null,
  hooks: readonly string[],
): Clean | undefined {
  const [, major = '0', minor = '0'] = /(\d+)\.(\d+)/.exec(version) ?? []
  const number = Number(major) * 100 + Number(minor)
  // "master" and "openbsd-7.6" have no tmux version number. Both are newer.
  const old = number > 0 && number < 302 && !/openbsd/.test(version)
  if (old) return says`tmux ${version} cannot push changes: it is polled every 2 s`
  if (session) return undefined
  return hooks.length > 0
    ? says`hooks on this host act on clients (${hooks.join(', ')}): polled every 2 s, never attached to`
    : says`destroy-unattached is on for all sessions: polled every 2 s, never attached to`
}
