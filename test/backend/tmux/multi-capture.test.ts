import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type Connection, createConnection } from '../../../src/backend/connection/connection.ts'
import { type Channel, openChannel } from '../../../src/backend/tmux/channel/channel.ts'
import { createMultiCapture, type MultiCapture } from '../../../src/backend/tmux/multi-capture.ts'
import { createLocal } from '../../../src/backend/transport/local.ts'
import type { Session } from '../../../src/state/model/fleet.ts'
import type { Event } from '../../../src/state/model/messages/event.ts'
import { ended, until } from '../../lab/process.ts'
import { type ProcessGuard, startProcessGuard } from '../../lab/process-guard.ts'
import { pane, session } from '../../state/fleet.ts'

let dir = ''
let guard: ProcessGuard
let socket = ''
const shown = new Map<string, string>()

const tmux = (...args: string[]) =>
  execFileSync('tmux', ['-S', socket, '-f', '/dev/null', ...args])
    .toString()
    .trim()
const runs = () => spawnSync('tmux', ['-S', socket, 'list-sessions']).status === 0
const paneOf = (name: string) => tmux('display-message', '-p', '-t', `=${name}:`, '#{pane_id}')
const type = (name: string, text: string) => tmux('send-keys', '-t', `=${name}:`, '-l', text)
const shows = (name: string, text: string) =>
  until(`${text} of ${name}`, () => shown.get(paneOf(name))?.includes(text))

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'fmt-'))
  guard = startProcessGuard(dir)
  socket = join(dir, 's')
  shown.clear()
  for (const name of ['one', 'two', 'three'])
    tmux('new-session', '-d', '-s', name, '-x', '80', '-y', '10', `echo I am ${name}; exec cat`)
})
afterEach(() => {
  if (runs()) tmux('kill-server')
  return guard.end()
})

/** Tiles over a real channel; what they ask is counted. */
describe('tiles that are told what moves', () => {
  let channel: Channel
  let tiles: MultiCapture
  let asked: string[][] = []
  let moves: string[] = []
  let isTold = true
  let make: (pushed: boolean) => MultiCapture

  beforeEach(async () => {
    asked = []
    moves = []
    channel = await openChannel({
      transport: createLocal({ name: 'local', deadline: 30_000 }),
      tmux: ['-S', socket],
      deadline: 30_000,
      lost: [],
      slow() {},
      roundTrip() {},
    })
    channel.ended.catch(() => {})
    const { client, listen } = await channel.converse(await channel.look())
    make = pushed =>
      createMultiCapture({
        client: {
          ...client,
          pushed,
          ask(commands, deadline) {
            asked.push(commands.map(words => words.join(' ')))
            return client.ask(commands, deadline)
          },
        },
        shown(screens) {
          for (const { pane, screen } of screens) shown.set(pane, screen.lines.join('\n'))
        },
        failed(error) {
          throw error
        },
      })
    isTold = true
    tiles = make(true)
    listen({
      changed() {},
      moved(panes) {
        moves.push(...panes)
        if (isTold) tiles.wake(panes)
      },
      relisten() {},
    })
  })
  afterEach(async () => {
    tiles.stop()
    await channel.close()
  })

  /** No question is due: what was shown has been looked at until it stayed the same. */
  async function calm(milliseconds = 1500): Promise<void> {
    let count = -1
    let since = Date.now()
    await until('calm', () => {
      if (asked.length !== count) since = Date.now()
      count = asked.length
      return Date.now() - since > milliseconds
    })
  }

  test('all that show are asked for in one line, and again as they change', async () => {
    const panes = ['one', 'two', 'three'].map(paneOf)
    tiles.watch(panes)
    for (const name of ['one', 'two', 'three']) await shows(name, `I am ${name}`)
    expect(asked[0]?.filter(line => line.startsWith('capture-pane'))).toHaveLength(3)
    type('two', 'hello two')
    await shows('two', 'hello two')
    type('three', '日本')
    await shows('three', '日本')
  })

  test('where nothing moves nothing is asked, nor for panes that do not show', async () => {
    tiles.watch([paneOf('one'), paneOf('two')])
    await shows('two', 'I am two')
    // A capture that took long on a busy machine puts off the next one by three times as long.
    await calm(4000)
    const before = asked.length
    const hidden = paneOf('three')
    for (const text of ['a', 'b']) {
      moves = []
      type('three', text)
      await until('its move', () => moves.includes(hidden))
    }
    expect(asked).toHaveLength(before)
    expect(shown.has(hidden)).toBe(false)
  })

  test('nothing is asked after leaving, whatever prints', async () => {
    tmux('respawn-pane', '-k', '-t', '=one:', 'while :; do date +%N; sleep 0.05; done')
    const pane = paneOf('one')
    tiles.watch([pane])
    await until('its screen', () => shown.has(pane))
    tiles.watch([])
    const count = asked.length
    moves = []
    await until('three moves', () => moves.filter(each => each === pane).length > 2)
    // At most the one that was on its way.
    expect(asked.length - count).toBeLessThan(2)
  })

  test('a pane that closes takes none of the others along', async () => {
    const panes = ['one', 'two', 'three'].map(paneOf)
    tiles.watch(panes)
    await shows('three', 'I am three')
    const gone = paneOf('two')
    tmux('kill-session', '-t', '=two')
    type('three', 'still here')
    tiles.wake([gone, ...panes])
    await shows('three', 'still here')
    // One line of all has failed: then each was asked by itself.
    const alone = asked.filter(lines => lines.length === 2).flat()
    expect(alone.some(line => line.startsWith('capture-pane') && line.endsWith(gone))).toBe(true)
    expect(shown.get(gone)).toContain('I am two')
    type('one', 'me too')
    await shows('one', 'me too')
  })

  test('one that is followed elsewhere is left out, and shown anew when it is back', async () => {
    const pane = paneOf('one')
    tiles.watch([pane, paneOf('two')])
    await shows('one', 'I am one')
    await calm()
    tiles.leaveOut(pane)
    const from = asked.length
    type('one', 'unseen')
    type('two', 'seen')
    await shows('two', 'seen')
    expect(asked.slice(from).flat().join('\n')).not.toContain(`${pane} `)
    expect(shown.get(pane)).not.toContain('unseen')
    shown.delete(pane)
    tiles.leaveOut(null)
    await shows('one', 'unseen')
  })

  test('where nothing is pushed, the list of sessions tells who moved', async () => {
    const list = (activity: number) => [
      session(1, 'one', { panes: [pane(paneOf('one'), { activity })] }),
      session(2, 'two', { panes: [pane(paneOf('two'))] }),
    ]
    tiles.stop()
    tiles = make(false)
    isTold = false
    tiles.watch([paneOf('one'), paneOf('two')])
    tiles.found(list(1))
    await shows('one', 'I am one')
    await calm(2500)
    const count = asked.length
    type('one', 'moved')
    tiles.found(list(1))
    expect(asked).toHaveLength(count)
    tiles.found(list(2))
    await shows('one', 'moved')
    expect(asked.slice(count).flat().join('\n')).not.toContain(`${paneOf('two')}`)
  })

  test('one that prints without end keeps no other from being seen', async () => {
    tmux('respawn-pane', '-k', '-t', '=one:', 'yes flooding')
    tiles.watch(['one', 'two'].map(paneOf))
    await shows('one', 'flooding')
    for (const text of ['a1', 'b2', 'c3']) {
      type('two', text)
      await shows('two', text)
    }
  })
})

