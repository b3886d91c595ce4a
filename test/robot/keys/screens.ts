import { test } from 'vitest'
import { play } from '../robot.ts'

test('runs, worktree sessions and benchmarks open over the panels, and close', async () => {
  await play({ sessions: { only: 'cat' } }, async robot => {
    await robot.sees(' LIVE ')
    for (const [key, title] of [
      ['J', /▸ Runs \d/],
      ['w', /▸ Work \d/],
      ['M', '▸ Benchmarks'],
    ] as const) {
      await robot.press(key, title)
      await robot.press('Escape', / LIVE /)
    }
    await robot.press(':', /^ :/m)
    robot.type('benchmarks')
    await robot.press('Enter', '▸ Benchmarks')
    await robot.press('Escape', / LIVE /)
  })
})

test('runs and benchmarks open where there is nothing to see yet', async () => {
  await play({}, async robot => {
    await robot.sees('▸ Welcome')
    await robot.press('J', /▸ Runs \d/)
    await robot.press('Escape', '▸ Welcome')
    await robot.press('M', '▸ Benchmarks')
    await robot.press('Escape', '▸ Welcome')
  })
})
