import { initialState } from '../../src/state/initial.ts'
import { makeFailure } from '../../src/state/model/failure.ts'
import type { Host, Pane, Session } from '../../src/state/model/fleet.ts'
import type { Screen } from '../../src/state/model/live-pane.ts'
import type { Command } from '../../src/state/model/messages/command.ts'
import type { Message } from '../../src/state/model/messages/step.ts'
import type { State } from '../../src/state/model/state.ts'
import { type Clean, clean } from '../../src/state/text/clean.ts'
import { update } from '../../src/state/update.ts'

/** Fleets for tests, made by the same messages as real ones. */

export const NOW = 1_800_000_000_000
export const SERVER = {
  state: 'running',
  pid: 7,
  started: 9,
  version: clean('3.5'),
  path: 'pushed',
} as const

/** As written in a test: names are plain strings there, and cleaned as a listing would. */
export type Written<T> = { readonly [K in keyof T]?: Text<T[K]> }
type Text<T> = T extends Clean
  ? string
  : T extends object
    ? { readonly [K in keyof T]: Text<T[K]> }
    : T
export const KEY = '7:9'

export function pane(id: string, more: Written<Pane> = {}): Pane {
  return {
    id,
    window: { id: '@1', index: 0, name: 'main' },
    index: 0,
    active: true,
    width: 80,
    height: 24,
    pid: 100,
    command: 'bash',
    title: '',
    history: 0,
    alternate: false,
    inMode: false,
    bracketPaste: false,
    activity: NOW,
    ours: false,
    ...more,
  } as Pane
}

export function session(number: number, name: string, more: Written<Session> = {}): Session {
  return {
    id: `$${number}`,
    name: clean(name),
    created: NOW - 1_000_000,
    activity: NOW,
    attached: 0,
    windows: 1,
    panes: [pane(`%${number}`)],
    ...more,
  } as Session
}

export interface Run {
  readonly state: State
  readonly commands: readonly Command[]
}

/** Carries messages out in order; `commands` are those of all of them. */
export function run(state: State, ...messages: readonly Message[]): Run {
  return messages.reduce<Run>(
    (before, message) => {
      const { state, commands } = update(before.state, message, NOW)
      return { state, commands: [...before.commands, ...commands] }
    },
    { state, commands: [] },
  )
}

export function later(state: State, ...messages: readonly Message[]): State {
  return run(state, ...messages).state
}

export const LAB: Readonly<Record<string, readonly Session[]>> = {
  local: [session(1, 'notes'), session(2, 'shell')],
  lab1: [session(1, 'api'), session(2, 's10'), session(3, 's2')],
  lab2: [session(1, 'train')],
}

/** Hosts that are up, with these sessions. */
export function fleet(hosts: Readonly<Record<string, readonly Session[]>> = LAB): State {
  const empty = initialState()
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

export function up(state: State, host: string, sessions: readonly Session[]): State {
  return later(
    state,
    { type: 'link', host, link: { state: 'up' } },
    { type: 'server', host, server: SERVER },
    { type: 'sessions', host, sessions },
  )
}

export function down(state: State, host: string): State {
  const failure = makeFailure({
    kind: 'unreachable',
    what: `${host} refused the connection.`,
    namesHost: true,
  })
  return later(state, { type: 'link', host, link: { state: 'down', failure } })
}

export function hostOf(state: State, name: string): Host {
  const host = state.hosts.get(name)
  if (!host) throw new Error(`no host ${name}`)
  return host
}

export function screen(lines: readonly string[], more: Partial<Screen> = {}): Screen {
  return { lines, width: 80, height: lines.length, cursor: null, history: 0, ...more }
}

export function numbered(from: number, to: number): string[] {
  return Array.from({ length: to - from }, (_, index) => `line ${from + index}`)
}

export function target(host: string, number: number) {
  return { host, server: KEY, pane: `%${number}` }
}
