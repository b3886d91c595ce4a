import { readFileSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { until } from '../lab/process.ts'
import { startLab } from '../lab/sshd.ts'
import { play, type Robot } from '../robot/robot.ts'
import { MODES, startHostile } from './hostile-host.ts'

/** Minutes that the hostile host has, spread over all that it does; ten were run by hand. */
const MINUTES = Number(process.env['FLEETMUX_STORM_MINUTES'] ?? 2)
const REAL = 8

/** Mebibytes that may come and go; a host that is not bounded takes hundreds in seconds. */
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
      const args = ['--ssh-config', sshConfig, '--remote', [...names, 'hostile'].join(',')]
      await play({ args, columns: 160, rows: 45 }, async robot => {
        for (const name of names) await robot.sees(`on-${name}`, 60_000)
        await followFirst(robot)
        const before = { memory: memoryOf(robot), latency: await typeFor(robot, 5_000) }
        const rows: string[] = []
        let most = 0
        for (const mode of MODES) {
          await hostile.turn(mode)
          // What it did before ends with its connection; reconnecting lets the new way begin at once.
          const latency = await typeFor(robot, (MINUTES * 60_000) / MODES.length)
          most = Math.max(most, memoryOf(robot))
          rows.push(
            `${mode}: keys p50 ${latency.p50} ms, p95 ${latency.p95} ms, ${memoryOf(robot)} MiB`,
          )
        }
        process.stdout.write(
          `\nbefore: keys p50 ${before.latency.p50} ms, p95 ${before.latency.p95} ms, ${before.memory} MiB\n${rows.join('\n')}\n`,
        )
        expect(most).toBeLessThan(before.memory + ROOM)
        const written = robot.written().toString('latin1')
        expect(written).not.toContain('RVZJTA')
        expect(written).not.toContain('\x1b]52')
        expect(written).not.toMatch(/\x1b\]0;EVIL/)
        for (const name of names) expect(robot.screen()).toContain(`on-${name}`)
      })
    } finally {
      await hostile.close()
      await lab.close()
    }
  },
  MINUTES * 60_000 + 300_000,
)

async function followFirst(robot: Robot): Promise<void> {
  robot.keys('/')
  robot.type('on-lab1')
  await robot.sees('lab1/on-lab1:0.0')
  robot.keys('Enter', 'i')
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
