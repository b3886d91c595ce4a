import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createConnection } from '../../../src/backend/connection/connection.ts'
import { createLocal } from '../../../src/backend/transport/local.ts'
import { serverKey } from '../../../src/state/hosts/host.ts'
import { initialState } from '../../../src/state/initial.ts'
import type { Event } from '../../../src/state/model/messages/event.ts'
import { createStore } from '../../../src/state/store.ts'
import { update } from '../../../src/state/update.ts'
import { processes, signal, until } from '../../lab/process.ts'

/** A private server with two sessions, and a link on it whose script has a directory that only this test looks into. */
async function begin() {
  const dir = mkdtempSync(join(tmpdir(), 'fmk-'))
  const socket = join(dir, 's')
  const tmux = (...args: string[]) =>
    execFileSync('tmux', ['-S', socket, '-f', '/dev/null', ...args])
      .toString()
      .trim()
  for (const name of ['one', 'two']) tmux('new-session', '-d', '-s', name, 'cat')
  const events: Event[] = []
  const store = createStore({
    update,
    initial: initialState(),
    run: () => {},
    now: Date.now,
  })
  const local = { name: 'local', transport: 'local' } as const
  store.dispatch({ type: 'configured', hosts: [local], settings: store.getState().settings })
  const transport = createLocal({ name: 'local', deadline: 10_000 })
  const link = createConnection({
    host: local,
    // The script's own place on the host, told by its environment as sshd would.
    transport: {
      ...transport,
      open: (argv, options) =>
        transport.open(['env', `XDG_RUNTIME_DIR=${dir}`, `HOME=${dir}`, ...argv], options),
    },
    tmux: ['-S', socket],
    deadline: 10_000,
    isOurs: () => () => false,
    dispatch(event) {
      events.push(event)
      store.dispatch(event)
    },
  })
  const host = () => {
    const known = store.getState().hosts.get('local')
    if (!known) throw new Error('the host is in the state')
    return known
  }
  const names = (): string[] => [...host().sessions.values()].map(session => session.name)
  const clients = (flag: string) =>
    tmux('list-clients', '-F', '#{client_pid} #{client_flags}')
      .split('\n')
      .filter(line => line.includes(flag))
      .map(line => Number(line.split(' ')[0]))
  link.dial()
  await until('both sessions', () => names().length === 2)
  const command = await until('the command client', () => clients('no-output')[0])
  return {
    dir,
    tmux,
    link,
    store,
    events,
    host,
    names,
    clients,
    command,
    parentOf: async (pid: number) =>
      (await processes()).find(each => each.pid === pid)?.parent ?? 0,
    places: () =>
      readdirSync(dir, { recursive: true, encoding: 'utf8' }).filter(path =>
        /^fleetmux-channels[^/]*\/c\.[^/]*$/.test(path),
      ),
    removePlace() {
      for (const name of readdirSync(dir).filter(each => each.startsWith('fleetmux-')))
        rmSync(join(dir, name), { recursive: true, force: true })
    },
    follow(name: string) {
      const session = [...host().sessions.values()].find(each => each.name === name)
      const pane = session?.panes[0]
      if (!session || !pane) throw new Error(`no session ${name}`)
      const target = { host: 'local', server: serverKey(host()), pane: pane.id }
      store.dispatch({ type: 'follow', target })
      link.follow(target, session)
    },
    async end() {
      await link.hangUp()
      if (existsSync(socket)) tmux('kill-server')
      rmSync(dir, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 })
    },
  }
}

type Stage = Awaited<ReturnType<typeof begin>>

/** What becomes of the far end, so that nothing of it says that it has ended. */
const WAYS: Record<string, (stage: Stage) => Promise<void>> = {
  async 'the shell around the command client is killed, and then the client'({
    command,
    parentOf,
  }) {
    const shell = await parentOf(command)
    signal([shell], 'SIGKILL')
    signal([command], 'SIGKILL')
  },
  async 'that shell is hung up, and the session ends that the client hangs on'({
    tmux,
    command,
    parentOf,
  }) {
    const on = tmux('list-clients', '-F', '#{client_pid} #{session_name}')
      .split('\n')
      .find(line => line.startsWith(`${command} `))
      ?.split(' ')[1]
    signal([await parentOf(command)], 'SIGHUP')
    tmux('kill-session', '-t', `=${on}`)
  },
  async 'the directory of the script is removed, and then the stream client dies'(stage) {
    stage.follow('two')
    const pid = await until('a stream', () => stage.clients('read-only')[0])
    stage.removePlace()
    signal([pid], 'SIGKILL')
  },
  async 'the way freezes while the directory is removed'(stage) {
    const main = await mainShell(stage)
    signal([main], 'SIGSTOP')
    stage.removePlace()
    stage.tmux('rename-session', '-t', '=two', 'deux')
    await until('it is seen to be slow', () => stage.host().link.state !== 'up')
    signal([main], 'SIGCONT')
  },
}

/** The channel's shell, by the pipe that its keeper hears. */
async function mainShell({ command, parentOf }: Stage): Promise<number> {
  return parentOf(await parentOf(command))
}

test.concurrent.each(Object.entries(WAYS))(
  'a host whose far end is lost unsaid is live again: %s',
  async (_, lose) => {
    const stage = await begin()
    try {
      await lose(stage)
      stage.tmux('new-session', '-d', '-s', 'fresh', 'cat')
      await until('the list to be live', () => stage.names().includes('fresh'), 45_000)
      await until('it to be up', () => stage.host().link.state === 'up')
      await stage.link.hangUp()
      // What was lost ends as well, by the script's own keeper or by the next channel.
      await until('no command client', () => stage.clients('no-output').length === 0)
    } finally {
      await stage.end()
    }
  },
)

test.concurrent('reconnect on a host that is up says how quickly it answered, and dials one that does not answer', async () => {
  const stage = await begin()
  try {
    expect(await stage.link.reconnect()).toBeGreaterThan(0)
    expect(stage.events.filter(each => each.type === 'link' && each.link.state === 'down')).toEqual(
      [],
    )
    const main = await mainShell(stage)
    signal([main], 'SIGSTOP')
    expect(await stage.link.reconnect()).toBe(null)
    signal([main], 'SIGCONT')
    stage.tmux('new-session', '-d', '-s', 'fresh', 'cat')
    await until('the list to be live', () => stage.names().includes('fresh'), 45_000)
    expect(
      stage.events.filter(each => each.type === 'link' && each.link.state === 'down'),
    ).toHaveLength(1)
  } finally {
    await stage.end()
  }
})
