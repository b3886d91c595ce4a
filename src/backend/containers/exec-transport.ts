import { randomBytes } from 'node:crypto'
import {
  type Failure,
  FailureError,
  type FailureText,
  makeFailure,
} from '../../state/model/failure.ts'
import { delay, unlessAborted, withDeadline } from '../clock.ts'
import { type Child, type ProcessStart, start } from '../process.ts'
import { createTransport, type StartedChild, type Starter } from '../transport/base-transport.ts'
import { collect, OUTPUT_LIMITS, outputsEnded } from '../transport/collect-output.ts'
import { readExitStatusTrailer, withExitStatusTrailer } from '../transport/exit-status-trailer.ts'
import { createLocal } from '../transport/local.ts'
import { skipPreamble } from '../transport/skip-preamble.ts'
import type { CommandLine, OpenOptions, Transport } from '../transport/transport.ts'
import { endLeftovers, labelOf } from './exec-leftover.ts'

/** The output of a `docker exec` or `kubectl exec` process that did not start the command in the container. */
export interface ClientOutput {
  readonly code: number
  /** Stdout and stderr together, because docker prints some errors on stdout. */
  readonly text: string
}

/** Options for every docker or kubectl process. */
export interface ExecOptions {
  /** The host's name in the fleet. */
  readonly name: string
  /** Timeout for each command, in milliseconds; default 10 s. */
  readonly deadline?: number
  /** Variables that are added to fleetmux's environment for every client process. */
  readonly env?: Readonly<Record<string, string>>
}

/** A client program that runs commands in a container: `docker exec`, `kubectl exec`. */
export interface ExecClient {
  readonly kind: 'docker' | 'kube'
  readonly host: string
  /**
   * The `docker exec` or `kubectl exec` command line that precedes the command to run. `tty`: whether the command gets
   * a terminal.
   */
  enter(tty: boolean, signal: AbortSignal): Promise<CommandLine>
  /** Explains why docker or kubectl did not start the command. */
  refused(said: ClientOutput): Failure
  /** Called when the docker or kubectl process ended without the command's exit code. Finds out why, if possible. */
  broke(): Promise<Failure | null>
}

const PROGRAMS = { docker: 'docker', kube: 'kubectl' } satisfies Record<ExecClient['kind'], string>

const BROKEN = 255

/**
 * Default timeout in milliseconds for ending leftover commands in the container, and for making the client's command
 * line.
 */
const TIDY = 10_000

/** Timeout for reading the output that a process wrote before its end, in milliseconds. */
const READ = 5000

