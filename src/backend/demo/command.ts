import { type ChildProcess, spawn } from 'node:child_process'
import { constants } from 'node:os'
import type { Readable, Writable } from 'node:stream'
import type { ServerChannel } from 'ssh2'
import { outlet } from './channel-writer.ts'
import { signalGroup } from './group.ts'
import { ptyCommand, ptyOf, REPORT_FD, type Size } from './pty.ts'

/** Time from SIGHUP to SIGKILL, in milliseconds. */
const HANGUP_GRACE = 1000

export interface CommandRequest {
  /** The command line; undefined: an interactive shell. */
  readonly line: string | undefined
  readonly shell: string
  readonly pty: Size | undefined
  readonly env: NodeJS.ProcessEnv
  readonly cwd: string
  /**
   * Whether a command without a pty gets no signal when its ssh channel closes, as with sshd: only its stdin and
   * outputs are closed.
   */
  readonly leave: boolean
}

/** A command that runs for one ssh channel of a client of the demo's own ssh server. */
export interface Command {
  /** Sends a signal, named with or without SIG. An unknown signal is ignored. */
  signal(name: string): void
  resize(size: Size): void
  /** Kills the command and its process group now. */
  kill(): void
  /** Resolves when the command has ended and all its output was sent, or its channel is gone. */
  readonly ended: Promise<void>
}

/**
 * Starts a command whose stdio is `channel`, a channel of a client of the demo's own ssh server. When `gone` aborts,
 * the command's stdio is closed and the command is ended.
 */
export function startCommand(
  request: CommandRequest,
  channel: ServerChannel,
  gone: AbortSignal,
): Command {
  const child = start(request)
  const pty = request.pty && ptyOf(child)
  const leader = () => pty?.group() ?? child.pid
  // Register this listener first, so that the command gets SIGHUP before its stdin is closed.
  gone.addEventListener('abort', () => hangUp(child, request.leave && !pty), { once: true })
  const ended = serve(child, channel, gone)
  return {
    signal: name => send(leader(), name),
    resize: size => pty?.resize(size),
    kill: () => killAll([leader(), child.pid]),
    ended,
  }
}

function start({ line, shell, pty, env, cwd }: CommandRequest): ChildProcess {
  const plain = line === undefined ? [shell] : [shell, '-c', line]
  const [file = shell, ...args] = pty ? ptyCommand(shell, line, pty) : plain
  // A separate session and process group, so that the command can be ended with all its children.
  const stdio = Array<'pipe'>(pty ? REPORT_FD + 1 : REPORT_FD).fill('pipe')
  return spawn(file, args, { cwd, env, detached: true, stdio })
}

async function serve(child: ChildProcess, channel: ServerChannel, gone: AbortSignal) {
  const exit = exited(child)
  const out = outlet(channel, gone)
  feed(channel, child.stdin as Writable, gone)
  await Promise.all([
    out.carry(child.stdout as Readable, 'stdout'),
    out.carry(child.stderr as Readable, 'stderr'),
  ])
  const ending = await exit
  if (gone.aborted) return
  tell(channel, ending)
  channel.end()
}

/** Writes the client's input to stdin. When the command closes stdin, input is dropped. */
function feed(channel: ServerChannel, stdin: Writable, gone: AbortSignal): void {
  channel.pipe(stdin)
  stdin.on('error', () => undefined)
  stdin.on('close', () => channel.unpipe(stdin).resume())
  gone.addEventListener('abort', () => stdin.destroy(), { once: true })
}

type Ending = number | NodeJS.Signals

function exited(child: ChildProcess): Promise<Ending> {
  return new Promise(resolve => {
    child.once('exit', (code, signal) => resolve(signal ?? code ?? 1))
    child.once('error', () => resolve(127))
  })
}

function tell(channel: ServerChannel, ending: Ending): void {
  if (typeof ending === 'number') return void channel.exit(ending)
  try {
    channel.exit(ending.slice('SIG'.length))
  } catch {
    // SSH has no name for this signal: report the exit code that a shell would report.
    channel.exit(128 + constants.signals[ending])
  }
}

function hangUp(child: ChildProcess, leave: boolean): void {
  const leader = child.pid
  // Background processes of an ended command stay, as with sshd.
  if (leave || leader === undefined || child.exitCode !== null || child.signalCode !== null) return
  signalGroup(leader, 'SIGHUP')
  setTimeout(() => signalGroup(leader, 'SIGKILL'), HANGUP_GRACE).unref()
}

function send(leader: number | undefined, name: string): void {
  const signal = `SIG${name.replace(/^SIG/, '')}`
  if (leader !== undefined && isSignal(signal)) signalGroup(leader, signal)
}

function isSignal(name: string): name is NodeJS.Signals {
  return Object.hasOwn(constants.signals, name)
}

function killAll(leaders: readonly (number | undefined)[]): void {
  for (const leader of leaders) if (leader !== undefined) signalGroup(leader, 'SIGKILL')
}
