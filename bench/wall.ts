import { setTimeout as sleep } from 'node:timers/promises'
import type { Home } from './home.ts'
import type { Hosts } from './hosts.ts'
import type { Tell } from './row.ts'
import type { Stage } from './stage.ts'
import { openTerminal, type Terminal } from './terminal.ts'
import { childrenOf, cpuOf } from './usage.ts'

/** Twelve sessions on the wall, each printing ten lines a second; beside it, tmux with the same in twelve panes. */
const TILES = 12
const HOSTS = 3
const WATCHED = 5000
const ROUNDS = 3
const NAMES = Array.from({ length: TILES }, (_, at) => `tile-${at + 1}`)
const loop = (name: string) =>
  `i=0; while :; do i=$((i+1)); echo "${name} at work: $i"; sleep 0.1; done`

export async function benchWall(stage: Stage, tell: Tell): Promise<void> {
  const hosts = await stage.hosts()
  const home = await stage.home({ masters: true })
  const wall = await openWall(stage, hosts, home)
  const tmux = await openTmux(stage, home)
  const raw = { fleetmux: [] as number[], ssh: [] as number[], tmux: [] as number[] }
  const bytes: number[] = []
  for (let round = 0; round < ROUNDS; round++) {
    const written = wall.written()
    const shares = await sharesOf([[wall.pid], await childrenOf(wall.pid), tmux])
    for (const [at, key] of (['fleetmux', 'ssh', 'tmux'] as const).entries())
      raw[key].push(shares[at] ?? 0)
    bytes.push(((wall.written() - written) / WATCHED) * 1000)
  }
  const mean = (all: readonly number[]) => all.reduce((sum, each) => sum + each, 0) / all.length
  const what = `${TILES} tiles, each 10 lines a second: CPU`
  const other = { name: 'tmux, server and client', figure: mean(raw.tmux) }
  tell({
    what,
    unit: '%',
    ours: mean(raw.fleetmux),
    other,
    goal: { kind: 'most', value: 15 },
    raw: { ...raw, 'bytes a second': bytes },
  })
}

/** The screen, with all that there is marked and hung on the wall. */
async function openWall(stage: Stage, hosts: Hosts, home: Home): Promise<Terminal> {
  const names = hosts.names.slice(0, HOSTS)
  await home.configure(names)
  for (const [at, session] of NAMES.entries()) {
    const host = names[at % names.length] ?? ''
    await hosts.tmux(host, 'new-session', '-d', '-s', session, loop(session))
    stage.later(() => hosts.tmux(host, 'kill-session', '-t', `=${session}`))
  }
  const terminal = await openTerminal(home.program, home.env)
  stage.later(terminal.close)
  await terminal.sees(new RegExp(`Sessions ${TILES}\\b`))
  terminal.type('*')
  await terminal.sees(new RegExp(`${TILES} marked`))
  terminal.type('W')
  await seesAll(terminal)
  return terminal
}

/** One window with as many panes, on a server of its own here, and a client of it in a terminal of the same size. */
async function openTmux(stage: Stage, home: Home): Promise<number[]> {
  const tmux = (...args: string[]) => home.run(['tmux', '-f', '/dev/null', ...args])
  const [first = '', ...rest] = NAMES
  await tmux('new-session', '-d', '-s', 'wall', '-x', '200', '-y', '50', loop(first))
  stage.later(() => tmux('kill-server'))
  for (const name of rest) {
    await tmux('split-window', '-t', '=wall:', loop(name))
    await tmux('select-layout', '-t', '=wall:', 'tiled')
  }
  const client = await openTerminal(['tmux', '-u', 'attach', '-t', '=wall'], home.env)
  stage.later(client.close)
  await seesAll(client)
  return [Number(await tmux('display-message', '-p', '#{pid}')), client.pid]
}

async function seesAll(terminal: Terminal): Promise<void> {
  for (const name of NAMES) await terminal.sees(`${name} at work`)
}

/** Percent of a core of each of these, at the same time: both walls are open all along. */
async function sharesOf(all: readonly (readonly number[])[]): Promise<number[]> {
  const before = all.map(cpuOf)
  const start = performance.now()
  await sleep(WATCHED)
  const spent = performance.now() - start
  return all.map((pids, at) => ((cpuOf(pids) - (before[at] ?? 0)) / spent) * 100)
}