/** The transport over a client program that starts one process per command in the container. */
export function createExecTransport(client: ExecClient, deadline = TIDY): Transport {
  const { kind, host } = client
  /** True until fleetmux has looked for leftover commands of an earlier connection. */
  let fresh = true

  const begin: Starter['begin'] = async (argv, how, signal, note) => {
    note(`${PROGRAMS[kind]} on this machine has not entered the container`)
    const begun = await startCommand(argv, how, signal)
    if (fresh) {
      fresh = false
      // Not awaited, so that the first command is not delayed. It does no harm if ending the leftover commands fails.
      void tidy().catch(() => {})
    }
    return begun
  }

  async function startCommand(argv: readonly string[], how: OpenOptions, signal: AbortSignal) {
    const nonce = randomBytes(8).toString('hex')
    const line = await client.enter(how.pty !== undefined, signal)
    const words = [...line.args, 'sh', '-c', script(nonce, how), labelOf(nonce), ...argv]
    const child = how.pty
      ? await underPty([line.file, ...words], how.pty, line.env)
      : start({ ...line, args: words })
    if (how.first !== undefined) child.stdin.write(how.first)
    const stop = () => void child.kill()
    signal.addEventListener('abort', stop, { once: true })
    try {
      const sign = Buffer.from(`fleetmux:${nonce};`)
      const instead = await unlessAborted(signal, skipPreamble(sign, child.stdout).done)
      if (instead) throw await notBegun(child, instead, signal)
      return watched(child, nonce, how.pty !== undefined)
    } catch (thrown) {
      stop()
      fresh = true
      throw thrown
    } finally {
      signal.removeEventListener('abort', stop)
    }
  }

  async function notBegun(child: Child, instead: Buffer, signal: AbortSignal) {
    const said = collect(child.stderr, { limit: OUTPUT_LIMITS.words })
    const { code, error } = await unlessAborted(signal, child.exited)
    await unlessAborted(signal, outputsEnded([said]))
    const text = `${error ?? ''}\n${said.bytes().toString()}\n${instead.toString()}`
    return new FailureError(client.refused({ code, text }))
  }

  function watched(child: Child, nonce: string, pty: boolean): StartedChild {
    const marked = readExitStatusTrailer(pty ? child.stdout : child.stderr, nonce)
    const exited = child.exited.then(async exit => {
      await Promise.race([marked.rest(), delay(READ)])
      return { ...exit, code: marked.code() ?? BROKEN }
    })
    return {
      child: { ...child, [pty ? 'stdout' : 'stderr']: marked.stream, exited },
      async lost() {
        if (marked.code() !== null) return false
        fresh = true
        const failure = await client.broke()
        if (failure) throw new FailureError(underCommand(failure))
        return true
      },
    }
  }

  const tidy = () =>
    inTime(signal => endLeftovers((argv, give) => startCommand(argv, {}, give), signal))

  function inTime<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const late = () => new FailureError(silent(host, kind, deadline))
    return withDeadline({ deadline, late }, work)
  }

  return createTransport(
    {
      kind,
      host,
      begin,
      async terminal(argv) {
        await tidy()
        const line = await inTime(signal => client.enter(true, signal))
        const label = labelOf(randomBytes(8).toString('hex'))
        const term = process.env['TERM'] || 'xterm-256color'
        return { ...line, args: [...line.args, 'sh', '-c', TERMINAL, label, term, ...argv] }
      },
      doubt() {},
      close() {},
    },
    deadline,
  )
}

function silent(host: string, kind: ExecClient['kind'], deadline: number): Failure {
  const program = PROGRAMS[kind]
  const what = `${program} on this machine did not answer within ${deadline / 1000} s.`
  return makeFailure({ kind: 'late', host, what, hint: `Try it by hand: \`${program} version\`.` })
}

/** The begin of the failure of a command whose docker or kubectl process ended before it. */
export const BROKE = 'The connection broke while the command ran.'

/** Adds to the failure of a command that had begun what the user must check. */
function underCommand({ hint, ...failure }: Failure): FailureText {
  const check = 'Before you try again, check whether the command took effect.'
  return { ...failure, hint: hint === undefined ? check : `${hint} ${check}` }
}

/**
 * The shell script around a command. Its first mark shows where the command's own output begins; its trailer has the
 * command's exit code. The trailer comes after all output: on stderr, or in the single stream of a pty.
 */
function script(nonce: string, { pty }: OpenOptions): string {
  const size = pty ? `stty sane rows ${pty.rows} cols ${pty.columns} 2>/dev/null; ` : ''
  const end = withExitStatusTrailer(nonce)
  return `${size}printf %s 'fleetmux:${nonce};'; env "$@"; c=$?; ${end}${pty ? '' : ' >&2'}; exit $c`
}

/**
 * Sets a terminal type that the container knows, and a UTF-8 locale, since tmux needs both. `sh` stays the parent
 * process: leftover commands are found by its command line.
 */
const TERMINAL = [
  'TERM=$1; shift; export TERM; command -v tput >/dev/null 2>&1 &&',
  '{ tput -T "$TERM" cols >/dev/null 2>&1 || TERM=xterm; };',
  '[ -n "$LC_ALL$LC_CTYPE$LANG" ] || export LC_CTYPE=C.UTF-8; env "$@"; exit $?',
].join(' ')

/** Starts a client in a local pty: docker and kubectl give a command a terminal only if they have one. */
async function underPty(
  argv: readonly string[],
  pty: NonNullable<OpenOptions['pty']>,
  env: ProcessStart['env'] = {},
): Promise<Child> {
  const set = Object.entries(env).map(([name, value]) => `${name}=${value}`)
  const running = await createLocal().open(['env', ...set, ...argv], { pty })
  return { ...running, exited: running.ended.then(({ code }) => ({ code })) }
}
