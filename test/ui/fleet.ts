import { initialState } from '../../src/state/initial.ts'
import { makeFailure } from '../../src/state/model/failure.ts'
import type { Session } from '../../src/state/model/fleet.ts'
import type { Command } from '../../src/state/model/messages/command.ts'
import { update } from '../../src/ui/app/update.ts'
import type { UiState } from '../../src/ui/model/ui-state.ts'
import { beginScreen } from '../../src/ui/view/initial.ts'
import type { UiMessage } from '../../src/ui/view/step.ts'
import { LAB, NOW, SERVER } from '../state/fleet.ts'

/** Fleets with a screen, for tests, made by the same messages as real ones. */

export {
  hostOf,
  KEY,
  LAB,
  NOW,
  numbered,
  pane,
  SERVER,
  screen,
  session,
  target,
} from '../state/fleet.ts'

export interface Run {
  readonly state: UiState
  readonly commands: readonly Command[]
}

/** Carries messages out in order; `commands` are those of all of them. */
export function run(state: UiState, ...messages: readonly UiMessage[]): Run {
  return messages.reduce<Run>(
    (before, message) => {
      const { state, commands } = update(before.state, message, NOW)
      return { state, commands: [...before.commands, ...commands] }
    },
    { state, commands: [] },
  )
}

export function later(state: UiState, ...messages: readonly UiMessage[]): UiState {
  return run(state, ...messages).state
}

/** A screen of that size on no hosts. */
export function emptyScreen(size: { readonly columns: number; readonly rows: number }): UiState {
  return beginScreen(initialState(), size)
}

/** Hosts that are up, with these sessions. */
export function fleet(
  hosts: Readonly<Record<string, readonly Session[]>> = LAB,
  size: { readonly columns: number; readonly rows: number } = { columns: 80, rows: 24 },
): UiState {
  const empty = emptyScreen(size)
  const configs = Object.keys(hosts).map(name => ({
    name,
    transport: name === 'local' ? ('local' as const) : ('ssh' as const),
  }))
  const configured = later(empty, { type: 'configured', hosts: configs, settings: empty.settings })
  return Object.entries(hosts).reduce(
    (state, [host, sessions]) => up(state, host, sessions),
    configured,
  )
}

export function up(state: UiState, host: string, sessions: readonly Session[]): UiState {
  return later(
    state,
    { type: 'link', host, link: { state: 'up' } },
    { type: 'server', host, server: SERVER },
    { type: 'sessions', host, sessions },
  )
}

export function down(state: UiState, host: string): UiState {
  const failure = makeFailure({
    kind: 'unreachable',
    what: `${host} refused the connection.`,
    namesHost: true,
  })
  return later(state, { type: 'link', host, link: { state: 'down', failure } })
}
