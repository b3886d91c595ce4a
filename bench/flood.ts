import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { tree } from '../test/lab/process.ts'
import { percentile } from './figure.ts'
import type { Home } from './home.ts'
import type { Hosts } from './hosts.ts'
import type { Tell } from './row.ts'
import type { Stage } from './stage.ts'
import { openTerminal, type Terminal } from './terminal.ts'
import { cpuOf } from './usage.ts'
import { isInstalled } from './way.ts'

/** One pane prints as fast as it can: what showing it takes, by turns, and how long a key waits meanwhile. */
const ROUNDS = 2
const KEYS = 40
const GLYPHS = [...'ΓΔΘΛΞΠΣΦΨΩЖИЛФЦЧШЩЭЮЯ']
const WHAT = 'one pane prints without end'

interface Side {
  readonly name: string
  readonly terminal: Terminal
  readonly pids: readonly number[]
  /** The program prints while there is this file. */
  readonly gate: string
  readonly cpu: number[]
}

export async function benchFlood(stage: Stage, tell: Tell): Promise<void> {
  const hosts = await stage.hosts()
  const home = await stage.home({ masters: true })
  const host = hosts.names[0] ?? ''
  await home.configure([host])
  for (const name of ['a-ours', 'b-theirs']) await printer(stage, hosts, host, name, home)
  const ours = await openSide(stage, home, 'fleetmux', home.program, 'a-ours')
  await ours.terminal.sees('2 sessions')
  ours.terminal.type('g')
  await ours.terminal.sees(`${host}/a-ours:0.0`)
  // On the line at the bottom a key shows, whatever the pane prints.
  ours.terminal.type(':')
  const others = await openOthers(stage, home, host, tell)
  const keys: number[] = []
  for (let round = 0; round <= ROUNDS; round++) {
    for (const side of [ours, ...others]) {
      const pressed = await flood(side, side === ours)
      if (round > 0) keys.push(...pressed.keys)
      if (round > 0) side.cpu.push(pressed.share)
    }
  }
  report(tell, ours, others, keys)
}

async function openOthers(stage: Stage, home: Home, host: string, tell: Tell): Promise<Side[]> {
  // A connection of its own: over a master, the processor time would be the master's.
  const ssh = ['ssh', '-F', home.sshConfig, '-S', 'none', '-t']
  const attach = [...ssh, host, "tmux -u attach -t '=b-theirs'"]
  const attached = await openSide(stage, home, 'ssh -t host tmux attach', attach, 'b-theirs')
  if (await isInstalled('mprocs')) {
    const child = ['mprocs', loop(join(home.dir, 'c-child'))]
    return [attached, await openSide(stage, home, 'mprocs', child, 'c-child')]
  }
  const why = 'mprocs is not installed: npm install -g mprocs'
  tell({ what: `${WHAT}: CPU, mprocs`, kind: 'not run', why })
  return [attached]
}

/** Numbered lines, thousands at once. */
function loop(gate: string): string {
  return `echo ready; while :; do if [ -e '${gate}' ]; then seq 1 5000; else sleep 0.05; fi; done`
}

async function printer(stage: Stage, hosts: Hosts, host: string, name: string, home: Home) {
  const size = ['-x', '200', '-y', '49']
  await hosts.tmux(host, 'new-session', '-d', '-s', name, ...size, loop(join(home.dir, name)))
  stage.later(() => hosts.tmux(host, 'kill-session', '-t', `=${name}`))
}

async function openSide(
  stage: Stage,
  home: Home,
  name: string,
  argv: readonly string[],
  gate: string,
): Promise<Side> {
  const terminal = await openTerminal(argv, home.env)
  stage.later(terminal.close)
  await terminal.sees('ready')
  // As npm installs it, mprocs is a program that starts the program.
  const all = (await tree(terminal.pid)).filter(each => each.command.includes('mprocs'))
  const pids = name === 'mprocs' ? all.map(each => each.pid) : [terminal.pid]
  return { name, terminal, pids, gate: join(home.dir, gate), cpu: [] }
}

/** Percent of a core while it prints, and milliseconds of each key; without keys it is only watched. */
async function flood({ terminal, pids, gate }: Side, hasKeys: boolean) {
  await writeFile(gate, '')
  await sleep(500)
  const [cpu, start] = [cpuOf(pids), performance.now()]
  const keys: number[] = []
  for (let key = 0; key < KEYS; key++) {
    await sleep(40 + ((key * 37) % 80))
    if (hasKeys) keys.push(await press(terminal, GLYPHS[key % GLYPHS.length] ?? ''))
  }
  const share = ((cpuOf(pids) - cpu) / (performance.now() - start)) * 100
  await rm(gate)
  if (hasKeys) terminal.type('\x15')
  // The next one begins when this one's pane stands still.
  await sleep(500)
  return { share, keys }
}

async function press(terminal: Terminal, glyph: string): Promise<number> {
  const heard = terminal.heard(glyph)
  const start = performance.now()
  terminal.type(glyph)
  return (await heard) - start
}

function report(tell: Tell, { cpu }: Side, others: readonly Side[], keys: readonly number[]): void {
  const mean = (all: readonly number[]) => all.reduce((sum, each) => sum + each, 0) / all.length
  const row = { what: `${WHAT}: CPU`, unit: '%', ours: mean(cpu) } as const
  for (const [at, side] of others.entries()) {
    const goal = at === 0 ? ({ kind: 'most', value: 40 } as const) : undefined
    const other = { name: side.name, figure: mean(side.cpu) }
    tell({ ...row, other, goal, raw: { ours: cpu, theirs: side.cpu } })
  }
  const goal = { kind: 'most', value: 50 } as const
  const raw = { keys }
  tell({ what: `${WHAT}: key, p95`, unit: 'ms', ours: percentile(keys, 0.95), goal, raw })
}
