import { expect, test } from 'vitest'
import { until } from '../../lab/process.ts'
import { play } from '../robot.ts'
import { playFleet, theLab } from './place.ts'

test('n starts a session where the form says', async () => {
  await playFleet({ sessions: { near: 'cat' } }, async robot => {
    await robot.press('N', '▸ New session')
    robot.type('made')
    await robot.press('BTab', /▌host/)
    robot.keys('C-u')
    robot.type('lab1')
    await robot.press('Tab', /▌name/)
    await robot.press('Down', /▌directory/)
    robot.type(theLab().host('lab1').home)
    await robot.press('Tab', /▌command/)
    robot.type('pwd; echo "$((6*7)) is it"; exec cat')
    await robot.press('Up', /▌directory/)

    robot.keys('Enter')

    await robot.sees(/▌. made /)
    await robot.sees('lab1/made:0.0')
    await robot.sees('42 is it')
    await theLab().tmux('lab1', 'kill-session', '-t', '=made')
  })
})

test('a session that is asked for before the host is known is started all the same', async () => {
  await play({ sessions: { there: 'cat' } }, async robot => {
    await robot.press(':', /^ :/m)
    robot.type('new local early')
    robot.keys('Enter')

    await robot.sees(/▌. early /)
  })
})

test('the form says what is wrong beside the field', async () => {
  await play({ sessions: { taken: 'cat' } }, async robot => {
    await robot.sees('local/taken')
    await robot.press('N', '▸ New session')

    robot.type('taken')
    await robot.press('Enter', 'local has a session of that name')
    robot.keys('C-u')
    robot.type('a:b')
    await robot.press('Enter', 'tmux allows no : and no . in a name')
    await robot.press('BTab', /▌host/)
    robot.keys('C-u')
    robot.type('nowhere')
    await robot.press('Enter', 'There is no host nowhere')

    robot.keys('Escape')
    await robot.misses('▸ New session')
    expect(robot.here('list-sessions', '-F', '#S')).toBe('taken')
  })
})

test('x asks, names session and host, and every key but y leaves it', async () => {
  await play({ sessions: { doomed: 'cat', kept: 'cat', other: 'cat' } }, async robot => {
    await robot.sees(/▌. doomed/)
    for (const key of ['n', 'N', 'Enter', 'Escape', 'q', 'C-c']) {
      await robot.press('x', /End session doomed on local[\s\S]*local\/doomed/)
      robot.keys(key)
      await robot.misses('▸ End a session')
    }
    expect(robot.here('list-sessions', '-F', '#S')).toBe('doomed\nkept\nother')

    await robot.press('x', 'End session doomed on local')
    await robot.press('y', 'Ended doomed on local.')
    await robot.misses(/● doomed/)
    await robot.press('Enter', /▸ local/)
    await robot.press('Escape', /▸ Sessions/)
    await robot.press('End', /▌. other/)
    await robot.press('x', 'End session other on local')
    await robot.press('Y', 'Ended other on local.')

    await until('two to be gone', () => robot.here('list-sessions', '-F', '#S') === 'kept')
  })
})

test('x looks again: a session of another name by then is left alone', async () => {
  await play({ sessions: { doomed: 'cat', kept: 'cat' } }, async robot => {
    await robot.sees(/▌. doomed/)
    await robot.press('x', 'End session doomed on local')

    // The question is about a session of that name: it closes by itself, and a late answer is none.
    robot.here('rename-session', '-t', '=doomed', 'saved')
    await robot.sees('was renamed to saved, so it was not ended')
    robot.keys('y')

    await robot.misses('was renamed to saved, so it was not ended')
    expect(robot.here('list-sessions', '-F', '#S')).toBe('kept\nsaved')
  })
})
