import { expect, test } from 'vitest'
import { play } from '../../robot/robot.ts'

/** The screen's own key: there and back, with keys and screen as before. */
test('detaching comes back to the same screen, which hears keys and no stray replies', () =>
  play({ sessions: { notes: 'cat' } }, async robot => {
    await robot.press('Tab', 'notes')
    await robot.press('a', '[notes] 0:')
    robot.type('hello')
    await robot.sees('hello')
    robot.keys('C-b', 'd')
    // A terminal answers to what tmux asked it, and is not quick about it.
    robot.bytes('\x1b[?1;2c\x1b]11;rgb:1111/2222/3333\x1b\\')
    const screen = await robot.sees('Back from local/notes.')
    expect(screen).not.toMatch(/rgb|1;2c/)
    await robot.press('?', 'attach')
  }))

test('a session that ends meanwhile is told', () =>
  play({ sessions: { notes: 'cat', other: 'cat' } }, async robot => {
    await robot.press('Tab', 'notes')
    await robot.press('a', '[notes] 0:')
    robot.here('kill-session', '-t', '=notes')
    await robot.sees('local/notes has ended.')
  }))
