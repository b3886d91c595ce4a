import type { ChildProcess } from 'node:child_process'
import { constants } from 'node:os'
import { PassThrough, type Readable, type Writable } from 'node:stream'
import { execa, type Options } from 'execa'

/** A process to start here. Its environment is ours plus `env`; no shell reads the arguments. */
export interface Start {
  readonly file: string
  readonly args: readonly string[]
  readonly env?: Readonly<Record<string, string | undefined>>
  readonly directory?: string
  /** 'ignore' is /dev/null. Default 'pipe'. */
  readonly stdin?: 'pipe' | 'ignore'
  /** A file descriptor takes stderr for one whose descendants outlive it and may still write. */
  readonly stderr?: 'pipe' | number
  /** It does not end with us. */
  readonly detached?: boolean
}

export interface Exit {
  /** Exit code, or 128 plus the number of the signal; 127 and 126 for what could not be started. */
  readonly code: number
  /** Why it could not be started. */
  readonly error?: string
}

export interface Child {
  readonly pid: number | undefined
  /** Never emits an unheard error: what is written after the end is dropped. */
  readonly stdin: Writable
  readonly stdout: Readable
  readonly stderr: Readable
  /** The process is gone; its streams may still hold, or wait for, bytes. Never rejects. */
  readonly exited: Promise<Exit>
  /** SIGTERM, SIGKILL a second later; resolves when it is gone. Also closes the pipes of one that has ended. */
  kill(): Promise<void>
}

/**
 * The one door through which processes are started. They end with us, and have no terminal to ask
 * anything on.
 */
export function start(what: Start): Child {
  const started = execa(what.file, what.args, {
    ...fixed,
    env: what.env ?? {},
    ...(what.directory && { cwd: what.directory }),
    stdin: what.stdin ?? 'pipe',
    stdout: 'pipe',
    // execa takes any descriptor, and its types only know those below 10.
    stderr: (what.stderr ?? 'pipe') as 'pipe' | 3,
    // While another program has the terminal, its Ctrl-C would else end every connection that we have.
    detached: true,
  })
  if (!what.detached && started.pid !== undefined) endWithUs(started.nodeChildProcess)
  const exit = new Promise<Exit>(resolve =>
    started.nodeChildProcess.once('exit', (code, signal) =>
      resolve({ code: exitCode(code, signal) }),
    ),
  )
  // The result waits for the streams too, so it is only asked where there was no process at all.
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
      // Descendants that hold our pipes would keep us alive, or wait for a reader for ever.
      for (const stream of [started.stdin, started.stdout, started.stderr]) stream?.destroy()
    },
  }
}

const ours = new Set<ChildProcess>()

/** One listener for all: Node warns of more than ten. */
function endWithUs(child: ChildProcess): void {
  if (!process.listeners('exit').includes(endOurs)) process.on('exit', endOurs)
  ours.add(child)
  child.once('exit', () => ours.delete(child))
}

function endOurs(): void {
  for (const child of ours) child.kill()
}

/** Gives our own terminal to a command. Resolves with its exit code when it is over. */
export async function runInTerminal(what: Pick<Start, 'file' | 'args' | 'env'>): Promise<number> {
  const { file, args, env = {} } = what
  // Ctrl-C is for the command: we live on, to take the terminal back.
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

/** What `SIGTERM` makes of an exit code in a shell: 143. */
function exitCode(code: number | null, signal: NodeJS.Signals | null): number {
  return code ?? 128 + (signal ? constants.signals[signal] : 0)
}

interface Outcome {
  readonly exitCode?: number
  readonly signal?: NodeJS.Signals
  /** Set where the process could not be started, or its pipes failed. */
  readonly code?: string
  readonly shortMessage?: string
}

function toExit({ exitCode: code, signal, ...failed }: Outcome): Exit {
  if (failed.code === undefined) return { code: exitCode(code ?? null, signal ?? null) }
  return { code: failed.code === 'ENOENT' ? 127 : 126, error: failed.shortMessage ?? failed.code }
}

/** execa throws away what nobody listens to within a turn of the loop; this keeps it, with backpressure. */
function readable(source: Readable | null): Readable {
  const kept = new PassThrough()
  if (!source) return kept.end()
  source.once('error', () => kept.end()).once('close', () => kept.end())
  return source.pipe(quiet(kept))
}

function quiet<T extends Writable>(stream: T): T {
  return stream.on('error', () => {})
}
