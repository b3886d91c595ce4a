import pLimit from 'p-limit'
import { FailureError, type FailureText } from '../../state/model/failure.ts'
import type { Countdown } from '../clock.ts'
import type { Dialer } from '../transport/connection-limit.ts'
import { createConnector } from './connector.ts'
import { explainSshError } from './hint.ts'
import {
  evict,
  linkMaster,
  MASTER_TIMEOUT,
  newSocketPath,
  pointerPath,
  stateOf,
  target,
} from './master-socket.ts'
import { pathOption, type SshClient, type SshPlace } from './ssh-client.ts'
import { tryIt } from './ssh-error.ts'
import { connectOptions, optionFlags, parseSshSettings, type SshSettings } from './ssh-settings.ts'
import { createSshAnswer } from './ssh-settings-cache.ts'

/** How an ssh client currently reaches the host. */
export interface SshRoute {
  /** The output of `ssh -G` for the host. */
  readonly config: SshSettings
  /** Further options for each ssh command that reaches the host over this route. */
  readonly options: readonly string[]
  /**
   * The socket of fleetmux's own master. Undefined: the client uses the user's own master, or a separate connection.
   */
  readonly socket?: string
  /**
   * When this process logged in, in milliseconds of the monotonic clock. Undefined: another process opened the master.
   */
  readonly openedAt?: number
}

/** The master of a host: the one ssh connection that all commands to the host share. */
export interface Master {
  /**
   * Opens the master if there is none. Stops `countdown` (the caller's timeout) until the dialer, which limits
   * concurrent logins, lets this login begin. Rejects with a FailureError that says why the login failed.
   */
  ready(countdown?: Countdown): Promise<SshRoute>
  /** Whether there is an open master, fleetmux's or the user's own. */
  isOpen(): Promise<boolean>
  /** Why the master is not open yet. */
  waiting(): FailureText
  /**
   * Must be called after a command over the master failed or took too long: the next use then first checks that the
   * master still answers.
   */
  doubt(): void
  /** Ends a login in progress. An open master stays open. */
  close(): void
}

export interface MasterOptions extends SshPlace {
  readonly host: string
  readonly ssh: SshClient
  readonly runtimeDir: string
  /** Directory where the output of `ssh -G` is cached for later processes. Undefined: nothing is cached. */
  readonly cacheDir?: string
  readonly dials: Dialer
  /** Timeout for one login, in milliseconds. */
  readonly deadline: number
}

/** Limits concurrent `ssh -G` processes. Each is fast, but five hundred at once would slow the local machine down. */
const configReads = pLimit(8)

