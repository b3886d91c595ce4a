import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { processes, until } from '../lab/process.ts'
import { type Lab, startLab } from '../lab/sshd.ts'
import { play, type Robot, socketsIn } from './robot.ts'

const HOSTS = 8
const SESSIONS = 5
/** How long the table of processes is looked at, in milliseconds. */
const WATCHED = 5000

/** Among the sessions of one host, into the output and back, over dialogs. */
const STEPS = ['k', 'k', 'j', 'j', '?', 'q', 'Tab', 'PPage', 'f', 'BTab']

/** Eight real sshd hosts with five sessions each, and this machine. */
describe('a fleet', () => {
  let lab: Lab

  beforeAll(async () => {
    lab = await startLab({ hosts: HOSTS })
    for (const { name } of lab.hosts) {
      for (let index = 0; index < SESSIONS; index++) {
        await lab.tmux(name, 'new-session', '-d', '-s', `s${index}`, '-x', '80', '-y', '24', 'cat')
      }
    }
  })
  afterAll(() => lab.close())

  const options = () => ({
    columns: 160,
    rows: 60,
    args: ['--ssh-config', lab.sshConfig, '--remote', lab.hosts.map(host => host.name).join(',')],
    sessions: { here: 'cat' },
  })
  const allIn = async (robot: Robot, more = 0) => {
    await robot.sees(`${HOSTS + 1} hosts up`, 60_000)
    await robot.sees(`${HOSTS * SESSIONS + 1 + more} sessions`)
  }

  test('is all seen; at rest nothing is written and no process comes or goes', async () => {
    await play(options(), async robot => {
      await allIn(robot)
      await robot.sees(/lab8 +up \d/)
      await quiet(robot)
      const written = robot.written().length
      const used = cpu(robot)
      expect(await comingAndGoing(robot, lab)).toEqual([])
      expect(robot.written().length - written).toBe(0)
      process.stdout.write(`idle: ${cpu(robot) - used} ms of CPU time in ${WATCHED} ms\n`)
      const ssh = (await processes()).filter(
        each => each.command.includes(robot.dir) && each.command.startsWith('ssh '),
      )
      expect(ssh.length).toBeLessThanOrEqual(2 * HOSTS)
    })
  })

  test('works without a process that comes or goes: moving, scrolling, looking, typing', async () => {
    await lab.tmux('lab8', 'new-session', '-d', '-s', 't1', 'while :; do date; sleep 0.1; done')
    try {
      await play(options(), async robot => {
        await allIn(robot, 1)
        await robot.press('G', 'lab8/t1:0.0')
        await robot.sees(/UTC|:\d\d/)
        await until('a stream', async () => (await streams(lab)) === 1)
        await steady(robot, lab)
        const work = (turn: number) => robot.keys(STEPS[turn % STEPS.length] ?? '')
        expect(await comingAndGoing(robot, lab, work, 2 * STEPS.length)).toEqual([])
      })
    } finally {
      await lab.tmux('lab8', 'kill-session', '-t', '=t1')
    }
  })

  test('shows a host that goes, keeps its sessions, and heals by itself', async () => {
    await play(options(), async robot => {
      await allIn(robot)
      await lab.whileKilled('lab3', async () => {
        await robot.sees('1 down')
        await robot.sees(/✗ lab3 +down: The m/)
        await robot.sees(/\? s4/)
      })
      await robot.sees(`${HOSTS + 1} hosts up`, 90_000)
      await robot.misses(/\? s4/)
    })
  }, 180_000)

  test('shows a host that hangs, is not held up by it, and has it back', async () => {
    await play({ ...options(), rows: 24 }, async robot => {
      await allIn(robot)
      await lab.whileFrozen('lab1', async () => {
        robot.keys('j')
        await robot.sees('lab1/s0:0.0')
        await robot.sees(/◐ lab1 +slow/)
        robot.keys('G')
        await robot.sees('lab8/s4:0.0')
        robot.keys('i')
        robot.type('the others answer')
        await robot.sees('│the others answer')
        robot.keys('C-]')
        await robot.sees(/✗ lab1 +down/)
      })
      await robot.sees(`${HOSTS + 1} hosts up`, 90_000)
    })
  }, 240_000)

  test('is left as it was: masters warm, and nothing else', async () => {
    await play(options(), async robot => {
      await allIn(robot)
      robot.keys('G')
      await robot.sees('lab8/s4:0.0')
      await until('a stream', async () =>
        (await lab.tmux('lab8', 'list-clients')).includes('read-only'),
      )
      robot.keys('q')
      expect(await robot.ended()).toBe(0)
      for (const { name, home } of lab.hosts) {
        await until(
          `no client on ${name}`,
          async () => (await lab.tmux(name, 'list-clients')) === '',
        )
        expect(readdirSync(home).filter(file => file.startsWith('fleetmux-'))).toEqual([])
      }
      const runtime = join(robot.dir, 'run/fleetmux')
      expect(existsSync(runtime)).toBe(true)
      const sockets = socketsIn(runtime)
      expect(sockets).toHaveLength(HOSTS)
      for (const socket of sockets) {
        execFileSync('ssh', ['-o', `ControlPath=${socket}`, '-O', 'check', 'any'], {
          stdio: 'pipe',
        })
      }
    })
  })
})

/** Waits until the screen has not been written to for a while. */
async function quiet(robot: Robot): Promise<void> {
  let last = -1
  let since = Date.now()
  await until(
    'quiet',
    () => {
      const now = robot.written().length
      if (now !== last) since = Date.now()
      last = now
      return Date.now() - since > 2500
    },
    60_000,
  )
}

async function streams(lab: Lab): Promise<number> {
  const clients = await lab.tmux('lab8', 'list-clients', '-F', '#{client_flags}')
  return clients.split('\n').filter(flags => flags.includes('read-only')).length
}

/** Waits until what was being started has started. */
async function steady(robot: Robot, lab: Lab): Promise<void> {
  let last = ''
  let since = Date.now()
  await until('the same processes', async () => {
    const now = [...(await ours(robot, lab)).keys()].join()
    if (now !== last) since = Date.now()
    last = now
    return Date.now() - since > 1500
  })
}

/** Milliseconds of CPU time that the program has used. */
function cpu(robot: Robot): number {
  const fields = readFileSync(`/proc/${robot.pid()}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
  return (Number(fields[11]) + Number(fields[12])) * 10
}

/** The processes of the program and on the hosts that began while it was watched at work, so many turns at least. */
async function comingAndGoing(
  robot: Robot,
  lab: Lab,
  work: (turn: number) => void = () => {},
  turns = 0,
): Promise<string[]> {
  const before = await ours(robot, lab)
  const came = new Map<number, string>()
  const end = Date.now() + WATCHED
  for (let turn = 0; turn < turns || Date.now() < end; turn++) {
    work(turn)
    for (const [pid, command] of await ours(robot, lab))
      if (!before.has(pid)) came.set(pid, command)
  }
  return [...came.values()]
}

/** The program and all below it, and all below the sshd of the hosts: what runs under which pid. */
async function ours(robot: Robot, lab: Lab): Promise<ReadonlyMap<number, string>> {
  const all = await processes()
  const found = new Set([robot.pid(), ...lab.hosts.map(host => host.pid)])
  for (let before = 0; before < found.size; ) {
    before = found.size
    for (const { pid, parent } of all) if (found.has(parent)) found.add(pid)
  }
  return new Map(
    all.filter(({ pid }) => found.has(pid)).map(({ pid, command }) => [pid, command.slice(0, 80)]),
  )
}
