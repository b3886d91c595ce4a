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
    await robot.press('E', /▸ Event log \d+ [\s\S]*▌[^\n]*made9/)

    await robot.press('g', /▌[^\n]*made1 /)
    await robot.press('G', /▌[^\n]*made9/)
    for (const key of ['k', 'Up', 'PPage', 'C-u']) robot.keys(key)
    await robot.misses('made9 ')
    for (const key of ['Home', 'j', 'Down', 'NPage', 'C-d', 'Space', 'End']) robot.keys(key)
    await robot.sees(/▌[^\n]*made9/)

    await searches(robot)
    await showsWhole(robot)

    await robot.press('E', '▸ Event log')
    await closesByAll(robot, 'E', '▸ Event log', ['Escape', 'q', '?', 'E', 'C-c'])
  })
})

/** Each key of the line is pressed once; the search goes on with what it was. */
async function searches(robot: Robot): Promise<void> {
  await robot.press('/', /^ search the event log:/m)
  robot.type('mad ade7')
  await robot.sees(/▸ Event log, searching \d of /)
  for (const key of ['C-a', 'C-f', 'C-w', 'C-e', 'BSpace']) robot.keys(key)
  await robot.press('Enter', /▸ Event log \d+ of /)
  await robot.press('/', /^ search the event log: /m)
  robot.keys('C-u')
  robot.type('made5')
  await robot.press('Enter', /▸ Event log \d of /)
  await robot.press('/', /event log: made5/)
  await robot.press('Up', /▸ Event log, searching /)
  await robot.press('Down', /▸ Event log, searching /)
  for (const key of ['Escape', 'C-c']) {
    if (!robot.screen().includes('searching')) await robot.press('/', /^ search the event log:/m)
    robot.keys(key)
    await robot.misses('searching')
    await robot.sees(/▸ Event log \d+ /)
  }
}

async function showsWhole(robot: Robot): Promise<void> {
  const open = async () => {
    if (!robot.screen().includes('▸ Event log')) await robot.press('E', '▸ Event log')
    await robot.press('Enter', /▸ Entry \d+ of \d+[\s\S]*Where +local\/made9/)
  }
  for (const key of ['Escape', 'q', '?', 'E', 'C-c']) {
    await open()
    robot.keys(key)
    await robot.misses('▸ Entry')
    await robot.sees('▸ Event log')
  }
  await open()
  for (const key of ['j', 'k', 'NPage', 'PPage', 'G', 'g']) robot.keys(key)
  for (const key of ['Enter', 'o']) {
    await robot.press(key, /▌. made9 /)
    await robot.misses('▸ Entry')
    await open()
  }
  robot.keys('Escape')
  await robot.misses('▸ Entry')
  await robot.press('o', /▌. made9 /)
}

async function closesByAll(
  robot: Robot,
  opens: string,
  title: string,
  keys: readonly string[] = ['Escape', 'q', '?', 'E', 'Enter', 'C-c'],
): Promise<void> {
  for (const key of keys) {
    if (!robot.screen().includes(title)) await robot.press(opens, title)
    robot.keys(key)
    await robot.misses(title)
  }
}