export function createMaster(settings: MasterOptions): Master {
  const { ssh, dials, host, deadline } = settings
  const closing = new AbortController()
  const { connect, waiting } = createConnector({ ...settings, signal: closing.signal })
  let config: Promise<SshSettings> | null = null
  let way: Promise<SshRoute> | null = null
  /** Countdowns of the callers that wait for the master. */
  const countdowns = new Set<Countdown>()
  let isQueued = false

  async function readConfig(): Promise<SshSettings> {
    const kept = createSshAnswer(settings, settings.cacheDir)
    const known = kept.read()
    if (known !== null) return parseSshSettings(known)
    const answer = await configReads(() => ssh.ask(['-G'], deadline))
    if (!answer) throw noConfig()
    if (answer.code !== 0)
      throw new FailureError(explainSshError({ ...settings, stderr: answer.stderr.toString() }))
    const text = answer.stdout.toString()
    kept.keep(text)
    return parseSshSettings(text)
  }

  async function prepare(): Promise<SshRoute> {
    config ??= readConfig().catch(thrown => {
      config = null
      throw thrown
    })
    const known = await config
    return known.theirs ? theirWay(known) : ourWay(known)
  }

  /**
   * How to reach the host if the user has set a ControlPath: over the user's master if it is open. Otherwise opens that
   * master as the user's own ssh would, or uses a separate connection for each command.
   */
  async function theirWay(config: SshSettings): Promise<SshRoute> {
    const way = { config, options: [...connectOptions(config, deadline), '-o', 'ControlMaster=no'] }
    const answer = await ssh.ask(['-O', 'check'], MASTER_TIMEOUT * 2)
    if (!answer) throw theirsIsSilent()
    if (answer.code === 0 || !config.opensTheirs) return way
    await inTurn(config, `theirs ${config.get('controlpath')}`, () => connect(config, []))
    return way
  }

  async function ourWay(config: SshSettings): Promise<SshRoute> {
    const pointer = pointerFor(settings, config)
    const known = await target(pointer)
    if (known && (await stateOf(known)).state === 'alive')
      return { config, options: [], socket: known }
    if (known) await evict(pointer, known)
    const socket = await inTurn(config, pointer, () => openOurs(config, pointer))
    return { config, options: [], socket, openedAt: performance.now() }
  }

  /**
   * Runs `work` when the limiter of concurrent logins (the dialer) allows it. Until then, stops the timeouts of all
   * callers that wait for this connection. If a login with the same `key` is already in progress, waits for it with the
   * timeouts stopped: that login has its own timeout.
   */
  async function inTurn<T>({ gate }: SshSettings, key: string, work: () => Promise<T>): Promise<T> {
    isQueued = true
    for (const each of countdowns) each.stop()
    try {
      return await dials.dial({ gate, key }, () => {
        begun()
        return work()
      })
    } finally {
      begun()
    }
  }

  function begun(): void {
    if (isQueued) for (const each of countdowns) each.start()
    isQueued = false
  }

  async function openOurs(config: SshSettings, pointer: string): Promise<string> {
    const socket = newSocketPath(pointer)
    // A socket path may have 104 bytes on macOS. ssh appends 17 bytes to the path while it opens the socket.
    if (Buffer.byteLength(socket) > 84) throw tooLong(socket)
    await connect(config, [
      '-o',
      pathOption('ControlPath', socket),
      ...optionFlags({ ControlMaster: 'yes', ControlPersist: '300' }),
    ])
    const { state, pid } = await stateOf(socket)
    if (state !== 'alive' || !pid) throw wentAtOnce()
    return linkMaster(pointer, socket, { host, address: settings.address.written, pid })
  }

  async function isOpen(): Promise<boolean> {
    const known = await (config ?? readConfig())
    if (known.theirs) return (await ssh.ask(['-O', 'check'], MASTER_TIMEOUT))?.code === 0
    const socket = await target(pointerFor(settings, known))
    return socket !== null && (await stateOf(socket)).state === 'alive'
  }

  function begin(): Promise<SshRoute> {
    const mine = prepare().catch(thrown => {
      if (way === mine) way = null
      throw thrown
    })
    return mine
  }

  function noConfig(): FailureError {
    const why = `no answer within ${deadline / 1000} s`
    return new FailureError({
      kind: 'late',
      host,
      what: 'ssh on this machine did not print its settings for the host (`ssh -G`).',
      why,
      hint: tryIt(settings),
    })
  }

  function theirsIsSilent(): FailureError {
    const what = 'Your own ssh master for this host does not answer.'
    const hint =
      'End that ssh process yourself: fleetmux did not start it (see ControlPath in your ssh config).'
    return new FailureError({ kind: 'unreachable', host, what, hint })
  }

  function wentAtOnce(): FailureError {
    return new FailureError({
      kind: 'lost',
      host,
      what: 'The ssh connection closed as soon as it was open, and ssh gave no reason.',
      hint: tryIt(settings),
    })
  }

  return {
    ready(countdown) {
      way ??= begin()
      if (!countdown) return way
      countdowns.add(countdown)
      if (isQueued) countdown.stop()
      return way.finally(() => countdowns.delete(countdown))
    },
    isOpen,
    waiting,
    doubt() {
      way = null
    },
    close() {
      closing.abort(
        new FailureError({
          ...{ kind: 'lost', host, what: 'fleetmux cancelled its ssh login to this host.' },
          why: 'fleetmux was ending, or the configuration of the host was changed',
        }),
      )
    },
  }
}

/** The path of the symbolic link to fleetmux's master for this host. The path is the same in every process. */
export function pointerFor(
  settings: Pick<MasterOptions, 'address' | 'configFile' | 'options' | 'runtimeDir'>,
  config: SshSettings,
): string {
  return pointerPath(settings.runtimeDir, [
    settings.address.written,
    config.goal,
    settings.configFile ?? null,
    // The path of the pointer depends on the ssh options: with other options, the same address may lead to another
    // machine.
    ...(settings.options ? [settings.options] : []),
  ])
}

function tooLong(socket: string): FailureError {
  const what = `The path ${socket} on this machine is too long for the socket of the ssh connection.`
  const hint = 'Set XDG_RUNTIME_DIR on this machine to a shorter directory.'
  return new FailureError({ kind: 'refused', what, hint })
}