/** The same, as a host's link carries it. */
describe('tiles of a link', () => {
  let link: Connection
  let sessions: readonly Session[] = []
  let server = ''
  const links: string[] = []

  function hear(event: Event): void {
    if (event.type === 'sessions') sessions = event.sessions
    if (event.type === 'link') links.push(event.link.state)
    if (event.type === 'server' && event.server.state === 'running')
      server = `${event.server.pid}:${event.server.started}`
    if (event.type === 'tiles')
      for (const { pane, screen } of event.screens) shown.set(pane, screen.lines.join('\n'))
  }
  const targets = (...names: readonly string[]) =>
    names.map(name => ({ host: 'local', server, pane: paneOf(name) }))

  beforeEach(() => {
    sessions = []
    links.length = 0
    link = createConnection({
      host: { name: 'local', transport: 'local' },
      transport: createLocal({ name: 'local', deadline: 30_000 }),
      tmux: ['-S', socket],
      deadline: 30_000,
      isOurs: () => () => false,
      dispatch: hear,
    })
  })
  afterEach(() => link.hangUp())

  test('they go on after its client was sent away', async () => {
    link.dial()
    await until('its sessions', () => sessions.length === 3)
    link.watchTiles(targets('one', 'two'))
    await shows('one', 'I am one')
    const ours = tmux('list-clients', '-F', '#{client_pid}')
    tmux('detach-client', '-a')
    tmux('detach-client', '-s', '=one')
    await until('another client', () => {
      const now = tmux('list-clients', '-F', '#{client_pid}')
      return now !== '' && now !== ours
    })
    type('two', 'after that')
    await shows('two', 'after that')
    expect(shown.has(paneOf('three'))).toBe(false)
  })

  test('another server is not asked for panes of the one before', async () => {
    link.dial()
    await until('its sessions', () => sessions.length === 3)
    const old = targets('one', 'two', 'three')
    const pid = Number(tmux('display-message', '-p', '#{pid}'))
    tmux('kill-server')
    // A server that is ending refuses lists, but still accepts a client and takes it along.
    await ended([pid])
    tmux('new-session', '-d', '-s', 'one', '-x', '80', '-y', '10', 'echo I am another; exec cat')
    tmux('new-session', '-d', '-s', 'hidden', '-x', '80', '-y', '10', 'echo hidden; exec cat')
    const before = server
    link.dial()
    await until('the other server', () => {
      link.dial()
      return server !== before && sessions.length === 2
    })
    link.watchTiles(old)
    link.watchTiles([...old, ...targets('one')])
    await shows('one', 'I am another')
    expect([...shown.keys()]).toEqual([paneOf('one')])
  })

  test('where nothing is pushed they are looked at again and again', async () => {
    const person = spawn('tmux', ['-S', socket, '-C', 'attach', '-t', '=one'], {
      stdio: ['pipe', 'ignore', 'ignore'],
    })
    await until('a client', () => tmux('list-clients') !== '')
    for (const name of ['two', 'three']) tmux('kill-session', '-t', `=${name}`)
    tmux('set-option', '-t', 'one', 'destroy-unattached', 'on')
    tmux('split-window', '-t', '=one:', 'echo I am swept; exec cat')
    link.dial()
    await until('its session', () => sessions.length === 1)
    const panes = sessions[0]?.panes.map(each => each.id) ?? []
    link.watchTiles(panes.map(pane => ({ host: 'local', server, pane })))
    await until('both', () => panes.every(pane => shown.get(pane)?.includes('I am')))
    tmux('send-keys', '-t', panes[0] ?? '', '-l', 'moved meanwhile')
    await until('the change', () => shown.get(panes[0] ?? '')?.includes('moved meanwhile'))
    person.stdin.end()
  })
})
