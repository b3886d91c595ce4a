import type { Host, Session } from '../model/fleet.ts'
import type { Registry } from '../model/tracked-session.ts'

/** Tracked sessions that are not in the state file, because they were started on another machine. */
export function strangersOn(host: Host | undefined, { sessions }: Registry): readonly Session[] {
  return [...(host?.sessions.values() ?? [])].filter(
    ({ tracked }) => tracked !== undefined && !sessions.has(tracked),
  )
}

/** The number of tracked sessions missing from the state file in which a program runs: they hold slots. */
export function runningStrangers(host: Host | undefined, registry: Registry): number {
  return strangersOn(host, registry).filter(({ panes }) => panes.some(pane => !pane.dead)).length
}

/** A hint about tracked sessions that are missing from the state file; '' if there are none. */
export function strangerText(host: Host | undefined, registry: Registry): string {
  const count = strangersOn(host, registry).length
  if (!host || count === 0) return ''
  const { name } = host.config
  const whose = count === 1 ? '1 session that was' : `${count} sessions that were`
  return `${name}: it has ${whose} started on another machine; \`fleetmux recover ${name}\` takes them into the list here.`
}
