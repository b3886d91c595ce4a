import { expect, test } from 'vitest'
import { play } from './robot.ts'

const SESSIONS = { first: 'cat', second: 'cat', third: 'cat' }

test('marked sessions hear it, the others do not, and the receipts say so', async () => {
  await play({ sessions: SESSIONS }, async robot => {
    await robot.sees(/▌. first/)
    await robot.press('Space', / 1 marked/)
    await robot.press('Space', / 2 marked/)

    await robot.press('B', /▸ Compose [\s\S]*2 panes: local\/first:0\.0, local\/second:0\.0/)
    robot.type('hello $(you)')
    await robot.press('C-j', 'line 2 of 2')
    robot.type('second; "line"')
    await robot.press('Enter', /▸ Recipients 2 of 2 [\s\S]*local\/first:0\.0/)
    expect(robot.here('capture-pane', '-p', '-t', '=first:')).not.toContain('hello')

    await robot.press('Enter', '▸ Delivery report')
    await robot.sees(
      /(submitted|echoed) +local\/first:0\.0[\s\S]*(submitted|echoed) +local\/second:0\.0/,
    )
    await robot.sees('Sent to 2 of 2')
    for (const name of ['first', 'second']) {
      expect(robot.here('capture-pane', '-p', '-t', `=${name}:`)).toContain(
        'hello $(you)\nsecond; "line"',
      )
    }
    expect(robot.here('capture-pane', '-p', '-t', '=third:').trim()).toBe('')

    robot.keys('Escape')
    await robot.misses('▸ Delivery report')
    await robot.press('R', 'Sent to 2 of 2')
  })
})
