import type { HostConfig } from '../../state/model/host-config.ts'
import type { Command } from '../../state/model/messages/command.ts'
import type { Event } from '../../state/model/messages/event.ts'
import type { IpcServer } from './ipc-client.ts'
import type { Borrowed } from './protocol.ts'

/** Commands that a lender carries out on its channel to the command's host. */
const LENT: ReadonlySet<Command['type']> = new Set([
  ...(['kill-session', 'history', 'search', 'stir', 'read-ends', 'watch-runs'] as const),
])

/**
 * A new session on this machine inherits directory and environment of the process that starts it, so it is not left to
 * another process.
 */
export function isBorrowed(command: Command, host: HostConfig | undefined): command is Borrowed {
  if (command.type === 'new-session') return host?.transport !== 'local'
  return LENT.has(command.type)
}

const OF_RUNS: ReadonlySet<Command['type']> = new Set([
  ...(['show-run', 'answer-run', 'send-to-run'] as const),
  ...(['stop-run', 'fetch-run', 'remove-run', 'start-run'] as const),
])

/** Runs use separate transports, not the channel. */
export function isOfRuns({ type }: Command): boolean {
  return OF_RUNS.has(type)
}

export function hostOf(command: Command): string | undefined {
  if ('target' in command) return command.target?.host
  return 'host' in command && typeof command.host === 'string' ? command.host : undefined
}

/** Whether the state of a host is known by this event: it was reached, or has failed. */
export function isKnown(event: Event): event is Extract<Event, { readonly host: string }> {
  return event.type === 'sessions' || (event.type === 'link' && event.link.state === 'down')
}

/** Hosts with a pane that may also be a pane of another host, when different processes serve the two. */
export function divided(
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
