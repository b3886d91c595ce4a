import { randomBytes } from 'node:crypto'
import { FailureError } from '../../state/model/failure.ts'
import { type Countdown, delay, unlessAborted } from '../clock.ts'
import type { Child } from '../process.ts'
import { createTransport, type Note, type Starter } from '../transport/base-transport.ts'
import { collect, OUTPUT_LIMITS, outputsEnded } from '../transport/collect-output.ts'
import type { Dialer } from '../transport/connection-limit.ts'
import { markedCommand } from '../transport/marked-command.ts'
import { createSlots, inSlot, SESSIONS } from '../transport/session-slot.ts'
import { shellCommand } from '../transport/shell-quote.ts'
import { skipPreamble } from '../transport/skip-preamble.ts'
import { noAnswerToStart, noCommandStarts } from '../transport/start-up-files.ts'
import type { OpenOptions, Transport } from '../transport/transport.ts'
import { explainOtherCommand, explainSshError } from './hint.ts'
import { createMaster, type SshRoute } from './master.ts'
import { stateOf } from './master-socket.ts'
import { createSshClient, pathOption, type SshPlace } from './ssh-client.ts'
import { commandOptions, optionFlags, plainCommand } from './ssh-settings.ts'

export interface OpenSshOptions extends SshPlace {
  /** The host's name in the fleet. */
  readonly name: string
  /** Timeout for each command and each login, in milliseconds; default 10 s. */
  readonly deadline?: number
  /** A directory that only this user can access: see `runtimeDirectory`. */
  readonly runtimeDir: string
  /** Directory where the output of `ssh -G` is cached for later processes. Undefined: nothing is cached. */
  readonly cacheDir?: string
  /** Limits concurrent logins. All hosts of the process share it. */
  readonly dials: Dialer
}

/** The transport over the user's own OpenSSH. All commands share one connection. */
export function createOpenSsh(settings: OpenSshOptions): Transport {
  const { name: host, deadline = 10_000 } = settings
  const ssh = createSshClient(settings)
  const master = createMaster({ ...settings, host, deadline, ssh })
  const slots = createSlots(SESSIONS)

  const begin: Starter['begin'] = async (argv, how, signal, note, countdown) => {
    note(`${SESSIONS} commands already run on this host`, true)
    return inSlot(slots, signal, async () => {
      const { child, way } = await enter(argv, how, signal, note, countdown)
      return { child, lost: () => isLost(way) }
    })
  }

  /** Starts the command. Retries until the command begins, but only if it is certain that the command did not begin. */
  async function enter(
    argv: readonly string[],
    how: OpenOptions,
    signal: AbortSignal,
    note: Note,
    countdown?: Countdown,
  ) {
    for (let gone = 0, refused = 0; ; ) {
      note(master.waiting)
      const way = await unlessAborted(signal, master.ready(countdown))
      const entered = await startCommand(way, argv, how, signal, note)
      if ('child' in entered) return { child: entered.child, way }
      if (entered.refused) {
        note('all sessions of the ssh connection are in use (MaxSessions)', true)
        await unlessAborted(signal, delay(Math.min(1000, 50 * 2 ** refused++)))
      } else if (entered.gone && gone++ < 2) master.doubt()
      else throw failure(way, entered)
    }
  }

  async function startCommand(
    way: SshRoute,
    argv: readonly string[],
    { pty, first }: OpenOptions,
    signal: AbortSignal,
    note: Note,
  ) {
    const marker = `fleetmux:${randomBytes(8).toString('hex')};`
    const line = markedCommand(argv, marker, { pty })
    const child = ssh.start(
      [...through(way), ...commandOptions(way.config), pty ? '-tt' : '-T'],
      [line],
    )
    if (first !== undefined) child.stdin.write(first)
    const stop = () => void child.kill()
    signal.addEventListener('abort', stop, { once: true })
    try {
      const passed = skipPreamble(Buffer.from(marker), child.stdout)
      // If the host is silent right after a login, the account probably starts no commands. Over an older connection,
      // the host may be frozen.
      const why = isFresh(way) ? noCommandStarts : noAnswerToStart
      note(() => why(host, passed.printed()))
      const instead = await unlessAborted(signal, passed.done)
      return instead ? await notBegun(way, child, instead, signal) : { child }
    } catch (thrown) {
      stop()
      throw thrown
    } finally {
      signal.removeEventListener('abort', stop)
    }
  }

  function failure(way: SshRoute, { code, stderr, stdout }: NotBegun): FailureError {
    const trouble = { ...settings, host, config: way.config, stderr }
    return new FailureError(
      code === 255 || code === 127
        ? explainSshError(trouble)
        : explainOtherCommand(trouble, stdout),
    )
  }

  return createTransport(
    {
      kind: 'ssh',
      host,
      begin,
      async terminal(argv) {
        const way = await master.ready()
        const control = way.socket
          ? ['-o', pathOption('ControlPath', way.socket), '-o', 'ControlMaster=no']
          : []
        return ssh.line(
          ['-t', ...control, ...optionFlags(plainCommand(way.config))],
          shellCommand('exec env "$@"', argv),
        )
      },
      isOpen: () => master.isOpen(),
      doubt: () => master.doubt(),
      close: () => master.close(),
    },
    deadline,
  )
}

interface NotBegun {
  readonly code: number
  readonly stderr: string
  readonly stdout: string
  /** Whether the master refused to open one more session. */
  readonly refused: boolean
  readonly gone: boolean
}

async function notBegun(
  way: SshRoute,
  child: Child,
  instead: Buffer,
  signal: AbortSignal,
): Promise<NotBegun> {
  const said = collect(child.stderr, { limit: OUTPUT_LIMITS.words })
  const { code, error } = await unlessAborted(signal, child.exited)
  await unlessAborted(signal, outputsEnded([said]))
  const stderr = error ?? said.bytes().toString()
  const ours = way.socket !== undefined && code === 255
  const refused = ours && /Session open refused by peer|session request failed/.test(stderr)
  const gone = ours && !refused && /exchange_identification|UNKNOWN port 65535/.test(stderr)
  return { code, stdout: instead.toString(), stderr, refused, gone }
}

/**
 * Options that use the connection of fleetmux's master and no other. Without them, ssh would silently open a new
 * connection, without regard to MaxStartups.
 */
function through({ socket, options: asIs }: SshRoute): readonly string[] {
  if (!socket) return asIs
  return [
    ...asIs,
    '-o',
    pathOption('ControlPath', socket),
    ...optionFlags({ ControlMaster: 'no', ProxyCommand: 'false' }),
  ]
}

async function isLost({ socket }: SshRoute): Promise<boolean> {
  return !socket || (await stateOf(socket)).state !== 'alive'
}

/**
 * If the host is silent and its ssh connection was opened less than this many milliseconds ago, fleetmux reports that
 * the account probably starts no commands.
 */
const FRESH = 15_000

function isFresh({ openedAt }: SshRoute): boolean {
  return openedAt !== undefined && performance.now() - openedAt < FRESH
}
