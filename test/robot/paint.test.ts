import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import xterm from '@xterm/headless'
import { expect, test } from 'vitest'
import { until } from '../lab/process.ts'
import { play, type Robot } from './robot.ts'

const COLUMNS = 140
const ROWS = 36
/** Runs of about a second each; a long watch takes more. */
const ROUNDS = Number(process.env['PAINT_ROUNDS'] ?? 4)
/** They hold still while there is a file `hold` in the home directory: tmux itself wakes what is stopped. */
const printing = (print: string, pause: number) =>
  `i=0; while :; do [ -e "$HOME/hold" ] || { i=$((i+1)); ${print}; }; sleep ${pause}; done`
const SESSIONS = {
  chatty: printing(
    `printf '\\033[3%dmline %d\\033[0m \\033[7m日本語\\033[0m é ◆\\n' $((i%8)) $i`,
    0.02,
  ),
  redraw: printing(
    `printf '\\033[H\\033[44m %d \\033[0m\\033[K\\n\\033[31m%s\\033[0m\\033[K' $i "$(seq -s ' ' $i $((i+20)))"`,
    0.05,
  ),
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

/**
 * A terminal emulator that is fed with every byte that was written shows, cell for cell, what a fresh full
 * paint shows, however busy it was before.
 */
test('what was painted piece by piece is what a full paint shows', async () => {
  await play({ columns: COLUMNS, rows: ROWS, sessions: SESSIONS }, async robot => {
    await robot.sees('line 5')
    for (let round = 0; round < ROUNDS; round++) {
      for (const [key, shows] of STEPS) await robot.press(key, shows)
      robot.resize(COLUMNS - 7, ROWS - 3)
      await robot.press('j', 'local/redraw:0.0')
      robot.resize(COLUMNS, ROWS)
      await robot.press('g', 'local/chatty:0.0')
      await settle(robot)
      const before = await cells(robot)
      const outer = robot.screen()
      robot.keys('C-l')
      await settle(robot)
      expect(different(before, await cells(robot))).toEqual([])
      // The tmux around it saw the same bytes.
      expect(robot.screen()).toBe(outer)
      rmSync(join(robot.dir, 'home/hold'))
    }
  })
}, 240_000)

/** Holds the printers and waits until no byte comes any more. */
async function settle(robot: Robot): Promise<void> {
  writeFileSync(join(robot.dir, 'home/hold'), '')
  let last = -1
  let since = Date.now()
  await until(
    'a still screen',
    () => {
      const now = robot.written().length
      if (now !== last) since = Date.now()
      last = now
      return Date.now() - since > 1500
    },
    60_000,
  )
}

/** The cells that a terminal shows after all that was written: characters and looks. */
async function cells(robot: Robot): Promise<readonly string[]> {
  const terminal = new xterm.Terminal({ cols: COLUMNS, rows: ROWS, allowProposedApi: true })
  await new Promise<void>(resolve => terminal.write(robot.written(), resolve))
  const rows = Array.from({ length: ROWS }, (_, row) => terminal.buffer.active.getLine(row))
  return rows.map(line =>
    Array.from({ length: COLUMNS }, (_, column) => {
      const cell = line?.getCell(column)
      return cell
        ? `${cell.getChars() || ' '}|${cell.getFgColor()}|${cell.getBgColor()}|${cell.isBold()}${cell.isInverse()}${cell.isDim()}`
        : ''
    }).join('\t'),
  )
}

function different(one: readonly string[], other: readonly string[]): string[] {
  return one.flatMap((line, row) =>
    line === other[row] ? [] : [`row ${row}: ${plain(line)} / ${plain(other[row] ?? '')}`],
  )
}

function plain(line: string): string {
  return line
    .split('\t')
    .map(cell => cell.split('|')[0])
    .join('')
}
