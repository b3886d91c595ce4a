import { runInTerminal } from '../process.ts'
import type { CommandLine } from '../transport/transport.ts'
import { drainTerminal } from './drain-terminal.ts'

/** Gives the user's terminal to other programs while `run` runs. */
export type Lend = (run: () => Promise<void>) => Promise<void>

/** ssh's own exit code: the connection is lost, and the program on the host could not restore the terminal. */
export const LINE_LOST = 255

/** Switches mouse, focus and paste reports off, and restores plain keys, the cursor and the main screen. */
const RESTORE = `${[1000, 1002, 1003, 1005, 1006, 1004, 2004, 1].map(mode => `\x1b[?${mode}l`).join('')}\x1b[>4m\x1b>\x1b[?25h\x1b[0 q\x1b(B\x0f\x1b[m\x1b[?1049l`

/** Runs a command in the user's terminal and restores the terminal afterwards. Resolves with the exit code. */
export async function handOverTerminal(line: CommandLine, lend: Lend): Promise<number> {
  let code = 0
  await lend(async () => {
    // Switch echo off before the command, so that a program that restores the previous terminal modes leaves echo off.
    // Late answers of the terminal are then not shown before they are dropped.
    await echo(false)
    code = await runInTerminal(line)
    if (code === LINE_LOST) process.stdout.write(RESTORE)
    await drainTerminal(process.stdin, process.stdout)
    await echo(true)
  })
  return code
}

async function echo(on: boolean): Promise<void> {
  if (process.stdin.isTTY) await runInTerminal({ file: 'stty', args: [on ? 'echo' : '-echo'] })
}
