import { test } from 'vitest'
import { play, type Robot } from '../robot.ts'

test('the help scrolls and closes by all its keys', async () => {
  await play({ rows: 12, sessions: { only: 'cat' } }, async robot => {
    await robot.sees(' LIVE ')
    await robot.press('?', / 5 of \d+ /)

    await robot.press('j', ' 6 of ')
    await robot.press('Down', ' 7 of ')
    await robot.press('k', ' 6 of ')
    await robot.press('Up', ' 5 of ')
    await robot.press('NPage', ' 9 of ')
    await robot.press('C-d', ' 13 of ')
    await robot.press('Space', ' 17 of ')
    await robot.press('PPage', ' 13 of ')
    await robot.press('C-u', ' 9 of ')
    await robot.press('G', / (\d+) of \1 /)
    await robot.press('g', ' 5 of ')
    await robot.press('End', / (\d+) of \1 /)
    await robot.press('Home', ' 5 of ')
    robot.mouse('down', 60, 5)
    await robot.sees(' 8 of ')

    await closesByAll(robot, '?', '▸ Keys: ')
  })
})

test('the event log scrolls and closes by all its keys', async () => {
  await play({ rows: 12, sessions: { only: 'cat' } }, async robot => {
    await robot.sees(' LIVE ')
    for (let number = 1; number <= 9; number++) {
      await robot.press(':', /^ :/m)
      robot.type(`new local made${number}`)
      await robot.press('Enter', new RegExp(`▌. made${number} `))
    }
    await robot.press('E', /▸ Event log \d+ [\s\S]*made9/)

    await robot.press('g', 'made1')
    await robot.press('G', 'made9')
    for (const key of ['k', 'Up', 'PPage', 'C-u']) robot.keys(key)
    await robot.misses('made9 ')
    for (const key of ['Home', 'j', 'Down', 'NPage', 'C-d', 'Space']) robot.keys(key)
    await robot.sees('made9')

    robot.keys('Escape')
    await robot.misses('▸ Event log')
    await closesByAll(robot, 'E', '▸ Event log')
  })
})

async function closesByAll(robot: Robot, opens: string, title: string): Promise<void> {
  for (const key of ['Escape', 'q', '?', 'E', 'Enter', 'C-c']) {
    if (!robot.screen().includes(title)) await robot.press(opens, title)
    robot.keys(key)
    await robot.misses(title)
  }
}
