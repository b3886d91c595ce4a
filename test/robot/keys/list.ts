import { test } from 'vitest'
import { play } from '../robot.ts'
import { playFleet, theLab } from './place.ts'

const THIRTY = Object.fromEntries(
  Array.from({ length: 30 }, (_, i) => [`s${String(i + 1).padStart(2, '0')}`, 'cat']),
)
const selected = (name: string) => new RegExp(`▌. ${name} `)

test('keys move through the sessions: by one, by pages, to the ends, to a number', async () => {
  await play({ rows: 16, sessions: THIRTY }, async robot => {
    await robot.sees(selected('s01'))

    await robot.press('j', selected('s02'))
    await robot.press('Down', selected('s03'))
    await robot.press('k', selected('s02'))
    await robot.press('Up', selected('s01'))
    await robot.press('G', selected('s30'))
    await robot.press('g', selected('s01'))
    await robot.press('End', selected('s30'))
    await robot.press('Home', selected('s01'))
    await robot.press('NPage', selected('s13'))
    await robot.press('C-d', selected('s19'))
    await robot.press('C-u', selected('s13'))
    await robot.press('PPage', selected('s01'))
    for (const digit of '123456789') await robot.press(digit, selected(`s0${digit}`))

    await robot.sees('local/s09:0.0')
  })
})

test('keys move through the hosts', async () => {
  await playFleet({ sessions: { home: 'cat' } }, async robot => {
    await robot.press('BTab', '▸ Pool')

    await robot.press('j', selected('lab1'))
    await robot.press('Down', selected('lab2'))
    await robot.press('k', selected('lab1'))
    await robot.press('Up', selected('local'))
    await robot.press('G', selected('lab2'))
    await robot.press('g', selected('local'))
    await robot.press('End', selected('lab2'))
    await robot.press('Home', selected('local'))
    await robot.press('2', selected('lab1'))

    await robot.press('Enter', /▸ Sessions[\s\S]*▌. far /)
    await robot.sees('lab1/far:0.0')
  })
})

test('keys go from panel to panel, in and out, and give one the whole screen', async () => {
  await play({ sessions: { only: 'cat' } }, async robot => {
    await robot.sees('local/only:0.0')

    await robot.press('h', '▸ Pool')
    await robot.press('l', '▸ Sessions')
    await robot.press('Left', '▸ Pool')
    await robot.press('Right', '▸ Sessions')
    await robot.press('l', '▸ local/only')
    await robot.press('BTab', '▸ Sessions')
    await robot.press('Right', '▸ local/only')
    await robot.press('Tab', '▸ Pool')
    await robot.press('h', '▸ local/only')
    await robot.press('Escape', '▸ Sessions')
    await robot.press('Enter', '▸ local/only')
    await robot.press('z', /^┏━ ▸ local\/only/)
    await robot.press('z', '─ Pool 1')
    await robot.press('Escape', '▸ Sessions')
    await robot.press('Escape', '▸ Pool')
    await robot.press('Escape', 'Press q to quit.')
    await robot.press('Enter', '▸ Sessions')
  })
})

test('filter, sort and group change what the lists show', async () => {
  await playFleet({ sessions: { alpha: 'cat', beta: 'cat' } }, async robot => {
    await robot.press('/', ' filter: ')
    robot.type('alp')
    await robot.misses('beta')
    await robot.press('Enter', 'filter: alp  ·')
    await robot.press('Escape', 'beta')
    await robot.press('/', ' filter: ')
    robot.type('!l')
    await robot.sees('No session matches the filter')
    await robot.press('Escape', 'beta')
    await robot.press('/', ' filter: ')
    robot.type('far')
    await robot.misses('beta')
    await robot.press('C-c', 'beta')

    await robot.press('o', ' by activity ')
    await robot.press('o', /by host [\s\S]* lab1 [\s\S]* local /)
    await robot.press('o', ' by name ')
    await robot.press('O', ' by name, flat ')
    await robot.sees(/lab2 +away/)
    await robot.press('t', ' by name ━')
  })
})

test('a click selects what it is on, the wheel scrolls what is under it, m gives the mouse back', async () => {
  await play({ rows: 16, sessions: THIRTY }, async robot => {
    const hasMouse = () =>
      robot.terminal('display-message', '-p', '-t', 'robot', '#{mouse_any_flag}')
    await robot.sees(selected('s01'))

    robot.mouse('click', 40, 4)
    await robot.sees(selected('s03'))
    robot.mouse('down', 40, 4)
    await robot.misses('s01')
    robot.mouse('up', 40, 4)
    await robot.sees('s01')
    robot.mouse('click', 100, 5)
    await robot.sees('▸ local/s03')
    robot.mouse('click', 5, 5)
    await robot.sees('▸ Pool')

    if (hasMouse() !== '1') throw new Error('the mouse is off before m')
    await robot.press('m', 'Mouse off')
    if (hasMouse() !== '0') throw new Error('the mouse is on after m')
    await robot.press('m', 'Mouse on')
  })
})

test('r dials a host that is down', async () => {
  await theLab().kill('lab2')
  const args = ['--ssh-config', theLab().sshConfig, '--remote', 'lab2']
  await play({ args, sessions: { home: 'cat' } }, async robot => {
    await robot.sees(/lab2 .*down/)
    await robot.press('BTab', '▸ Pool')
    await robot.press('G', selected('lab2'))
    await theLab().start('lab2')

    robot.keys('r')

    await robot.sees(/▌● lab2 .* 1 /)
    await robot.press('r', 'lab2 is connected.')
  })
})
