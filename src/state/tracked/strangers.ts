import type { Host, Session } from '../model/fleet.ts'
import type { Registry } from '../model/tracked-session.ts'

/** Sessions with an id of fleetmux that this machine's state file lacks, because another machine has started them. */
export function strangersOn(host: Host | undefined, { sessions }: Registry): readonly Session[] {
  return [...(host?.sessions.values() ?? [])].filter(
    ({ tracked }) => tracked !== undefined && !sessions.has(tracked),
  )
}

/**
 * How many of the sessions that fleetmux on another machine has started (so this machine's state file lacks them) still
 * run a program: such sessions hold slots.
 */
export function runningStrangers(host: Host | undefined, registry: Registry): number {
  return strangersOn(host, registry).filter(({ panes }) => panes.some(pane => !pane.dead)).length
}

/** A hint about sessions that fleetmux on another machine has started; '' if there are none. */
export function strangerText(host: Host | undefined, registry: Registry): string {
  const count = strangersOn(host, registry).length
  if (!host || count === 0) return ''
  const { name } = host.config
  const [whose, them] =
    count === 1 ? ['1 session that was', 'it'] : [`${count} sessions that were`, 'them']
  return `${name} has ${whose} started on another machine; \`fleetmux recover ${name}\` adds ${them} to the list on this machine.`
}
