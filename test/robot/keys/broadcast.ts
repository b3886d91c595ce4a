import { expect, test } from 'vitest'
import { until } from '../../lab/process.ts'
import { play, type Robot } from '../robot.ts'

const SIX = { a1: 'cat', a2: 'cat', a3: 'cat', b1: 'cat', b2: 'cat', b3: 'cat' }
/** Under load output may come too late to be told from what Enter brought. */
const HEARD = '(echoed|submitted)'
const FEW = { rows: 14, config: { confirmAbove: 4 }, sessions: SIX }

async function enter(robot: Robot, text: string, shows: string | RegExp): Promise<void> {
  await robot.press(':', / attach {2}benchmarks {2}broadcast /)
  robot.type(text)
  await robot.sees(` :${text}`)
  await robot.press('Enter', shows)
}

test('space, v, * and + mark; u and escape take the marks off', async () => {
  await play({ sessions: SIX }, async robot => {
    await robot.sees(/▌. a1/)

    await robot.press('Space', /◆ a1[\s\S]* 1 marked/)
    await robot.press('j', /▌. a3/)
    await robot.press('v', /◆ a2[\s\S]*◆ a3[\s\S]* 3 marked/)
    await robot.press('Space', ' 2 marked')
    await robot.press('u', /^(?![\s\S]*◆)/)
    await enter(robot, 'filter b', /▌. b1/)
    await robot.press('*', ' 3 marked')
    await enter(robot, 'filter', ' a1 ')
    await robot.press('+', ' 6 marked')
    await robot.press('Escape', /^(?![\s\S]*◆)/)
    await enter(robot, 'mark session=b*', ' 3 marked')
    await enter(robot, 'mark a1', ' 4 marked')
  })
})

test('the composer is edited by all its keys, and keeps what was not sent', async () => {
  const env = { VISUAL: `sh -c 'echo edited >> "$1"' sh` }
  await play({ sessions: SIX, env }, async robot => {
    await robot.sees(/▌. a1/)
    await robot.press('B', /▸ Compose [\s\S]*1 pane: local\/a1/)

    robot.type('one two')
    await robot.press('C-j', 'line 2 of 2')
    await robot.press('M-Enter', 'line 3 of 3')
    await robot.press('Up', 'line 2 of 3')
    await robot.press('Down', 'line 3 of 3')
    await robot.press('Tab', '␉')
    await robot.press('BSpace', /^(?![\s\S]*␉)/)
    await robot.press('Left', 'line 2 of 3')
    await robot.press('BSpace', 'line 1 of 2')
    await robot.press('C-w', /┃ one +┃/)
    robot.keys('Home')
    robot.type('x')
    await robot.sees(/┃ xone /)
    await robot.press('C-t', 'no-enter: ')
    await robot.press('C-g', 'only panes at a prompt')
    await robot.press('C-o', /┃ edited +┃/)
    await robot.press('Escape', /^(?![\s\S]*Compose)/)
    await robot.press('B', 'xone')
    robot.keys('C-c')
    await robot.misses('▸ Compose')
    expect(robot.here('capture-pane', '-p', '-t', '=a1:').trim()).toBe('')
  })
})

