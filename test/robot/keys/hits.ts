import { expect, test } from 'vitest'
import { play } from '../robot.ts'

const COUNT = 'seq -f "line %g of many" 400; exec cat'
const SESSIONS = { near: 'cat', far: COUNT, other: COUNT }

test('ctrl-f finds a text on all screens; enter goes to its line', async () => {
  await play({ sessions: SESSIONS, columns: 140, rows: 30 }, async robot => {
    await robot.sees(/▌. far /)
    await robot.press('C-f', /^ find on all screens:/m)
    robot.type('x')
    await robot.sees('screens: x')
    robot.keys('BSpace')
    await robot.misses('screens: x')
    robot.type('line 17 of y')
    robot.keys('C-w')
    await robot.misses('17 of y')
    await robot.press('Left', /line 17 of/)
    await robot.press('Home', /line 17 of/)
    await robot.press(
      'Enter',
      /▸ Found 2 [\s\S]*1 host searched[\s\S]*▌local\/far:0\.0 +line 17 of many/,
    )

    await robot.press('j', /▌local\/other:0\.0 +line 17 of many/)
    await robot.press('k', /▌local\/far:0\.0 +line 17/)
    for (const key of ['NPage', 'PPage', 'C-d', 'C-u', 'G', 'g', 'G']) robot.keys(key)
    await robot.sees(/▌local\/other:0\.0 +line 17/)
    await robot.press('Enter', /▸ local\/other:0\.0[\s\S]*line 17 of many/)

    await robot.press('C-f', /^ find on all screens:/m)
    await robot.press('Up', /line 17 of/)
    robot.keys('Down')
    await robot.misses('screens: line 17')
    robot.keys('Escape')
    await robot.misses('find on all screens')
    await robot.press('C-f', /^ find on all screens:/m)
    robot.type('nowhere to be seen')
    await robot.press('Enter', /▸ Found 0 /)
    await robot.press('Enter', 'There is no search result to go to.')
    await robot.press('C-f', /^ find on all screens:/m)
    robot.keys('C-c')
    await robot.misses('find on all screens')
    for (const key of ['Escape', 'q', 'C-c']) {
      await robot.press('C-f', /^ find on all screens:/m)
      robot.type('many')
      await robot.press('Enter', /▸ Found \d+ /)
      robot.keys(key)
      await robot.misses('▸ Found')
    }
    expect(robot.here('list-sessions', '-F', '#S')).toBe('far\nnear\nother')
  })
})
