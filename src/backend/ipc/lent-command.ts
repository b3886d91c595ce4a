import type { HostConfig } from '../../state/model/host-config.ts'
import type { Command } from '../../state/model/messages/command.ts'
import type { Event } from '../../state/model/messages/event.ts'
import type { IpcServer } from './ipc-client.ts'
import type { LentCommand } from './protocol.ts'

/** Commands that a lender (a process that lends its connections) executes on its channel to the command's host. */
const LENT: ReadonlySet<Command['type']> = new Set([
  ...(['kill-session', 'history', 'search', 'stir', 'read-ends', 'watch-runs'] as const),
])

/**
 * Whether a command is executed by the lender (the process whose connection to the host is used). A new session on the
 * local machine is not, because it inherits the directory and environment of the process that starts it.
 */
export function isLentCommand(
  command: Command,
  host: HostConfig | undefined,
): command is LentCommand {
  if (command.type === 'new-session') return host?.transport !== 'local'
  return LENT.has(command.type)
}

const OF_RUNS: ReadonlySet<Command['type']> = new Set([
  ...(['show-run', 'answer-run', 'send-to-run'] as const),
  ...(['stop-run', 'fetch-run', 'remove-run', 'start-run'] as const),
])

/** Whether the command is about runs, which use separate transports instead of the channel. */
export function isOfRuns({ type }: Command): boolean {
  return OF_RUNS.has(type)
}

export function hostOf(command: Command): string | undefined {
  if ('target' in command) return command.target?.host
  return 'host' in command && typeof command.host === 'string' ? command.host : undefined
}

/** Whether this event makes the state of a host known: the host was reached, or has failed. */
export function isKnown(event: Event): event is Extract<Event, { readonly host: string }> {
  return event.type === 'sessions' || (event.type === 'link' && event.link.state === 'down')
}

/**
 * The hosts of targets that may be the same pane under several host names (same tmux server, same id), if the
 * connections to these hosts belong to different processes, none of which can find that out.
 */
export function dividedHosts(
  { targets, heard = [] }: Extract<Command, { type: 'broadcast' }>,
  lenderOf: (host: string) => IpcServer | undefined,
): string[] {
  const all = [...targets.map(({ target }) => target), ...heard]
  const groups = Map.groupBy(all, ({ server, pane }) => JSON.stringify([server, pane]))
  const hosts = [...groups.values()]
    .filter(group => new Set(group.map(({ host }) => lenderOf(host))).size > 1)
    .flatMap(group => group.map(({ host }) => host))
  return [...new Set(hosts)]
}
