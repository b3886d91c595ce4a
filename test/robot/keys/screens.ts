import { test } from 'vitest'
import { until } from '../../lab/process.ts'
import { play, type Robot } from '../robot.ts'

test('files, runs, worktree sessions and benchmarks open over the panels, and close', async () => {
  await play({ sessions: { only: 'cat' } }, async robot => {
    await robot.sees(' LIVE ')
    for (const [key, title] of [
      ['F', /▸ Files \S/],
      ['P', /▸ Playbooks \d/],
      ['Y', /▸ History \S/],
      ['Q', 'ask the agents:'],
      ['J', /▸ Runs \d/],
      ['w', /▸ Work \d/],
      ['M', '▸ Benchmarks'],
    ] as const) {
      await robot.press(key, title)
      await closes(robot, title)
    }
    await robot.press(':', /^ :/m)
    robot.type('benchmarks')
    await robot.press('Enter', '▸ Benchmarks')
    await closes(robot, '▸ Benchmarks')
    await robot.press(':', /^ :/m)
    robot.type('talk')
    await robot.press('Enter', 'You have asked no question yet')
  })
})

test('T opens a shell on the host that stays, and has the terminal until it is detached', async () => {
  await play({ sessions: { only: 'cat' } }, async robot => {
    await robot.sees(' LIVE ')
    robot.keys('T')
    const clients = () => robot.here('list-clients', '-F', '#{client_tty} #{session_name}')
    await until('the shell', () => /^\/dev\/\S+ term$/m.test(clients()))
    robot.bytes('\x02d')
    await robot.sees('Back from local/term.')
  })
})

test('runs and benchmarks open where there is nothing to see yet', async () => {
  await play({}, async robot => {
    await robot.sees('▸ Welcome')
    await robot.press('J', /▸ Runs \d/)
    await closes(robot, /▸ Runs \d/)
    await robot.press('M', '▸ Benchmarks')
    await closes(robot, '▸ Benchmarks')
  })
})

/** The panels behind may show beside it: it is closed when its own title is gone. */
async function closes(robot: Robot, title: string | RegExp): Promise<void> {
  robot.keys('Escape')
  await robot.misses(title)
}
