import { agentOf, needOf } from '../agents/need.ts'
import { isReached } from '../hosts/link-text.ts'
import type { Host } from '../model/fleet.ts'
import type { State } from '../model/state.ts'
import { activeOn } from './candidate.ts'
import { cordonWord } from './cordon.ts'
import { hostMachine } from './machine-of-host.ts'

/** Used slots and capacity if the host is in the pool, else its number of sessions. `?`: the host is not connected. */
export function slotUseText(state: Pick<State, 'registry'>, host: Host): string {
  const { name } = host.config
  const { capacity } = hostMachine(host.config, 'unknown')
  const count = host.sessions.size
  if (capacity !== null) {
    const held = state.registry ? activeOn(name, state.registry).length : count
    return `${held}/${capacity}${isReached(host) ? '' : '?'}`
  }
  return isReached(host) ? String(count) : count > 0 ? `${count}?` : '-'
}

/** The state of a host in the pool: `!2  1 starting  cordoned  m westus` (`!2`: two sessions need the user). */
export function machineText(
  state: Pick<State, 'registry' | 'launches'>,
  host: Host,
): readonly string[] {
  const { name, tier, region } = host.config
  const entry = state.registry?.pool.get(name)
  const starting = state.launches
    .flatMap(({ rows }) => rows)
    .filter(row => row.host === name && !row.done).length
  const needy = [...host.sessions.values()].filter(session =>
    session.panes.some(pane => needOf(agentOf(host, pane))),
  ).length
  const held = state.registry ? activeOn(name, state.registry).length : 0
  const word = entry ? cordonWord(entry, held) : 'open'
  return [
    needy > 0 ? `!${needy}` : '',
    starting > 0 ? `${starting} starting` : '',
    word === 'open' ? '' : word,
    [tier, region].filter(Boolean).join(' '),
  ].filter(word => word !== '')
}
