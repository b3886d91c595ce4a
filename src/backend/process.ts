import type { ChildProcess } from 'node:child_process'
import { constants } from 'node:os'
import { PassThrough, type Readable, type Writable } from 'node:stream'
import { execa, type Options } from 'execa'

/**
 * A process to start on this machine. Its environment is that of fleetmux plus `env`. No shell interprets the
 * arguments.
 */
export interface ProcessStart {
  readonly file: string
  readonly args: readonly string[]
  readonly env?: Readonly<Record<string, string | undefined>>
  readonly directory?: string
  /** With 'ignore', stdin is /dev/null. Default 'pipe'. */
  readonly stdin?: 'pipe' | 'ignore'
  /**
   * A file descriptor to use as stderr instead of a pipe, which child processes that outlive the process would keep
   * open.
   */
  readonly stderr?: 'pipe' | number
  /** Whether the process outlives fleetmux. */
  readonly detached?: boolean
}

export interface Exit {
  /** Exit code, or 128 plus the number of the signal; 127 or 126 if the process could not be started. */
  readonly code: number
  /** Why the process could not be started. */
  readonly error?: string
}

export interface Child {
  readonly pid: number | undefined
  /** Standard input. It has an error handler, so bytes written after the process's end are dropped. */
  readonly stdin: Writable
  readonly stdout: Readable
  readonly stderr: Readable
  /** Resolves when the process has ended; its streams may still be open or hold bytes. Never rejects. */
  readonly exited: Promise<Exit>
  /**
   * Sends SIGTERM, and SIGKILL one second later. Resolves when the process has ended. Also closes its pipes, even if
   * the process has ended already.
   */
  kill(): Promise<void>
}

/**
 * Starts a process. The process ends with fleetmux unless `detached` is set. It has no terminal, so it cannot prompt
 * the user.
 */
export function start(what: ProcessStart): Child {
  const started = execa(what.file, what.args, {
    ...fixed,
    env: what.env ?? {},
    ...(what.directory && { cwd: what.directory }),
    stdin: what.stdin ?? 'pipe',
    stdout: 'pipe',
    // execa accepts any descriptor, but its types only allow those below 10.
    stderr: (what.stderr ?? 'pipe') as 'pipe' | 3,
    // Without its own process group, Ctrl-C in another program that has the terminal would end every connection.
    detached: true,
  })
  if (!what.detached && started.pid !== undefined) endWithUs(started.nodeChildProcess)
  const exit = new Promise<Exit>(resolve =>
    started.nodeChildProcess.once('exit', (code, signal) =>
      resolve({ code: exitCode(code, signal) }),
    ),
  )
  // execa's result also waits for the streams, so it is used only when no process was started.
  const exited = Promise.race([exit, started.then(toExit)])
  return {
    pid: started.pid,
    stdin: quiet(started.stdin ?? new PassThrough()),
    stdout: readable(started.stdout),
    stderr: readable(started.stderr),
    exited,
    kill: async () => {
      started.kill('SIGTERM')
      await exited
      // A descendant that holds our pipes would keep fleetmux alive, or would wait forever for a reader.
      for (const stream of [started.stdin, started.stdout, started.stderr]) stream?.destroy()
    },
  }
}

const ours = new Set<ChildProcess>()

/**
 * Ends the process when fleetmux exits. One exit listener serves all processes, since Node warns about more than ten.
 */
function endWithUs(child: ChildProcess): void {
  if (!process.listeners('exit').includes(endOurs)) process.on('exit', endOurs)
  ours.add(child)
  child.once('exit', () => ours.delete(child))
}

function endOurs(): void {
  for (const child of ours) child.kill()
}

/** Runs a command in fleetmux's own terminal. Resolves with the command's exit code. */
export async function runInTerminal(
  what: Pick<ProcessStart, 'file' | 'args' | 'env'>,
): Promise<number> {
  const { file, args, env = {} } = what
  // Ctrl-C is meant for the command. fleetmux must survive it to take the terminal back.
  const ignore = () => {}
  process.on('SIGINT', ignore).on('SIGQUIT', ignore)
  try {
    return toExit(await execa(file, args, { env, stdio: 'inherit', reject: false })).code
  } finally {
    process.off('SIGINT', ignore).off('SIGQUIT', ignore)
  }
}

const fixed = {
  buffer: false,
  encoding: 'buffer',
  reject: false,
  forceKillAfterDelay: 1000,
} satisfies Options

/** The exit code as a shell reports it: 143 for `SIGTERM`. */
function exitCode(code: number | null, signal: NodeJS.Signals | null): number {
  return code ?? 128 + (signal ? constants.signals[signal] : 0)
}

interface Outcome {
  readonly exitCode?: number
  readonly signal?: NodeJS.Signals
  /** Error code of Node if the process could not be started or its pipes failed. */
  readonly code?: string
  readonly shortMessage?: string
}

function toExit({ exitCode: code, signal, ...failed }: Outcome): Exit {
  if (failed.code === undefined) return { code: exitCode(code ?? null, signal ?? null) }
  return { code: failed.code === 'ENOENT' ? 127 : 126, error: failed.shortMessage ?? failed.code }
}

/**
 * Reads a stream of execa into a buffer with backpressure: execa drops output that gets no listener within one turn of
 * the event loop.
 */
function readable(source: Readable | null): Readable {
  const kept = new PassThrough()
  if (!source) return kept.end()
  source.once('error', () => kept.end()).once('close', () => kept.end())
  return source.pipe(quiet(kept))
}

function quiet<T extends Writable>(stream: T): T {
  return stream.on('error', () => {})
}
