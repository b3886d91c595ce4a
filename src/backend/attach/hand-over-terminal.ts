import { runInTerminal } from '../process.ts'
import type { CommandLine } from '../transport/transport.ts'
import { drainTerminal } from './drain-terminal.ts'

/** Gives the person's terminal away while `run` lasts, and takes it back. */
export type Lend = (run: () => Promise<void>) => Promise<void>

/** ssh's own code: the line is gone, and whoever held the terminal over there could not put it back. */
export const LINE_LOST = 255

/** Mouse, focus and paste reports off, plain keys, the cursor shown, the usual screen. */
const RESTORE = `${[1000, 1002, 1003, 1005, 1006, 1004, 2004, 1].map(mode => `\x1b[?${mode}l`).join('')}\x1b[>4m\x1b>\x1b[?25h\x1b[0 q\x1b(B\x0f\x1b[m\x1b[?1049l`

/** Runs a command in the person's terminal, which is afterwards as it was. Resolves with its exit code. */
export async function handOverTerminal(line: CommandLine, lend: Lend): Promise<number> {
  let code = 0
  await lend(async () => {
    // Whoever gives the terminal back leaves it like that: late replies are swallowed, and not shown before.
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
