import { open, readFile, rm } from 'node:fs/promises'
import { delay } from '../clock.ts'
import { runInTerminal } from '../process.ts'
import type { CommandLine } from '../transport/transport.ts'
import { newSocketPath } from './master-socket.ts'

/** How long what ssh says may lie before it is shown, in milliseconds. */
const LAG = 50

/**
 * Runs ssh on our own terminal, and keeps what it says besides showing it. It asks on the terminal itself and
 * so does what it says of a security key; with its stderr in a pipe, it would not ask for a touch at all.
 */
export async function runSshInTerminal(
  { file, args, env }: CommandLine,
  near: string,
): Promise<{ readonly code: number; readonly said: string }> {
  const path = `${newSocketPath(near)}.log`
  await (await open(path, 'wx', 0o600)).close()
  const over = new AbortController()
  const ssh = runInTerminal({ file, args: ['-E', path, ...args], ...(env && { env }) })
  try {
    // Both to their end, whatever becomes of the other: the terminal is ssh's until it is over.
    const [ended, shown] = await Promise.allSettled([
      ssh.finally(() => over.abort()),
      show(path, over.signal),
    ])
    if (ended.status === 'rejected') throw ended.reason
    if (shown.status === 'rejected') throw shown.reason
    return { code: ended.value, said: shown.value }
  } finally {
    await rm(path, { force: true })
  }
}

/** What comes into the file goes to the terminal, on lines of its own: a question may stand there. */
async function show(path: string, over: AbortSignal): Promise<string> {
  for (let seen = 0; ; ) {
    const isLast = over.aborted
    const bytes = await readFile(path)
    if (bytes.length > seen) process.stderr.write(`\n${bytes.subarray(seen)}`)
    seen = bytes.length
    if (isLast) return bytes.toString()
    await delay(LAG)
  }
}
