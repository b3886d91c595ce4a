import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { crowdOf, openCrowd } from './crowd.ts'
import { median, took } from './figure.ts'
import { GROWTH } from './growth-picture.ts'
import type { Home } from './home.ts'
import { rounds } from './rounds.ts'
import type { Goal, Tell } from './row.ts'
import type { Stage } from './stage.ts'
import { openTerminal } from './terminal.ts'
import { cpuOf } from './usage.ts'
import { warm } from './warm.ts'

/** The same at rising sizes, over warm masters; beside each, twice the cost of half the fleet. */
const SIZES = [8, 16, 32, 64]
const ROUNDS = 3
/** Milliseconds. */
const BUDGET = 60_000
const SENDS = 5
/** Linear, and what two cores that do the hosts' work too make uncertain. */
const LINEAR: Goal = { kind: 'within', times: 1.1 }

interface Cost {
  /** From the start of the screen until every session is listed. */
  readonly time: number
  /** Of the screen's process, up to there. */
  readonly cpu: number
  /** Of a `fleetmux send` to one session on each host, over the channels of the screen. */
  readonly send: number
}

const TITLES: Readonly<Record<keyof Cost, string>> = {
  time: 'time until all are listed',
  cpu: 'CPU until all are listed',
  send: 'time of a send to all',
}

export async function benchGrowth(stage: Stage, tell: Tell): Promise<void> {
  const hosts = await stage.hosts()
  const home = await stage.home({ masters: true })
  const sizes = SIZES.filter(size => size <= stage.size)
  const crowd = crowdOf(stage.size)
  stage.later(await openCrowd(hosts, hosts.names, crowd))
  await warm(home, hosts.names)
  const costs = new Map(sizes.map(size => [size, [] as Cost[]]))
  for (const round of rounds(ROUNDS, BUDGET)) {
    for (const size of sizes) {
      const sessions = Math.floor((crowd * size) / stage.size)
      const cost = await costAt(home, hosts.names.slice(0, size), sessions)
      if (round > 0) costs.get(size)?.push(cost)
    }
  }
  for (const key of ['time', 'cpu', 'send'] as const) report(key, costs, tell)
}

async function costAt(home: Home, names: readonly string[], sessions: number): Promise<Cost> {
  await home.configure(names)
  // What was known last time would be listed at once.
  await rm(join(home.dir, 'state'), { recursive: true, force: true })
  await mkdir(join(home.dir, 'state'), { mode: 0o700 })
  const start = performance.now()
  const terminal = await openTerminal(home.program, home.env)
  try {
    await terminal.sees(new RegExp(`Sessions ${sessions}\\b`), 120_000)
    const time = performance.now() - start
    const cpu = cpuOf([terminal.pid])
    return { time, cpu, send: await sendTime(home, names) }
  } finally {
    await terminal.close()
  }
}

async function sendTime(home: Home, names: readonly string[]): Promise<number> {
  const send = [
    'send',
    `--remote=${names.join(',')}`,
    '--yes',
    '--no-enter',
    '--until',
    'delivered',
  ]
  const times: number[] = []
  for (let at = 0; at <= SENDS; at++) {
    const spent = await took(() => home.run([...home.program, ...send, 'idle-0', 'hello there']))
    if (at > 0) times.push(spent)
  }
  return median(times)
}

function report(key: keyof Cost, costs: ReadonlyMap<number, readonly Cost[]>, tell: Tell): void {
  const all = [...costs].map(([size, found]) => ({ size, raw: found.map(cost => cost[key]) }))
  for (const [at, { size, raw }] of all.entries()) {
    const what = `${GROWTH}: ${TITLES[key]}, ${size} hosts`
    const row = { what, unit: 'ms', ours: median(raw), raw: { raw } } as const
    const before = all[at - 1]
    const name = `twice that of ${before?.size} hosts`
    // Not from the smallest: what a start costs on any fleet would hide how the rest grows.
    const doubled = before && { other: { name, figure: 2 * median(before.raw) }, goal: LINEAR }
    tell({ ...row, ...doubled })
  }
}
