import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { installAgent } from '../lab/agents/install-agent.ts'
import { processes } from '../lab/process.ts'
import { type Lab, startLab } from '../lab/sshd.ts'
import { play, program, type Robot } from './robot.ts'

let lab: Lab
beforeAll(async () => {
  lab = await startLab({ hosts: 2 })
  for (const { home } of lab.hosts) await installAgent(home)
  // A host that has kept a run already: its channel says so.
  cli(lab.host('lab1').home, ['run', 'claude', 'hello', '--cwd', '~'])
})
afterAll(() => lab?.close())

/** One command line on a machine, to its end. */
function cli(home: string, args: readonly string[]): string {
  return execFileSync(process.execPath, [program, ...args], {
    env: { PATH: process.env['PATH'], HOME: home, SHELL: '/bin/sh', LANG: 'C.UTF-8' },
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  }).trim()
}

const options = () => ({
  columns: 160,
  rows: 40,
  args: ['--ssh-config', lab.sshConfig, '--remote', 'lab1,lab2'],
})

const started = (robot: Robot, host: string, prompt: string) => {
  const { home } = lab.host(host)
  const id = cli(home, ['run', 'claude', prompt, '--cwd', '~', '--detach'])
  expect(robot.pid()).toBeGreaterThan(0)
  return id
}

test('a run that is started on its host is seen, answered by the screen, and its end is seen', async () => {
  await play(options(), async robot => {
    await robot.sees('3 hosts up', 60_000)
    started(robot, 'lab1', 'WRITE robot.txt')
    await robot.sees('1 needs you')
    await robot.press('A', 'Write: ')
    await robot.press('y', 'I wrote it.')
    await robot.sees(/✓ ok +claude +lab1 +WRITE robot\.txt/)
    expect(existsSync(join(lab.host('lab1').home, 'robot.txt'))).toBe(true)
    // What another says is heard here too.
    const id = started(robot, 'lab1', 'WRITE other.txt')
    await robot.sees(/! asks +claude +lab1/)
    cli(lab.host('lab1').home, ['run', 'deny', id])
    await robot.sees(/✓ ok +claude +lab1 +WRITE other\.txt/)
    await robot.press('E', /other\.txt\) has ended/)
  })
})

test('a run is stopped by a key; of a host that had none it is found by asking', async () => {
  await play(options(), async robot => {
    await robot.sees('3 hosts up', 60_000)
    started(robot, 'lab2', 'SILENT one')
    await robot.press('J', 'SILENT one')
    robot.keys('k', 'k', 'k', 'k')
    await robot.sees('now silent')
    await robot.press('x', 'Stop the run of claude on lab2')
    await robot.press('y', /✗ failed +claude +lab2/)
    await robot.press('X', 'Remove the run')
    robot.keys('y')
    await robot.misses('SILENT one')
  })
})

test('while a run waits for its answer no process comes or goes, and nothing is written', async () => {
  await play(options(), async robot => {
    await robot.sees('3 hosts up', 60_000)
    started(robot, 'lab1', 'WRITE quiet.txt')
    await robot.press('J', /! asks/)
    await robot.sees('+hello')
    const before = await ours(robot)
    const written = robot.written().length
    await new Promise(resolve => setTimeout(resolve, 3000))
    expect(await ours(robot)).toEqual(before)
    expect(robot.written().length).toBe(written)
  })
})

/** The ssh processes of the program. */
async function ours(robot: Robot): Promise<readonly number[]> {
  const all = await processes()
  return all
    .filter(each => each.command.includes(robot.dir) && each.command.startsWith('ssh '))
    .map(({ pid }) => pid)
    .toSorted((one, other) => one - other)
}
