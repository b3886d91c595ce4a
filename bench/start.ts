import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { until } from '../test/lab/process.ts'
import { median, took } from './figure.ts'
import type { Home } from './home.ts'
import { rounds } from './rounds.ts'
import type { Goal, Tell } from './row.ts'
import type { Stage } from './stage.ts'
import { openTerminal } from './terminal.ts'
import { openWork } from './work.ts'

/** What a fresh process takes beside `node -e 0` in the same rounds, and one with 8 hosts open on a screen. */
const HOSTS = 8
const ROUNDS = 15
/** Milliseconds. */
const BUDGET = 40_000
const NODE = 'node -e 0'

interface Way {
  readonly what: string
  readonly times: number
  run(): Promise<number>
}

export async function benchStart(stage: Stage, tell: Tell): Promise<void> {
  const hosts = await stage.hosts()
  const names = hosts.names.slice(0, HOSTS)
  const home = await stage.home({ masters: true })
  stage.later(await openWork(hosts, names))
  await home.configure(names)
  await openScreen(stage, home, names.length)
  const all = [
    { what: NODE, times: 0, run: () => took(() => home.run([process.execPath, '-e', '0'])) },
  ]
  const ways = waysOf(home, names)
  await report([...all, ...ways], tell)
}

function waysOf(home: Home, names: readonly string[]): Way[] {
  const list = names.flatMap(name => ['--host', name])
  return [
    {
      what: 'start: --version',
      times: 1.5,
      run: () => took(() => home.run([...home.program, '--version'])),
    },
    {
      what: `start: ls, ${names.length} warm hosts`,
      times: 2.5,
      run: () => took(() => home.run([...home.program, 'ls', ...list])),
    },
    { what: `start: first frame, ${names.length} hosts`, times: 6, run: () => firstFrame(home) },
  ]
}

/** Until the first panel is written: what makes the pty is in it, and is none of `node -e 0`. */
async function firstFrame(home: Home): Promise<number> {
  const start = performance.now()
  const terminal = await openTerminal(home.program, home.env, 'Sessions')
  const spent = terminal.first - start
  await terminal.close()
  return spent
}

/** A screen that lends its channels to the words. */
async function openScreen(stage: Stage, home: Home, count: number): Promise<void> {
  const terminal = await openTerminal(home.program, home.env)
  stage.later(terminal.close)
  await terminal.sees(new RegExp(`Sessions ${count}\\b`))
  const directory = join(home.env['XDG_RUNTIME_DIR'] ?? '', 'fleetmux')
  await until('the screen to lend', async () =>
    (await readdir(directory)).some(name => name.startsWith('lend-')),
  )
}

/** In turns, so that what else the machine does meets all of them alike; the first round warms. */
async function report(ways: readonly Way[], tell: Tell): Promise<void> {
  const times = new Map(ways.map(({ what }) => [what, [] as number[]]))
  for (const round of rounds(ROUNDS, BUDGET)) {
    for (const { what, run } of ways) {
      const spent = await run()
      if (round > 0) times.get(what)?.push(spent)
    }
  }
  const figures = (what: string) => times.get(what) ?? []
  const other = { name: NODE, figure: median(figures(NODE)) }
  for (const { what, times: limit } of ways.slice(1)) {
    const goal: Goal = { kind: 'within', times: limit }
    tell({
      what,
      unit: 'ms',
      ours: median(figures(what)),
      other,
      goal,
      raw: { ours: figures(what), node: figures(NODE) },
    })
  }
}
