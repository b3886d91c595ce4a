import { expect, test } from 'vitest'
import { play } from './robot.ts'
import { compareWithFresh, printing, watchCells } from './still.ts'

const COLUMNS = 140
const ROWS = 36
/** Runs of about a second each; a long watch takes more. */
const ROUNDS = Number(process.env['PAINT_ROUNDS'] ?? 4)
const CHATTY = `printf '\\033[3%dmline %d\\033[0m \\033[7m日本語\\033[0m é ◆\\n' $((i%8)) $i`
const REDRAW = `printf '\\033[H\\033[44m %d \\033[0m\\033[K\\n\\033[31m%s\\033[0m\\033[K' $i "$(seq -s ' ' $i $((i+20)))"`
const HOLD = '$HOME/hold'
const SESSIONS = {
  chatty: printing(HOLD, CHATTY, 0.02),
  redraw: printing(HOLD, REDRAW, 0.05),
  quiet: 'cat',
}

/** Through the list, dialogs over live panes, panels zoomed and back. */
const STEPS: readonly (readonly [string, string | RegExp])[] = [
  ['g', 'local/chatty:0.0'],
  ['?', '▸ Keys'],
  ['Escape', /^(?![\s\S]*▸ Keys)/],
  ['N', '▸ New session'],
  ['Escape', /^(?![\s\S]*▸ New session)/],
  ['G', 'local/redraw:0.0'],
  ['z', /^┏━ ▸ Sessions 3 [━ a-z]{90}/],
  ['z', 'local/redraw:0.0'],
  ['Tab', /▸ local\/redraw/],
  ['BTab', '▸ Sessions'],
  ['k', 'local/quiet:0.0'],
]

/** Through the tiles, dialogs over them, layouts, pages, one tile alone and back. */
const WALL_STEPS: readonly (readonly [string, string | RegExp])[] = [
  ['G', /┏━ . s12 /],
  ['g', /┏━ . s1 /],
  ['?', '▸ Keys'],
  ['Escape', /^(?![\s\S]*▸ Keys)/],
  ['w', / columns$/m],
  ['NPage', 'page 2 of 3'],
  ['w', / one large$/m],
  ['z', 'zoomed'],
  ['z', / one large$/m],
  ['B', '▸ Compose'],
  ['C-c', /^(?![\s\S]*▸ Compose)/],
  ['w', / grid$/m],
  ['g', /┏━ . s1 /],
]

/**
 * A terminal emulator that is fed with every byte that was written shows, cell for cell, what a fresh full
 * paint shows, however busy it was before.
 */
test('what was painted piece by piece is what a full paint shows', async () => {
  await play({ columns: COLUMNS, rows: ROWS, sessions: SESSIONS }, async robot => {
    const eye = watchCells(robot, COLUMNS, ROWS)
    await robot.sees('line 5')
    for (let round = 0; round < ROUNDS; round++) {
      for (const [key, shows] of STEPS) await robot.press(key, shows)
      robot.resize(COLUMNS - 7, ROWS - 3)
      await robot.press('j', 'local/redraw:0.0')
      robot.resize(COLUMNS, ROWS)
      await robot.press('g', 'local/chatty:0.0')
      const { rows, outer } = await compareWithFresh(robot, eye, `${robot.dir}/home/hold`)
      expect(rows).toEqual([])
      // The tmux around it saw the same bytes.
      expect(outer[1]).toBe(outer[0])
    }
  })
}, 240_000)

test('so is a wall of twelve that all print', async () => {
  const sessions = Object.fromEntries(
    Array.from({ length: 12 }, (_, at) => [
      `s${at + 1}`,
      printing(HOLD, at % 3 === 0 ? REDRAW : CHATTY, 0.1),
    ]),
  )
  await play({ columns: 160, rows: 44, sessions }, async robot => {
    const eye = watchCells(robot, 160, 44)
    await robot.sees('12 sessions')
    await robot.press('W', /▸ Wall 12 [\s\S]*line 5/)
    for (let round = 0; round < Math.ceil(ROUNDS / 2); round++) {
      for (const [key, shows] of WALL_STEPS) await robot.press(key, shows)
      robot.resize(153, 41)
      await robot.press('l', /┏━ . s2 /)
      robot.resize(160, 44)
      await robot.press('g', /┏━ . s1 /)
      const { rows, outer } = await compareWithFresh(robot, eye, `${robot.dir}/home/hold`)
      expect(rows).toEqual([])
      expect(outer[1]).toBe(outer[0])
    }
  })
}, 240_000)
