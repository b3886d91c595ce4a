import { expect, test } from 'vitest'
import { until } from '../../lab/process.ts'
import { play, type Robot } from '../robot.ts'
import { playFleet } from './place.ts'

const NUMBERED = Object.fromEntries(
  Array.from({ length: 6 }, (_, at) => [`s${at + 1}`, `echo I am ${at + 1}; exec cat`]),
)
/** The focused tile has the heavy border. */
const focus = (name: string) => new RegExp(`┏━ . ${name}  local ━`)

test('W shows many sessions at once; keys go from tile to tile and from page to page', async () => {
  await play({ sessions: NUMBERED, columns: 80, rows: 24 }, async robot => {
    await robot.sees('6 sessions')
    await robot.press('W', /▸ Wall 6 [\s\S]*I am 1[\s\S]*I am 4/)
    await robot.press('l', focus('s2'))
    await robot.press('h', focus('s1'))
    await robot.press('j', focus('s3'))
    await robot.press('k', focus('s1'))
    await robot.press('Right', focus('s2'))
    await robot.press('Down', focus('s4'))
    await robot.press('Left', focus('s3'))
    await robot.press('Up', focus('s1'))
    await robot.press('BTab', /page 2 of 2[\s\S]*┏━ . s6 /)
    await robot.press('Tab', focus('s1'))
    for (const [on, back] of PAGES) {
      await robot.press(on, /page 2 of 2[\s\S]*┏━ . s5 [\s\S]*I am 5/)
      await robot.press(back, focus('s1'))
    }
    for (const [last, first] of ENDS) {
      await robot.press(last, focus('s6'))
      await robot.press(first, focus('s1'))
    }
    robot.mouse('click', 60, 3)
    await robot.sees(focus('s2'))
  })
})

const PAGES = [
  ['NPage', 'PPage'],
  ['C-d', 'C-u'],
  [']', '['],
] as const
const ENDS = [
  ['G', 'g'],
  ['End', 'Home'],
] as const

test('a tile alone and back, layouts, who is shown, and the ways out', async () => {
  await play({ sessions: NUMBERED }, async robot => {
    await robot.sees('6 sessions')
    await robot.press('W', /▸ Wall 6 .* grid/)
    await robot.press('z', /zoomed {2}1 of 6/)
    await robot.press('z', /▸ Wall 6 .* grid/)
    await robot.press('Space', /zoomed {2}1 of 6/)
    robot.keys('Escape')
    await robot.sees(/▸ Wall 6 .* grid/)
    await robot.press('w', /▸ Wall 6 .* columns/)
    await robot.press('w', /▸ Wall 6 .* one large/)
    await robot.press('o', 'No agent needs you. Press o to show other sessions.')
    await robot.press('o', /▸ Wall 6 /)
    await robot.press('/', /^ filter:/m)
    robot.type('s3')
    await robot.sees(/▸ Wall 1 +\/s3/)
    await robot.press('Enter', focus('s3'))
    // The tile was there before: the key below counts where the line is closed.
    await robot.misses(/^ filter:(?!.*·)/m)
    await robot.press('?', '▸ Keys')
    robot.keys('Escape')
    await robot.misses('▸ Keys')
    await robot.press('C-l', focus('s3'))
    await robot.press('.', 'No agent on the wall needs you.')
    await robot.press('A', 'No agent waits for an answer.')
    await robot.press('r', 'local is connected.')
    for (const key of ['W', 'q', 'C-c', 'Escape']) {
      robot.keys(key)
      await robot.sees('▸ Sessions')
      await robot.press('W', '▸ Wall 1 ')
    }
    await robot.press('Enter', /▸ local\/s3:0.0[\s\S]*I am 3/)
  })
})

test('marked sessions of several hosts; a line, keys and a broadcast go to what is shown', async () => {
  await playFleet({ sessions: { near: 'cat', other: 'cat' } }, async robot => {
    for (const name of ['near', 'far', 'away']) await mark(robot, name)
    await robot.press(
      'W',
      /▸ Wall 3 +marked[\s\S]*near {2}local[\s\S]*far {2}lab1[\s\S]*away {2}lab2/,
    )
    await robot.press('g', focus('near'))
    await robot.press('s', / send to local\/near:/)
    robot.type('one line')
    robot.keys('Enter')
    await robot.misses(/^ send to/m)
    await robot.sees(/▸ Wall[\s\S]*one line/)
    await robot.press('i', 'TYPING')
    robot.type('typed')
    await robot.sees('typed')
    robot.keys('C-]')
    await robot.misses('TYPING')
    await robot.press('B', /▸ Compose [\s\S]*3 panes: /)
    robot.type('to all three')
    await robot.press('Enter', /▸ Recipients 3 of 3/)
    await robot.press('Enter', /▸ Delivery report/)
    await robot.sees('Sent to 3 of 3')
    robot.keys('Escape')
    await robot.misses('▸ Delivery report')
    await robot.sees(/(to all three[\s\S]*){3}/)
    expect(robot.here('capture-pane', '-p', '-t', '=other:').trim()).toBe('')
    await robot.press('R', '▸ Delivery report')
    robot.keys('Escape')
    await robot.misses('▸ Delivery report')
    await robot.press('I', /▸ Recipients 3 of 3/)
    robot.keys('Escape')
    await robot.misses('▸ Recipients')
    await robot.press('E', '▸ Event log')
    robot.keys('Escape')
    await robot.misses('▸ Event log')
    await robot.press('C-r', 'REC 3')
    robot.keys('C-r')
    await robot.misses('REC 3')
  })
})

async function mark(robot: Robot, name: string): Promise<void> {
  await robot.press('/', /^ filter:/m)
  robot.keys('C-u')
  robot.type(name)
  await robot.sees(new RegExp(`▌. ${name} `))
  await robot.press('Enter', /▸ Sessions 1 /)
  await robot.press('Space', / marked/)
  robot.keys('Escape')
  await robot.misses('filter:')
}

test('a gives the terminal to the focused tile, C-z to the shell; the wall is there again', async () => {
  await play({ sessions: NUMBERED }, async robot => {
    await robot.sees('6 sessions')
    await robot.press('W', /▸ Wall 6 /)
    await robot.press('l', focus('s2'))
    robot.keys('a')
    await robot.sees('[s2]')
    robot.bytes('\x02d')
    await robot.sees('Back from local/s2.')
    await robot.sees(/▸ Wall 6 [\s\S]*I am 1[\s\S]*I am 6/)
    const screens = () => robot.written().toString('latin1').split('\x1b[?1049h').length
    const before = screens()
    robot.keys('C-z')
    await until('it to come back', () => screens() > before)
    await robot.sees(/▸ Wall 6 [\s\S]*I am 1[\s\S]*I am 6/)
  })
})
