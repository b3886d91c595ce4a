import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach } from 'vitest'
import { type Connection, createConnection } from '../../../src/backend/connection/connection.ts'
import { createLocal } from '../../../src/backend/transport/local.ts'
import { serverKey } from '../../../src/state/hosts/host.ts'
import { initialState } from '../../../src/state/initial.ts'
import type { Session } from '../../../src/state/model/fleet.ts'
import { createStore, type Store } from '../../../src/state/store.ts'
import { update } from '../../../src/state/update.ts'

export let link: Connection
export let store: Store
export let socket = ''

/** One link on a real tmux server of its own for each test of the file, seen through the store. */
export function linkForEachTest(): void {
  let dir = ''
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'fml-'))
    socket = join(dir, 's')
    open()
  })
  afterEach(async () => {
    await link.hangUp()
    if (running()) tmux('kill-server')
    rmSync(dir, { recursive: true, force: true })
  })
}

function open(): void {
  store = createStore({ update, initial: initialState(), run: () => {}, now: Date.now })
  store.dispatch({
    type: 'configured',
    hosts: [{ name: 'local', transport: 'local' }],
    settings: store.getState().settings,
  })
  link = createConnection({
    host: { name: 'local', transport: 'local' },
    transport: createLocal({ name: 'local', deadline: 30_000 }),
    tmux: ['-S', socket],
    deadline: 30_000,
    isOurs: () => () => false,
    dispatch: event => store.dispatch(event),
  })
}

export const tmux = (...args: string[]) =>
  execFileSync('tmux', ['-S', socket, '-f', '/dev/null', ...args])
    .toString()
    .trim()
export const running = () => spawnSync('tmux', ['-S', socket, 'list-sessions']).status === 0
export const host = () => store.getState().hosts.get('local')
export const sessions = () => [...(host()?.sessions.values() ?? [])]
export const names = (): readonly string[] => sessions().map(session => session.name)
export const session = (name: string): Session | undefined =>
  sessions().find(each => each.name === name)
export const target = (name: string) => ({
  host: 'local',
  server: host() ? serverKey(host() as NonNullable<ReturnType<typeof host>>) : '',
  pane: session(name)?.panes[0]?.id ?? '',
})
export const screen = () => store.getState().output.screen?.lines.join('\n') ?? ''
