import { closeSync, constants, existsSync, openSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { until } from '../test/lab/process.ts'
import { median, percentile } from './figure.ts'
import type { Home } from './home.ts'
import type { Hosts } from './hosts.ts'
import { attempt, type Tell } from './row.ts'
import type { Stage } from './stage.ts'
import { openTerminal, type Terminal } from './terminal.ts'

/**
 * From a byte that a program on a host prints, and from a key, to the bytes that show it: in fleetmux, and in a
 * terminal that is attached by ssh to another session of the same host; by turns, both open all the time.
 */
const SAMPLES = 120
const WARM = 10
/** Neither face writes these by itself. */
const GLYPHS = [...'ΓΔΘΛΞΠΣΦΨΩЖИЛФЦЧШЩЭЮЯ']

/** One terminal, and the way to make a program in its pane print. */
interface Side {
  readonly terminal: Terminal
  print(text: string): void
}

export async function benchLatency(stage: Stage, tell: Tell): Promise<void> {
  const hosts = await stage.hosts()
  const home = await stage.home({ masters: true })
  const host = hosts.names[0] ?? ''
  await home.configure([host])
  const ours = await openSide(stage, home, hosts, host, 'a-ours', home.program)
  const ssh = ['ssh', '-F', home.sshConfig, '-t', host, "tmux -u attach -t '=b-theirs'"]
  const theirs = await openSide(stage, home, hosts, host, 'b-theirs', ssh)
  await follow(ours.terminal, host)
  await attempt(tell, 'a byte printed on a host -> its cell', async () => {
    const print = (side: Side, glyph: string) => side.print(`\r${glyph}`)
    report(
      tell,
      'a byte printed on a host -> its cell',
      await sample(ours, theirs, print),
      [1.5, 2],
    )
  })
  await attempt(tell, 'a key in `i` mode -> its echo', async () => {
    ours.terminal.type('i')
    await ours.terminal.sees('TYPING')
    let typed = 0
    // C-u clears the line of the terminal before it passes the edge of the panel.
    const type = (side: Side, glyph: string) =>
      side.terminal.type(typed++ % 80 < 78 ? glyph : `\x15${glyph}`)
    report(tell, 'a key in `i` mode -> its echo', await sample(ours, theirs, type), [2, 2])
  })
}

/** The pane copies a pipe to its terminal: a write of ours is printed there with nothing in between. */
async function openSide(
  stage: Stage,
  home: Home,
  hosts: Hosts,
  host: string,
  session: string,
  argv: readonly string[],
): Promise<Side> {
  const pipe = join(home.dir, session)
  const size = ['-x', '200', '-y', '49']
  const copy = `mkfifo '${pipe}'; echo ready; exec cat <>'${pipe}'`
  await hosts.tmux(host, 'new-session', '-d', '-s', session, ...size, copy)
  stage.later(() => hosts.tmux(host, 'kill-session', '-t', `=${session}`))
  await until('the pipe', () => existsSync(pipe))
  const fd = openSync(pipe, constants.O_RDWR)
  stage.later(async () => closeSync(fd))
  const terminal = await openTerminal(argv, home.env)
  stage.later(terminal.close)
  await terminal.sees('ready')
  return { terminal, print: text => void writeSync(fd, text) }
}

async function follow(terminal: Terminal, host: string): Promise<void> {
  await terminal.sees('2 sessions')
  terminal.type('g')
  await terminal.sees(`${host}/a-ours:0.0`)
}

/** Milliseconds of each sample. Pauses are uneven, so that no rhythm of either side is met. */
async function sample(ours: Side, theirs: Side, act: (side: Side, glyph: string) => void) {
  const raw = { ours: [] as number[], theirs: [] as number[] }
  for (let round = 0; round < SAMPLES + WARM; round++) {
    for (const [side, figures] of [
      [ours, raw.ours],
      [theirs, raw.theirs],
    ] as const) {
      await sleep(20 + ((round * 37) % 60))
      const glyph = GLYPHS[round % GLYPHS.length] ?? ''
      const heard = side.terminal.heard(glyph)
      const start = performance.now()
      act(side, glyph)
      const at = await heard
      if (round >= WARM) figures.push(at - start)
    }
  }
  return raw
}

function report(
  tell: Tell,
  what: string,
  raw: { ours: number[]; theirs: number[] },
  goals: readonly [p50: number, p95: number],
): void {
  const name = 'ssh -t host tmux attach'
  for (const [label, times, figure] of [
    ['p50', goals[0], median],
    ['p95', goals[1], (all: number[]) => percentile(all, 0.95)],
  ] as const) {
    const goal = { kind: 'within', times } as const
    const other = { name, figure: figure(raw.theirs) }
    // The single figures stand once.
    const kept = label === 'p50' ? { raw } : {}
    tell({ what: `${what}, ${label}`, unit: 'ms', ours: figure(raw.ours), other, goal, ...kept })
  }
}