test('the recipients scroll, ask for their number, and go back', async () => {
  await play(FEW, async robot => {
    await robot.sees(/▌. a1/)
    await robot.press('*', ' 6 marked')
    await enter(robot, 'broadcast hello', /▸ Recipients 6 of 6 ━+ 4 of 6/)

    await robot.press('Down', ' 5 of 6 ')
    await robot.press('Up', ' 4 of 6 ')
    await robot.press('NPage', /━ [56] of 6 /)
    await robot.press('PPage', ' 4 of 6 ')
    await robot.press('Enter', 'Type 6, the number')
    robot.type('12')
    await robot.press('BSpace', 'panes: 1 ')
    await robot.press('C-h', /panes: {2}/)
    robot.type('34')
    await robot.press('C-u', /panes: {2}/)
    await robot.press('Escape', '▸ Compose')
    await robot.press('Enter', '▸ Recipients')
    await robot.press('C-c', '▸ Compose')
    await robot.press('Enter', '▸ Recipients')
    robot.type('6')
    await robot.press('Enter', /▸ Delivery report [\s\S]*Sent to 6 of 6/)

    for (const key of ['j', 'k', 'C-d', 'C-u', 'G', 'g']) robot.keys(key)
    await robot.sees(' 4 of 6 ')
    await robot.press('Escape', /^(?![\s\S]*Delivery report)/)
    await robot.press('B', '▸ Compose')
    await robot.press('C-p', /┃ hello/)
    await robot.press('C-n', 'Type or paste')
  })
})

test('r sends to those who were refused, I interrupts those who heard, R shows it again', async () => {
  await play({ sessions: SIX }, async robot => {
    await robot.sees(/▌. a1/)
    robot.here('copy-mode', '-t', '=a2:')
    for (const count of [1, 2]) await robot.press('Space', ` ${count} marked`)
    // tmux tells that somebody looks back up to a second later.
    await until('the refusal', async () => {
      await enter(robot, 'broadcast hello', '▸ Recipients')
      if (/⊘ local\/a2:0\.0 +refused: The pane is in copy mode/.test(robot.screen())) return true
      await robot.press('Escape', '▸ Compose')
      await robot.press('Escape', /^(?![\s\S]*Compose)/)
      return false
    })
    await robot.sees('▸ Recipients 1 of 2')
    await robot.press('Enter', new RegExp(`${HEARD} +local/a1[\\s\\S]*⊘ refused +local/a2`))
    expect(robot.here('capture-pane', '-p', '-t', '=a2:').trim()).toBe('')

    robot.here('send-keys', '-X', '-t', '=a2:', 'cancel')
    // That nobody looks back there any more is known a moment later.
    await until('the retry', () => {
      if (/refused/.test(robot.screen())) robot.keys('r')
      return new RegExp(`${HEARD} +local/a1[\\s\\S]*${HEARD} +local/a2`).test(robot.screen())
    })
    for (const key of ['Escape', 'q', 'R', 'Enter', 'C-c']) {
      robot.keys(key)
      await robot.misses('▸ Delivery report')
      await enter(robot, 'receipts', '▸ Delivery report')
    }
    await robot.press('I', /▸ Recipients 2 of 2 [\s\S]*C-c: interrupts/)
    await robot.press('Escape', '▸ Delivery report')
    await robot.press('I', '▸ Recipients 2 of 2')
    await robot.press('Enter', /▸ Delivery report 2\/2 /)
    const left = () => robot.here('list-sessions', '-F', '#S')
    await until('both to have ended', () => {
      // Where the session ends first to which our client is attached, tmux closes the connection, and what was on its
      // way to the other is told as failed: it may or may not have arrived.
      for (const name of ['a1', 'a2'])
        if (robot.screen().includes(`failed     local/${name}:`) && left().includes(name))
          robot.here('kill-session', '-t', `=${name}`)
      return left() === 'a3\nb1\nb2\nb3'
    })
    await robot.press('[', /▸ Delivery report 1\/2 /)
    await robot.press(']', /▸ Delivery report 2\/2 /)
    robot.keys('Escape')
    await robot.misses('▸ Delivery report')
    await robot.misses(/ a1 /)

    await robot.press('R', '▸ Delivery report 2/2')
    robot.keys('Escape')
    await robot.misses('▸ Delivery report')
    // Where none is marked it would be the one that is selected.
    await robot.press('I', /▸ Recipients 1 of 1 [\s\S]*C-c: interrupts[\s\S]*local\/a3:0\.0/)
    robot.keys('Escape')
    await robot.misses('▸ Recipients')
    expect(left()).toBe('a3\nb1\nb2\nb3')
  })
})
