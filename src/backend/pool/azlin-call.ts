import { delay, withDeadline } from '../clock.ts'
import { start } from '../process.ts'
import { collectOutput } from '../transport/collect-output.ts'
import { quoteWord } from '../transport/shell-quote.ts'
import { azlinError, azlinLate } from './azlin-error.ts'

/** Timeout for each azlin subcommand, in milliseconds. */
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
  /** Timeout of the azlin command, in milliseconds. */
  readonly deadline: number
  readonly env?: NodeJS.ProcessEnv
  readonly signal?: AbortSignal
}

export interface AzlinOutput {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

/**
 * Runs azlin once, without stdin and terminal, so that azlin cannot ask questions. Rejects with an AzlinError if azlin
 * is missing or exceeds the deadline; a non-zero exit code resolves. An azlin process that exceeds the deadline is
 * ended before this rejects: otherwise it could still create a machine while the caller cleans up.
 */
export async function callAzlin({ args, deadline, env = {}, signal }: Call): Promise<AzlinOutput> {
  const line = lineOf(args)
  const late = () => azlinLate(line, deadline)
  let end: Promise<void> | undefined
  const work = withDeadline({ deadline, late, ...(signal && { signal }) }, async give => {
    const child = start({ file: 'azlin', args, env, stdin: 'ignore', detached: true })
    give.addEventListener('abort', () => (end = endGroup(child.pid)), { once: true })
    return collectOutput(child, undefined, give)
  })
  const { code, ...said } = await work.finally(() => end)
  const stderr = said.stderr.toString()
  if (code === 127) throw azlinError({ line, code, text: stderr })
  return { code, stdout: said.stdout.toString(), stderr }
}

/** azlin's version, such as `azlin 2.7.3`. Rejects with an AzlinError if azlin is missing or late. */
export async function azlinVersion(env: NodeJS.ProcessEnv = {}): Promise<string> {
  const said = await callAzlin({ args: ['--version'], deadline: DEADLINES.version, env })
  if (said.code === 0) return said.stdout.trim()
  throw failed(['--version'], said)
}

/** How long azlin's process group may run after SIGTERM before it gets SIGKILL, in milliseconds. */
const TERM_GRACE = 2000

/** Ends azlin's process group: a surviving `az` would still create the machine. */
async function endGroup(leader: number | undefined): Promise<void> {
  if (leader === undefined || !signalGroup(leader, 'SIGTERM')) return
  for (let waited = 0; waited < TERM_GRACE; waited += 50) {
    await delay(50)
    if (!signalGroup(leader, 0)) return
  }
  signalGroup(leader, 'SIGKILL')
}

/** Sends a signal to the process group whose leader has the pid `leader`. Returns whether the group exists. */
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

/** The error of a failed call, from its stderr, or from its stdout if stderr is empty. */
export function failed(args: readonly string[], { code, stdout, stderr }: AzlinOutput): Error {
  return azlinError({ line: lineOf(args), code, text: stderr.trim() ? stderr : stdout })
}

function lineOf(args: readonly string[]): string {
  return ['azlin', ...args].map(quoteWord).join(' ')
}
