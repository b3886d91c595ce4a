import { delay, limited } from '../clock.ts'
import { start } from '../process.ts'
import { collectOutput } from '../transport/collect-output.ts'
import { quoteWord } from '../transport/shell-quote.ts'
import { azlinError, azlinLate } from './azlin-error.ts'

/** Milliseconds that each word of azlin's may take. */
export const DEADLINES = {
  version: 10_000,
  list: 30_000,
  new: 600_000,
  delete: 120_000,
  tunnel: 120_000,
} as const

export type Deadlines = Readonly<Record<keyof typeof DEADLINES, number>>

export interface Call {
  readonly args: readonly string[]
  /** Milliseconds. */
  readonly deadline: number
  readonly env?: NodeJS.ProcessEnv
  readonly signal?: AbortSignal
}

export interface Said {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

/**
 * Runs azlin once. It has neither an input nor a terminal: what it would ask, it cannot wait for.
 * Rejects with an AzlinError when it is not there or late; one that merely fails resolves. One that is given up has
 * ended by then: it would make a machine behind the back of whoever looks for what it has left.
 */
export async function callAzlin({ args, deadline, env = {}, signal }: Call): Promise<Said> {
  const line = lineOf(args)
  const late = () => azlinLate(line, deadline)
  let end: Promise<void> | undefined
  const work = limited({ deadline, late, ...(signal && { signal }) }, async give => {
    const child = start({ file: 'azlin', args, env, stdin: 'ignore', detached: true })
    give.addEventListener('abort', () => (end = endGroup(child.pid)), { once: true })
    return collectOutput(child, undefined, give)
  })
  const { code, ...said } = await work.finally(() => end)
  const stderr = said.stderr.toString()
  if (code === 127) throw azlinError({ line, code, text: stderr })
  return { code, stdout: said.stdout.toString(), stderr }
}

/** What azlin says of itself: `azlin 2.7.3`. Rejects with an AzlinError where it is not there, or late. */
export async function azlinVersion(env: NodeJS.ProcessEnv = {}): Promise<string> {
  const said = await callAzlin({ args: ['--version'], deadline: DEADLINES.version, env })
  if (said.code === 0) return said.stdout.trim()
  throw failed(['--version'], said)
}

/** Milliseconds in which a group that was asked to end has ended, or is made to. */
const FAREWELL = 2000

/** azlin has others do the work: an `az` that outlived it would go on to make a machine. */
async function endGroup(leader: number | undefined): Promise<void> {
  if (leader === undefined || !signalGroup(leader, 'SIGTERM')) return
  for (let waited = 0; waited < FAREWELL; waited += 50) {
    await delay(50)
    if (!signalGroup(leader, 0)) return
  }
  signalGroup(leader, 'SIGKILL')
}

/** Whether there still was one. */
function signalGroup(leader: number, signal: 'SIGTERM' | 'SIGKILL' | 0): boolean {
  try {
    process.kill(-leader, signal)
    return true
  } catch (thrown) {
    const { code } = thrown as NodeJS.ErrnoException
    if (code !== 'ESRCH') throw thrown
    return false
  }
}

/** The error of a call that failed; its stderr tells, or what it printed where that is empty. */
export function failed(args: readonly string[], { code, stdout, stderr }: Said): Error {
  return azlinError({ line: lineOf(args), code, text: stderr.trim() ? stderr : stdout })
}

function lineOf(args: readonly string[]): string {
  return ['azlin', ...args].map(quoteWord).join(' ')
}
