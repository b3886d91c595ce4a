import { rmSync, writeFileSync } from 'node:fs'
import xterm from '@xterm/headless'
import { until } from '../lab/process.ts'
import type { Robot } from './robot.ts'

/** A shell that prints without end, but holds still while there is a file `hold`: tmux itself wakes what is stopped. */
export function printing(hold: string, print: string, pause: number): string {
  return `i=0; while :; do [ -e "${hold}" ] || { i=$((i+1)); ${print}; }; sleep ${pause}; done`
}

/** Waits until the program writes no byte any more. */
async function untilStill(robot: Robot): Promise<void> {
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

/** A terminal emulator that is fed with every byte that the program writes. */
export interface Eye {
  /** The cells that it shows after all that was written until now: characters and looks, by rows. */
  cells(): Promise<readonly string[]>
}

export function watchCells(robot: Robot, columns: number, rows: number): Eye {
  const terminal = new xterm.Terminal({
    cols: columns,
    rows,
    allowProposedApi: true,
    scrollback: 0,
  })
  let fed = 0
  return {
    async cells() {
      const bytes = robot.written()
      await new Promise<void>(resolve => terminal.write(bytes.subarray(fed), resolve))
      fed = bytes.length
      return Array.from({ length: rows }, (_, row) => lineOf(terminal, row, columns))
    },
  }
}

function lineOf(terminal: xterm.Terminal, row: number, columns: number): string {
  const line = terminal.buffer.active.getLine(row)
  return Array.from({ length: columns }, (_, column) => {
    const cell = line?.getCell(column)
    return cell
      ? `${cell.getChars() || ' '}|${cell.getFgColor()}|${cell.getBgColor()}|${cell.isBold()}${cell.isInverse()}${cell.isDim()}`
      : ''
  }).join('\t')
}

/** The rows that differ, as text. */
function different(one: readonly string[], other: readonly string[]): string[] {
  return one.flatMap((line, row) =>
    withoutRoundTrip(line) === withoutRoundTrip(other[row] ?? '')
      ? []
      : [`row ${row}: ${plain(line)} / ${plain(other[row] ?? '')}`],
  )
}

/** The round trip is measured anew whenever tmux is asked something: its figure is no matter of painting. */
function withoutRoundTrip(line: string): string {
  const cells = line.split('\t')
  const text = cells.map(cell => cell.charAt(0)).join('')
  for (const { index, 0: label } of text.matchAll(/up \d+ ms */g))
    cells.fill('', index, index + label.length)
  return cells.join('\t')
}

function timeless(screen: string): string {
  return screen.replace(/up \d+ ms */g, '')
}

function plain(line: string): string {
  return line
    .split('\t')
    .map(cell => cell.split('|')[0])
    .join('')
}

/**
 * Holds what prints, and compares what the emulator shows after all the bytes with what it shows after a fresh
 * full paint. Returns the rows that differ, and whether the tmux around it shows the same as before.
 */
export async function compareWithFresh(
  robot: Robot,
  eye: Eye,
  hold: string,
): Promise<{ readonly rows: readonly string[]; readonly outer: readonly [string, string] }> {
  writeFileSync(hold, '')
  await untilStill(robot)
  const before = await eye.cells()
  const outer = robot.screen()
  const bytes = robot.written().length
  robot.keys('C-l')
  await until('a full paint', () => robot.written().length > bytes)
  await untilStill(robot)
  const rows = different(before, await eye.cells())
  const compared = { rows, outer: [timeless(outer), timeless(robot.screen())] as const }
  rmSync(hold)
  return compared
}
