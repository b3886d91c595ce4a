import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { expect, test } from 'vitest'
import { ended, until } from '../../lab/process.ts'
import { play, type Robot, still } from '../robot.ts'

const sessions = { only: 'cat' }

/** What the terminal itself says, and the last word on each mode in the bytes. */
function expectRestored(robot: Robot): void {
  const flags = '#{alternate_on}#{mouse_any_flag}#{mouse_sgr_flag}#{cursor_flag}#{keypad_flag}'
  expect(robot.terminal('display-message', '-p', '-t', 'robot', flags)).toBe('00010')
  const bytes = robot.written().toString('latin1')
  const last = (mode: string) =>
    bytes
      .match(new RegExp(`\\x1b\\[\\?${mode}[hl]`, 'g'))
      ?.at(-1)
      ?.at(-1)
  const modes = Object.fromEntries(
    ['25', '1000', '1006', '1049', '2004', '2026'].map(mode => [mode, last(mode)]),
  )
  expect(modes).toEqual({ 25: 'h', 1000: 'l', 1006: 'l', 1049: 'l', 2004: 'l', 2026: 'l' })
}

test.each(['q', 'C-c'])('%s leaves the terminal as it was, and the sessions alone', async key => {
  await play({ sessions }, async robot => {
    await robot.sees('local/only')
    robot.keys(key)

    expect(await robot.ended()).toBe(0)
    expectRestored(robot)
    expect(robot.here('list-sessions', '-F', '#S #{session_attached}')).toBe('only 0')
  })
})

test.each([
  ['SIGTERM', 143],
  ['SIGHUP', 129],
  ['SIGINT', 130],
] as const)('%s leaves the terminal as it was', async (signal, code) => {
  await play({ sessions }, async robot => {
    await robot.sees('local/only')
    process.kill(robot.pid(), signal)

    expect(await robot.ended()).toBe(code)
    expectRestored(robot)
  })
})

test('a crash leaves the terminal as it was, and says what happened', async () => {
  await play(
    { sessions, env: { NODE_OPTIONS: '--require=./crash.cjs' }, inShell: true },
    async robot => {
      writeFileSync(
        join(robot.dir, 'crash.cjs'),
        `process.on('SIGUSR2', () => { throw new Error('boom') })`,
      )
      await start(robot)
      await robot.sees('local/only')
      process.kill(robot.pid(), 'SIGUSR2')

      await robot.sees(/boom[\s\S]*shell>/)
      robot.type('echo code $?')
      robot.keys('Enter')
      await robot.sees('code 1')
      expectRestored(robot)
    },
  )
})

test('a terminal that is closed takes fleetmux along, and no session', async () => {
  await play({ sessions }, async robot => {
    await robot.sees('local/only')
    const pid = robot.pid()
    robot.terminal('kill-server')

    await ended([pid])
    expect(robot.here('list-sessions', '-F', '#S #{session_attached}')).toBe('only 0')
  })
})

test('C-z goes to the shell, fg comes back', async () => {
  await play({ sessions, inShell: true }, async robot => {
    await start(robot)
    await robot.sees('local/only')
    await robot.press('C-z', /Stopped[\s\S]*shell>$/m)
    robot.type('echo "between"')
    robot.bytes('\r')
    await robot.sees(/^between/m)

    robot.type('fg')
    robot.bytes('\r')

    await robot.sees(/▸ Sessions[\s\S]*▌. only/)
    await robot.misses('between')
    await robot.press('l', '▸ local/only')
    robot.keys('q')
    await robot.sees('shell>')
    expectRestored(robot)
  })
})

test('C-l paints anew what something else has spoiled', async () => {
  await play({ sessions }, async robot => {
    await robot.sees(' LIVE ')
    const whole = await robot.sees('local/only:0.0')
    robot.terminal('send-keys', '-R', '-t', 'robot')
    await robot.misses('▸ Sessions')

    robot.keys('C-l')
    await until('the same screen', () => isDeepStrictEqual(still(robot.screen()), still(whole)))
  })
})

test('with nothing to see, the first steps and their keys', async () => {
  await play({}, async robot => {
    await robot.sees('▸ Welcome to fleetmux')
    await robot.press('m', 'Mouse off')
    await robot.press('E', '▸ Event log')
    robot.keys('Escape')
    await robot.misses('▸ Event log')
    await robot.press('?', '▸ Keys')
    robot.keys('Escape')
    await robot.misses('▸ Keys')
    await robot.press(':', /^ :/m)
    robot.keys('Escape')
    await robot.misses(/^ :/m)
    await robot.press('C-l', '▸ Welcome')
    const screens = () => robot.written().toString('latin1').split('\x1b[?1049h').length
    const before = screens()
    robot.keys('C-z')
    await until('it to come back', () => screens() > before)
    await robot.sees('▸ Welcome')
    await robot.press('n', '▸ New session')
    robot.keys('Escape')
    await robot.misses('▸ New session')
    await robot.press('Enter', '▸ New session')
    robot.type('begun')
    robot.keys('Enter')
    await robot.sees(/▌. begun/)

    robot.here('kill-server')
    await robot.sees('▸ Welcome to fleetmux')
    robot.keys('q')
    expect(await robot.ended()).toBe(0)
  })
})

/** Types the command that starts fleetmux. */
async function start(robot: Robot): Promise<void> {
  await robot.sees('shell>')
  robot.type('$FLEETMUX')
  robot.bytes('\r')
}
