import { Readable } from 'node:stream'
import { FailureError, type FailureText, makeFailure, sentence } from '../../state/model/failure.ts'
import { type Countdown, withDeadline } from '../clock.ts'
import type { Child } from '../process.ts'
import { collectOutput } from './collect-output.ts'
import {
  brokenCommand,
  type CommandStage,
  cancelledCommand,
  closedTransport,
  lateCommand,
  testIt,
} from './command-failure.ts'
import { getFile, putFile } from './remote-file.ts'
import type { OpenOptions, Running, Transport } from './transport.ts'

/** The part of a transport that each kind of transport implements. `createTransport` adds the rest. */
export interface Starter extends Pick<Transport, 'kind' | 'host' | 'terminal'> {
  /**
   * Starts a command, writes `how.first` to its stdin, and resolves when the command is about to run on the host. If
   * the signal aborts, ends what was started and rejects. Calls `note` with the current reason for waiting, or with a
   * function that returns the reason. Stops the countdown, if given, while the connection waits for its turn to be
   * opened.
   */
  begin(
    argv: readonly string[],
    how: OpenOptions,
    signal: AbortSignal,
    note: Note,
    countdown?: Countdown,
  ): Promise<StartedChild>
  /**
   * Must be called when a command took too long, since the connection itself may be broken: it is checked before its
   * next use.
   */
  doubt(): void
  close(): void
  /** Whether a command can be sent without logging in first. If missing, commands need no login. */
  isOpen?(): Promise<boolean>
}

/**
 * Receives the reason why a command has not started yet: a text, or a function that returns a failure. The function is
 * called again later, since the reason may become clearer. `isQueued`: the command waits for other commands of
 * fleetmux, not for the host.
 */
export type Note = (why: string | (() => FailureText), isQueued?: boolean) => void

export interface StartedChild {
  readonly child: Child
  /** Whether the connection broke. Called for a command that ended with exit code 255. */
  lost(): Promise<boolean>
}

const usual = 10_000

export function createTransport(carrier: Starter, deadline = usual): Transport {
  const { kind, host } = carrier
  const running = new Set<Child>()
  const closing = new AbortController()

  /** Starts a command and passes it to `use`. `limit`: the time limit for the start and `use` together. */
  async function carry<T>(
    argv: readonly string[],
    how: OpenOptions,
    limit: { deadline: number; signal?: AbortSignal; fromTurn?: true; reads?: boolean },
    use: (begun: StartedChild, signal: AbortSignal, wait: Wait) => Promise<T>,
  ): Promise<T> {
    check(host, argv)
    const named = { host, command: argv[0] }
    let stage: CommandStage = 'waits'
    let waiting: string | (() => FailureText) | undefined
    const lateAfter = (milliseconds: number) => () => {
      carrier.doubt()
      if (typeof waiting === 'function') return new FailureError(waiting())
      return lateCommand(named, milliseconds, stage, waiting)
    }
    // A command with a long time limit must not wait that long for a host on which the command does not even start.
    const patience = Math.min(limit.deadline, deadline)
    const telling = tellWaiting(how.waiting, () => waiting)
    const given = limit.signal ? AbortSignal.any([closing.signal, limit.signal]) : closing.signal
    const whole = { deadline: limit.deadline, signal: given, late: lateAfter(limit.deadline) }
    try {
      return await withDeadline(whole, (outer, all) =>
        withDeadline(
          { deadline: patience, signal: outer, late: lateAfter(patience) },
          async (signal, wait) => {
            const note: Note = (why, isQueued = false) => {
              waiting = why
              if (isQueued) wait.stop()
              else wait.start()
            }
            const counted = limit.fromTurn ? together(all, wait) : wait
            const begun = await carrier.begin(argv, how, signal, note, counted)
            wait.stop()
            waiting = undefined
            stage = limit.reads ? 'reads' : 'runs'
            clearInterval(telling)
            if (signal.aborted) void begun.child.kill()
            running.add(begun.child)
            void begun.child.exited.then(() => running.delete(begun.child))
            return use(begun, signal, why => note(why))
          },
        ),
      )
    } catch (thrown) {
      throw limit.signal?.aborted && thrown === limit.signal.reason
        ? cancelledCommand(named, thrown)
        : thrown
    } finally {
      clearInterval(telling)
    }
  }

  const run: Transport['run'] = (argv, options = {}) => {
    const { stdin, first, signal, deadline: own = deadline, keepsPrinting = false } = options
    // Without a listener, an error of the stream `stdin` before the command has begun would end this process.
    // `collectOutput` reports the error once the command has begun.
    if (stdin instanceof Readable) stdin.on('error', () => {})
    return carry(
      argv,
      first === undefined ? {} : { first },
      { deadline: own, reads: keepsPrinting, ...(signal && { signal }) },
      async ({ child, lost }, signal, wait) => {
        if (keepsPrinting) expectOutput(child, wait)
        const result = await collectOutput(child, stdin, signal, { host, command: argv[0] ?? '' })
        if (result.code === 255 && (await lost())) throw brokenCommand({ host, command: argv[0] })
        return result
      },
    )
  }

  return {
    kind,
    host,
    run,
    open: (argv, how = {}) =>
      carry(argv, how, { deadline, fromTurn: true }, async begun => toRunning(begun)),
    async terminal(argv) {
      check(host, argv)
      return withDeadline(
        { deadline, signal: closing.signal, late: () => unready(host, deadline) },
        () => carrier.terminal(argv),
      )
    },
    put: (bytes, path, options) => putFile(host, run, bytes, path, { deadline, ...options }),
    get: (path, options) => getFile(host, run, path, options?.deadline ?? deadline),
    isOpen: async () => (await carrier.isOpen?.()) ?? true,
    doubt: () => carrier.doubt(),
    async close() {
      closing.abort(closedTransport(host))
      carrier.close()
      await Promise.all([...running].map(child => child.kill()))
    },
  }
}

