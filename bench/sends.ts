import { crowdOf, openCrowd } from './crowd.ts'
import { median, took } from './figure.ts'
import type { Home } from './home.ts'
import { rounds } from './rounds.ts'
import type { Goal, Tell } from './row.ts'
import type { Stage } from './stage.ts'
import { openTerminal, type Terminal } from './terminal.ts'
import { cpuOf } from './usage.ts'
import { warm } from './warm.ts'

/** Of all hosts: 64, 128 and 200 of 200. */
const SHARES = [0.32, 0.64, 1]
const ROUNDS = 5
/** Milliseconds. */
const BUDGET = 180_000
/** Milliseconds until all sessions are listed. On a busy machine, 200 hosts take minutes. */
const LISTED = 600_000
/** Milliseconds after a send in which the screen is still busy with it. */
const AFTERWARDS = 1500
/** What grows faster than this, with the hosts on the same cores, is a fault. */
const GOAL: Goal = { kind: 'within', times: 1.25 }

interface Cost {
  readonly time: number
  /** Of the screen, and of what it does afterwards. */
  readonly cpu: number
}

/** A send to one session on each of some hosts, through one screen that holds them all: the sizes in turns. */
export async function benchSends(stage: Stage, tell: Tell): Promise<void> {
  const hosts = await stage.hosts()
  const home = await stage.home({ masters: true })
  const crowd = crowdOf(stage.size)
  stage.later(await openCrowd(hosts, hosts.names, crowd))
  await warm(home, hosts.names)
  await home.configure(hosts.names)
  const screen = await openTerminal(home.program, home.env)
  stage.later(() => screen.close())
  await screen.sees(new RegExp(`Sessions ${crowd}\\b`), LISTED)
  const sizes = SHARES.map(share => Math.round(share * stage.size))
  const costs = new Map(sizes.map(size => [size, [] as Cost[]]))
  for (const round of rounds(ROUNDS, BUDGET)) {
    for (const size of sizes) {
      const cost = await costOf(home, screen, hosts.names.slice(0, size))
      if (round > 0) costs.get(size)?.push(cost)
    }
  }
  report('time', costs, tell)
  report('cpu', costs, tell)
}

async function costOf(home: Home, { pid }: Terminal, names: readonly string[]): Promise<Cost> {
  const remotes = `--remote=${names.join(',')}`
  const how = ['--yes', '--no-enter', '--until', 'delivered']
  const before = cpuOf([pid])
  const time = await took(() =>
    home.run([...home.program, 'send', remotes, ...how, 'idle-0', 'hello there']),
  )
  await new Promise(resolve => setTimeout(resolve, AFTERWARDS))
  return { time, cpu: cpuOf([pid]) - before }
}

function report(key: keyof Cost, costs: ReadonlyMap<number, readonly Cost[]>, tell: Tell): void {
  const title = key === 'time' ? 'time' : 'CPU of the screen'
  let before: { readonly size: number; readonly figure: number } | null = null
  for (const [size, found] of costs) {
    const raw = found.map(cost => cost[key])
    const figure = median(raw)
    const grown = before && {
      other: {
        name: `${(size / before.size).toFixed(1)} times ${before.size} hosts`,
        figure: (size / before.size) * before.figure,
      },
      goal: GOAL,
    }
    const what = `a send through the screen: ${title}, ${size} hosts`
    tell({ what, unit: 'ms', ours: figure, raw: { raw }, ...grown })
    before = { size, figure }
  }
}
