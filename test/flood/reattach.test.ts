import { execFile, spawnSync } from 'node:child_process'
import { appendFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { type Connection, createConnection } from '../../src/backend/connection/connection.ts'
import { createLocal } from '../../src/backend/transport/local.ts'
import type { Session } from '../../src/state/model/fleet.ts'
import type { Event } from '../../src/state/model/messages/event.ts'
import { alive, processes, signal, until } from '../lab/process.ts'

/** Rounds in all. The record in docs/decisions is of 600. */
const rounds = Number(process.env.REATTACH_ROUNDS ?? process.env.FLOOD_ROUNDS ?? 3)
/** Servers side by side, so that many rounds take less time. */
const SERVERS = 2
/** Where to add a line of the table. */
const report = process.env.FLOOD_REPORT

const ends: (() => Promise<void>)[] = []
afterAll(async () => {
  for (const end of ends) await end()
})

/**
 * All that a person may do in one moment, and that makes our clients come back while sessions come and go:
 * a tmux 3.3a server dies when it tells of a session to a control client that is still arriving.
 */
test('our clients come back under a person who ends and starts sessions', {
  timeout: 60_000 + rounds * 20_000,
}, async () => {
  const share = Math.ceil(rounds / SERVERS)
  const died = await Promise.all(Array.from({ length: SERVERS }, (_, at) => runRounds(at, share)))
  const dead = died.reduce((sum, each) => sum + each, 0)
  const line = `| local | wrapper killed, all detached, sessions end and start | ${share * SERVERS} | ${dead} |\n`
  if (report) appendFileSync(report, line)
  expect(dead).toBe(0)
})

async function runRounds(at: number, count: number): Promise<number> {
  let dead = 0
  const stage = startStage(at)
  ends.push(stage.end)
  for (let round = 0; round < count; round++) if (!(await stage.round(round))) dead++
  return dead
}

function startStage(at: number) {
  const dir = mkdtempSync(join(tmpdir(), 'fmr-'))
  const socket = join(dir, 's')
  const words = (...args: string[]) => ['-S', socket, '-f', '/dev/null', ...args]
  const env = { ...process.env, TMUX: undefined, SHELL: '/bin/sh' }
  const tmux = (...args: string[]) =>
    spawnSync('tmux', words(...args), { env, cwd: dir })
      .stdout.toString()
      .trim()
  const later = (...args: string[]) =>
    new Promise<void>(resolve =>
      execFile('tmux', words(...args), { env, timeout: 10_000 }, () => resolve()),
    )
  let pid = begin()
  let sessions: readonly Session[] = []
  let link = open()

  function open(): Connection {
    sessions = []
    const opened = createStageLink(`host${at}`, socket, event => {
      if (event.type === 'sessions' && opened === link) sessions = event.sessions
    })
    opened.dial()
    return opened
  }

  function begin(): number {
    // Some may be there already: others start sessions, too.
    for (const name of ['a', 'b', 'c'])
      tmux(
        'new-session',
        '-d',
        '-s',
        name,
        '-x',
        '80',
        '-y',
        '10',
        'while :; do date; sleep 0.1; done',
      )
    return Number(tmux('display-message', '-p', '#{pid}'))
  }

  const clients = () =>
    spawnSync('tmux', words('list-clients', '-F', '#{client_pid}'), { env })
      .stdout.toString()
      .split('\n')
      .filter(Boolean)
      .map(Number)

  /** Whether the server lived. */
  async function round(number: number): Promise<boolean> {
    const isUp = () => sessions.length > 2 && clients().length > 0
    // A link that has lost its wrapper may take a while to see it: that is another test's matter.
    await until('its sessions', isUp, 2000).catch(async () => {
      await link.hangUp()
      link = open()
      await until('its sessions', isUp, 40_000)
    })
    const session = sessions[number % sessions.length]
    const pane = session?.panes[0]
    if (session && pane) link.follow({ host: `host${at}`, server: '', pane: pane.id }, session)
    const ours = clients()
    const wrappers =
      number % 10 === 0
        ? (await processes()).filter(each => ours.includes(each.pid)).map(each => each.parent)
        : []
    // Rarely: until that is seen there is nobody to come back.
    signal(wrappers.slice(0, 1), 'SIGKILL')
    await Promise.all([
      later('detach-client', '-a'),
      ...ours.map(() => later('detach-client', '-s', '=a')),
      later('kill-session', '-t', '=b', ';', 'new-session', '-d', '-s', 'b', 'exec cat'),
      later('kill-session', '-t', '=a'),
      later('new-session', '-d', '-s', `n${number}`, 'exec cat'),
    ])
    for (let i = 0; i < 6; i++)
      await later(
        'new-session',
        '-d',
        '-s',
        `x${i}`,
        'exec cat',
        ';',
        'kill-session',
        '-t',
        `=x${i}`,
      )
    await later('kill-session', '-t', `=n${number}`)
    await later('new-session', '-d', '-s', 'a', 'exec cat')
    if (alive(pid) && (await answers())) return true
    signal([pid], 'SIGKILL')
    await until('its end', () => !alive(pid))
    await link.hangUp()
    pid = begin()
    link = open()
    return false
  }

  const answers = () =>
    new Promise<boolean>(resolve =>
      execFile('tmux', words('list-sessions'), { env, timeout: 10_000 }, error => resolve(!error)),
    )

  async function end(): Promise<void> {
    await link.hangUp()
    signal([pid], 'SIGTERM')
    await until('its end', () => !alive(pid)).catch(() => signal([pid], 'SIGKILL'))
    if (!process.env.FLOOD_KEEP) rmSync(dir, { recursive: true, force: true })
  }

  return { round, end }
}

function createStageLink(
  name: string,
  socket: string,
  dispatch: (event: Event) => void,
): Connection {
  return createConnection({
    host: { name, transport: 'local' },
    transport: createLocal({ name, deadline: 10_000 }),
    tmux: ['-S', socket],
    deadline: 10_000,
    isOurs: () => () => false,
    dispatch,
  })
}
