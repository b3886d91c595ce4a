import { test } from 'vitest'
import { play } from '../robot.ts'

const COUNTING = { count: 'sh -c "seq 300; exec cat"' }
/** In the output panel: left of it stands the border of the session list. */
const line = (text: string) => new RegExp(`┃${text}[ ┃]`)

test('scrolling pauses the panel, and the end or one key is live again', async () => {
  await play({ sessions: COUNTING }, async robot => {
    await robot.sees(' LIVE ')
    await robot.press('Enter', '▸ local/count')
    await robot.sees(line('300'))

    await robot.press('k', 'PAUSED -1 ')
    await robot.press('Up', 'PAUSED -2 ')
    await robot.press('j', 'PAUSED -1 ')
    await robot.press('Down', ' LIVE ')
    await robot.press('PPage', 'PAUSED -36 ')
    await robot.press('C-u', 'PAUSED -54 ')
    await robot.press('C-d', 'PAUSED -36 ')
    await robot.press('NPage', ' LIVE ')
    await robot.press('g', line('1'))
    await robot.press('f', ' LIVE ')
    await robot.press('Home', line('1'))
    await robot.press('G', ' LIVE ')
    await robot.press('Home', line('1'))
    await robot.press('End', ' LIVE ')
    await robot.press('k', 'PAUSED -1 ')
    await robot.press('Escape', ' LIVE ')
  })
})

test('where everything shows already there is nothing to pause', async () => {
  await play({ sessions: { short: 'echo all of it; exec cat' } }, async robot => {
    await robot.sees('all of it')
    await robot.press('Enter', '▸ local/short')

    await robot.press('k', 'This is the oldest line that tmux has.')

    await robot.sees(' LIVE ')
  })
})

test('what is printed meanwhile does not move what is read', async () => {
  await play(
    { sessions: { bell: 'sh -c "seq 300; read x; seq 1000 1100; exec cat"' } },
    async robot => {
      await robot.sees(' LIVE ')
      await robot.press('Enter', '▸ local/bell')
      await robot.press('C-u', 'PAUSED -18 ')
      await robot.sees(line('250'))

      robot.here('send-keys', '-t', 'bell', 'Enter')

      await robot.sees(/PAUSED -1\d\d /)
      await robot.sees(line('250'))
      await robot.press('f', line('1100'))
    },
  )
})

test('a pane that is wider than its panel is shifted', async () => {
  await play({ sessions: { wide: "printf '%s' $(seq -s, 1 26); exec cat" } }, async robot => {
    await robot.sees(' LIVE ')
    await robot.press('Enter', '▸ local/wide')
    await robot.sees(line('1,2,3,4,5,.*'))

    await robot.press('l', '+8 columns')
    await robot.sees(line('5,6,7,.*'))
    await robot.press('Right', '+16 columns')
    await robot.press('h', '+8 columns')
    robot.keys('Left')
    await robot.misses('columns')
  })
})

test('the whole scrollback is searched, n goes up and N comes back', async () => {
  await play({ sessions: COUNTING }, async robot => {
    await robot.sees(' LIVE ')
    await robot.press('Enter', '▸ local/count')
    await robot.press('/', /^ search:/m)
    robot.type('77')
    await robot.press('Enter', 'Match 1 of 3')
    await robot.sees(line('277'))

    await robot.press('n', 'Match 2 of 3')
    await robot.sees(line('177'))
    await robot.press('n', 'Match 3 of 3')
    await robot.press('n', 'This is the oldest match.')
    await robot.press('N', 'Match 2 of 3')
    await robot.press('f', ' LIVE ')
    await robot.press('n', '▸ Start agents')
    robot.keys('Escape')
    await robot.misses('▸ Start agents')
  })
})

test('the wheel scrolls the output', async () => {
  await play({ sessions: COUNTING }, async robot => {
    await robot.sees('300')

    robot.mouse('up', 100, 10)
    await robot.sees('PAUSED -3 ')
    robot.mouse('up', 100, 10)
    await robot.sees('PAUSED -6 ')
    robot.mouse('down', 100, 10)
    robot.mouse('down', 100, 10)
    await robot.sees(' LIVE ')
  })
})

test('brackets go through the panes of a session', async () => {
  await play({ sessions: { split: 'echo upper; exec cat' } }, async robot => {
    robot.here('split-window', '-t', 'split', 'echo lower; exec cat')
    await robot.sees('local/split:0.1')

    await robot.press('[', 'local/split:0.0')
    await robot.sees('upper')
    await robot.press(']', 'local/split:0.1')
    await robot.sees('lower')
  })
})
