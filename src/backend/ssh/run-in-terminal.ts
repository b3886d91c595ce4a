import { open, readFile, rm } from 'node:fs/promises'
import { delay } from '../clock.ts'
import { runInTerminal } from '../process.ts'
import type { CommandLine } from '../transport/transport.ts'
import { newSocketPath } from './master-socket.ts'

/** Interval between two reads of ssh's log file, in milliseconds. */
const LAG = 50

/**
 * Runs ssh in the local terminal, and collects its messages while they are shown. ssh asks its questions on the
 * terminal itself. ssh's stderr must not be a pipe, because ssh would then not ask for a touch of a security key.
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
    // Wait for both, even if one fails: ssh owns the terminal until it has ended.
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

/**
 * Copies what ssh appends to its log file to the terminal. Begins on a new line, because ssh may have printed a
 * question on the current one.
 */
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