/** Restarts the time limit for the host's next output. The argument is the reason to report if the limit passes. */
type Wait = (why: string) => void

function expectOutput({ stdout }: Child, wait: Wait): void {
  wait('it printed nothing')
  stdout.on('data', () => wait('it printed nothing more'))
}

/** Two time limits as one, for the start of a command and all of it. Both stop while it waits for its turn to start. */
function together(...both: readonly [Countdown, Countdown]): Countdown {
  return {
    stop: () => both.forEach(each => void each.stop()),
    start: () => both.forEach(each => void each.start()),
  }
}

/** Milliseconds between two checks of the reason why a command has not started. */
const LOOK = 1000

/**
 * Calls `tell` with the reason why a command has not begun yet. A host that is only slow gives no reason, so `tell` is
 * not called for it.
 */
function tellWaiting(
  tell: OpenOptions['waiting'],
  waiting: () => string | (() => FailureText) | undefined,
): NodeJS.Timeout | undefined {
  if (!tell) return undefined
  let told = ''
  const look = () => {
    const now = waiting()
    if (typeof now !== 'function') return
    const failure = makeFailure(now())
    if (sentence(failure) !== told) tell(failure)
    told = sentence(failure)
  }
  return setInterval(look, LOOK).unref()
}

function toRunning({ child, lost }: StartedChild): Running {
  let killed = false
  const { stdin, stdout, stderr, pid } = child
  const ended = child.exited.then(async ({ code }) => ({
    code,
    lost: code === 255 && !killed && (await lost().catch(() => true)),
  }))
  return {
    stdin,
    stdout,
    stderr,
    pid,
    ended,
    async kill() {
      killed = true
      await child.kill()
    },
  }
}

function check(host: string, argv: readonly string[]): void {
  if (argv.length > 0 && argv[0] !== '' && !argv.some(word => word.includes('\0'))) return
  const bad = argv.find(word => word.includes('\0'))
  throw new FailureError({
    kind: 'usage',
    host,
    what: 'The command to run is empty or invalid.',
    why:
      bad === undefined
        ? 'the name of the program is missing'
        : `${JSON.stringify(bad.slice(0, 100))} contains a NUL byte`,
    hint: 'Correct your command line, or the command in config.json from which it comes.',
  })
}

function unready(host: string, deadline: number): FailureError {
  const what = `The host could not be reached within ${deadline / 1000} s.`
  return new FailureError({ kind: 'late', host, what, hint: testIt(host) })
}
