import { spawnSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { play, program, type Robot } from './robot.ts'

const SESSIONS = { one: 'sh -c "seq 90; exec cat"', two: 'cat' }

/** Every row is as wide as the terminal at most, and the last one is the footer. */
function expectFits(robot: Robot, columns: number, rows: number): void {
  const lines = robot.screen().split('\n')
  expect(lines).toHaveLength(rows)
  expect(Math.max(...lines.map(line => [...line].length))).toBeLessThanOrEqual(columns)
  expect(lines.at(-1)).toMatch(/\? keys {2}q quit$/)
}

test.each([
  [200, 50],
  [120, 40],
])('at %dx%d the three panels stand side by side', async (columns, rows) => {
  await play({ columns, rows, sessions: SESSIONS }, async robot => {
    await robot.sees(/^.*Pool 1.*▸ Sessions 2.*local\/one:0\.0.* LIVE .*$/m)
    await robot.sees(/│90 /)

    expectFits(robot, columns, rows)
  })
})

test.each([
  [80, 24],
  [40, 10],
])('at %dx%d every panel is reachable', async (columns, rows) => {
  await play({ columns, rows, sessions: SESSIONS }, async robot => {
    await robot.sees(/▸ Sessions 2[\s\S]*local\/one:0\.0[\s\S]*90/)
    expectFits(robot, columns, rows)

    await robot.press('Down', /▌. two[\s\S]*local\/two:0\.0/)
    await robot.press('BTab', /▸ Pool 1[\s\S]*local/)
    await robot.press('Enter', '▸ Sessions')
    await robot.press('Enter', '▸ local/two')
    await robot.press('z', /^┏━ ▸ local\/two/)
    await robot.press('z', /^╭─ Sessions/)
    await robot.press('?', '▸ Keys')
    robot.keys('Escape')
    await robot.misses('▸ Keys')
    await robot.press('n', '▸ Start agents')
    robot.keys('Escape')
    await robot.misses('▸ Start agents')
    await robot.press('Escape', '▸ Sessions')
    await robot.press('x', /End session two on local/)
    await robot.press('Enter', /^(?![\s\S]*End a session)/)
    expectFits(robot, columns, rows)
  })
})

test('below the least it says so, and grows back', async () => {
  await play({ columns: 30, rows: 8, sessions: SESSIONS }, async robot => {
    await robot.sees(/needs 40x10; this is[ \n]30x8/)

    robot.resize(80, 24)
    await robot.sees(/▸ Sessions 2[\s\S]*local\/one:0\.0/)
    robot.resize(39, 24)
    await robot.sees(/needs 40x10/)
    robot.keys('q')
    expect(await robot.ended()).toBe(0)
  })
})

test('a resize leaves nothing behind and no row too long', async () => {
  await play({ columns: 160, rows: 45, sessions: SESSIONS }, async robot => {
    await robot.sees('local/one:0.0')
    const sizes = [
      [80, 24],
      [200, 50],
      [121, 11],
      [40, 30],
      [119, 40],
      [120, 40],
    ] as const
    for (const [columns, rows] of sizes) {
      robot.resize(columns, rows)
      await robot.sees(/▸ Sessions 2[\s\S]*local\/one:0\.0[\s\S]*q quit$/)
      const shown = robot.screen()
      expectFits(robot, columns, rows)
      expect(shown.match(/Sessions 2/g)).toHaveLength(1)
      expect(shown.match(/q quit/g)).toHaveLength(1)
    }
  })
})

test('NO_COLOR has no colour, and state is told all the same', async () => {
  await play(
    { env: { NO_COLOR: '1' }, sessions: { red: "printf '\\033[31mred\\033[0m'; exec cat" } },
    async robot => {
      await robot.sees(/▌● red[\s\S]*│red|│▌● local/)
      await robot.sees('│red')
      await robot.press('j', '▸ Sessions')

      expect(robot.written().toString('latin1')).not.toMatch(
        /\x1b\[[\d;:]*\b([349][0-7]|10[0-7]|[34]8)\b[\d;:]*m/,
      )
    },
  )
})

test('ASCII borders are ASCII, all over the screen', async () => {
  await play({ config: { borders: 'ascii' }, sessions: SESSIONS }, async robot => {
    await robot.sees(/\+= > Sessions 2 =+/)
    await robot.sees(/>\* one/)
    await robot.press('x', '> End a session')
    expect(robot.screen()).toMatch(/^[\x20-\x7e\n]*$/)
    await robot.press('n', /^(?![\s\S]*End a session)/)

    expect(robot.screen()).toMatch(/^[\x20-\x7e\n]*$/)
  })
})

test('the light theme has colours of its own, and an edit applies at once', async () => {
  const borders = (robot: Robot) =>
    robot.terminal('capture-pane', '-p', '-e', '-t', 'robot').split('\n')[0] ?? ''
  await play({ config: { theme: 'light' }, sessions: SESSIONS }, async robot => {
    await robot.sees('▸ Sessions')

    expect(borders(robot)).toContain('\x1b[34m')
    expect(borders(robot)).not.toContain('\x1b[36m')
  })
})

test('without a terminal it says what to do instead, and ends with 2', () => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [program], {
    encoding: 'utf8',
    input: '',
  })
  expect(stdout).toBe('')
  expect(stderr).toMatch(/needs a terminal.*fleetmux ls/s)
  expect(status).toBe(2)
})
