import { test } from 'vitest'
import { play } from '../../robot/robot.ts'

/** The screen's own key: there and back, with keys and screen as before. */
test('detaching comes back to the same screen, which hears keys', () =>
  play({ sessions: { notes: 'cat' } }, async robot => {
    await robot.press('Tab', 'notes')
    await robot.press('a', '[notes] 0:')
    robot.type('hello')
    await robot.sees('hello')
    robot.keys('C-b', 'd')
    await robot.sees('Back from local/notes.')
    await robot.press('?', 'attach')
  }))

test('a session that ends meanwhile is told', () =>
  play({ sessions: { notes: 'cat', other: 'cat' } }, async robot => {
    await robot.press('Tab', 'notes')
    await robot.press('a', '[notes] 0:')
    robot.here('kill-session', '-t', '=notes')
    await robot.sees('local/notes has ended.')
  }))
