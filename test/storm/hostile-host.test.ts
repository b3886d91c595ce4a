import { readFileSync, writeFileSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { until } from '../lab/process.ts'
import { startLab } from '../lab/sshd.ts'
import { play, type Robot } from '../robot/robot.ts'
import { MODES, startHostile } from './hostile-host.ts'

/** Minutes that the hostile host has, spread over all that it does; ten were run by hand. */
const MINUTES = Number(process.env['FLEETMUX_STORM_MINUTES'] ?? 1)
const REAL = 8

/** Mebibytes that may come and go below the limit of the heap; a host that is not bounded takes hundreds in seconds. */
const ROOM = 120

test(
  'a hostile host among real ones slows none, takes no memory and reaches no terminal',
  async () => {
    const lab = await startLab({ hosts: REAL + 1 })
    const hostile = await startHostile(lab.host(`lab${REAL + 1}`), lab.dir)
    try {
      const sshConfig = join(lab.dir, 'with_hostile')
      await writeFile(sshConfig, `${await readFile(lab.sshConfig, 'utf8')}\n${hostile.config}`)
      const names = lab.hosts.slice(0, REAL).map(({ name }) => name)
      for (const name of names) await lab.tmux(name, 'new-session', '-d', '-s', `on-${name}`, 'cat')
      // Where no server was ever started, tmux is not even asked.
      await lab.tmux(`lab${REAL + 1}`, 'new-session', '-d', 'cat')
      const args = ['--ssh-config', sshConfig, '--remote', [...names, 'hostile'].join(',')]
      // V8 collects late where there is room, and lets the space for new objects grow with each minute of typing, with a
      // hostile host or without: what is seen without limits is garbage, not what is kept.
      const log = join(lab.dir, 'memory')
      const env = {
        NODE_OPTIONS: `--max-old-space-size=160 --max-semi-space-size=8 --import ${join(import.meta.dirname, 'memory-log.mjs')}`,
        FLEETMUX_MEMORY_LOG: log,
      }
      await play({ args, env, columns: 160, rows: 45 }, async robot => {
        for (const name of names) await robot.sees(`on-${name}`, 60_000)
        await followFirst(robot)
        const share = (MINUTES * 60_000) / MODES.length / 2
        const before = memoryOf(robot)
        const own = sequencesIn(robot)
        process.stdout.write(`\n${HEAD(before)}\n`)
        let most = 0
        for (const mode of MODES) {
          // What else runs on this machine differs from minute to minute: each is held against its own neighbour.
          await hostile.turn()
          const without = await typeFor(robot, share)
          await hostile.turn(mode)
          await reconnect(robot)
          await until(`the host to be asked: ${mode}`, hostile.isReached)
          const beside = await typeFor(robot, share)
          most = Math.max(most, memoryOf(robot))
          const figures = [without.p50, without.p95, beside.p50, beside.p95].join(' | ')
          process.stdout.write(`| ${mode} | ${figures} | ${memoryOf(robot)} | ${mostIn(log)} |\n`)
        }
        expect(most).toBeLessThan(before + ROOM)
        expect(robot.written().toString('latin1')).not.toContain('RVZJTA')
        // Nothing of the host's but colours: no kind of sequence that was not written before it was there.
        expect([...sequencesIn(robot)].filter(each => !own.has(each))).toEqual([])
        robot.keys('C-]')
        await robot.misses('TYPING')
        robot.keys('Escape')
        for (const name of names) await robot.sees(`on-${name}`)
      })
    } finally {
      await hostile.close()
      await lab.close()
    }
  },
  MINUTES * 60_000 + 900_000,
)

async function followFirst(robot: Robot): Promise<void> {
  robot.keys('/')
  robot.type('on-lab1')
  await robot.sees('lab1/on-lab1:0.0')
  robot.keys('Enter', 'i')
  await robot.sees('TYPING')
}

/** The kinds of control sequences and characters that the terminal got; a colour (SGR) is none. */
function sequencesIn(robot: Robot): Set<string> {
  const text = robot.written().toString('utf8')
  const found = text.matchAll(
    /\x1b(?:\[[ -?]*[@-~]|\]\d*|[^[\]])|[\0-\x08\x0b-\x1a\x1c-\x1f\x7f-\x9f]/g,
  )
  const kinds = [...found].map(([each]) => JSON.stringify(each.replace(/[\d;:]+(?=[@-~])/, '')))
  return new Set(kinds.filter(each => each !== JSON.stringify('\x1b[m')))
}

const HEAD = (before: number) => `Memory before: ${before} MiB. Keys into another host, ms:

| what it does | without p50 | p95 | beside p50 | p95 | MiB | most: all, heap, of it used, outside it, buffers |
|---|---|---|---|---|---|---|`

/** By hand, as a person would: past a limit it is dialled again after minutes only. */
async function reconnect(robot: Robot): Promise<void> {
  robot.keys('C-]')
  await robot.misses('TYPING')
  robot.keys(':')
  robot.type('dial hostile')
  await robot.sees('dial hostile')
  robot.keys('Enter')
  await robot.misses('dial hostile')
  robot.keys('i')
  await robot.sees('TYPING')
}

/** Types marks into the followed pane, one after the other, each waited for; milliseconds from key to screen. */
async function typeFor(robot: Robot, milliseconds: number): Promise<{ p50: number; p95: number }> {
  const end = performance.now() + milliseconds
  const took: number[] = []
  for (let count = 0; performance.now() < end || took.length < 5; count++) {
    const mark = `<${took.length}.${count % 10}>`
    const start = performance.now()
    robot.type(mark)
    await until(`the echo of ${mark}`, () => robot.screen().includes(mark), 20_000)
    took.push(performance.now() - start)
    robot.keys('C-u')
  }
  took.sort((one, other) => one - other)
  const at = (part: number) => Math.round(took[Math.floor((took.length - 1) * part)] ?? 0)
  return { p50: at(0.5), p95: at(0.95) }
}

function memoryOf(robot: Robot): number {
  const status = readFileSync(`/proc/${robot.pid()}/status`, 'utf8')
  return Math.round(Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1] ?? 0) / 1024)
}

/** The most of each kind of memory, in MiB, since this was last asked. */
function mostIn(log: string): string {
  const rows = readFileSync(log, 'utf8')
    .trim()
    .split('\n')
    .map(line => line.split(' ').map(Number))
  writeFileSync(log, '')
  const most = (at: number) => Math.max(...rows.map(row => row[at] ?? 0))
  return [2, 4, 3, 5, 6].map(most).join(', ')
}
