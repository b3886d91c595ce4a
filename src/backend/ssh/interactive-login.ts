import { resolve } from 'node:path'
import { type Failure, FailureError } from '../../state/model/failure.ts'
import type { Lend } from '../terminal/hand-over-terminal.ts'
import { explainSshError } from './hint.ts'
import { badKeys } from './key-file.ts'
import { recordLogin } from './login-record.ts'
import { type MasterOptions, pointerFor } from './master.ts'
import { evict, linkMaster, newSocketPath, stateOf, target } from './master-socket.ts'
import { runSshInTerminal } from './run-in-terminal.ts'
import { createSshClient, pathOption } from './ssh-client.ts'
import { tryIt } from './ssh-error.ts'
import { optionFlags, parseSshSettings, plainCommand, type SshSettings } from './ssh-settings.ts'

export interface InteractiveLogin extends Omit<MasterOptions, 'ssh' | 'dials'> {
  /** Gives the user's terminal to ssh while a function runs. */
  readonly lend: Lend
  /** Called when the login failed, while ssh's messages are still on the terminal. */
  readonly fails?: (failure: Failure) => Promise<void>
}

/**
 * How long an unused connection stays open: a working day, so that the user has to touch a security key only once a
 * day.
 */
const STAYS = '8h'

/**
 * Opens the host's connection in the user's own terminal, where ssh can ask questions. All later commands to the host
 * use the connection. Resolves with false if the connection was already open.
 * @throws FailureError when the login fails or the connection cannot stay open.
 */
export async function logInInteractively(settings: InteractiveLogin): Promise<boolean> {
  const { deadline, host } = settings
  const ssh = createSshClient(settings)
  const answer = await ssh.ask(['-G'], deadline)
  if (answer?.code !== 0) {
    const stderr = answer?.stderr.toString() ?? ''
    throw new FailureError(explainSshError({ ...settings, host, stderr }))
  }
  const config = parseSshSettings(answer.stdout.toString())
  return config.theirs ? openTheirs(settings, config) : openOurs(settings, config)
}

async function openOurs(settings: InteractiveLogin, config: SshSettings): Promise<boolean> {
  const pointer = pointerFor(settings, config)
  const known = await target(pointer)
  if (known && (await stateOf(known)).state === 'alive') return false
  if (known) await evict(pointer, known)
  const socket = newSocketPath(pointer)
  await inTerminal(settings, config, [
    ...['-o', pathOption('ControlPath', socket)],
    ...optionFlags({ ControlMaster: 'yes', ControlPersist: STAYS }),
  ])
  const { state, pid } = await stateOf(socket)
  if (state !== 'alive' || !pid) throw notOpen(settings)
  await linkMaster(pointer, socket, { host: settings.host, address: settings.address.written, pid })
  return true
}

/**
 * Opens an ssh master at the user's own ControlPath, if the user's ssh settings keep a master open. Records the master,
 * so that `fleetmux hosts close` can end it.
 */
async function openTheirs(settings: InteractiveLogin, config: SshSettings): Promise<boolean> {
  const ssh = createSshClient(settings)
  if ((await ssh.ask(['-O', 'check'], settings.deadline))?.code === 0) return false
  if (!config.opensTheirs) throw theirsDoesNotStay(settings)
  await inTerminal(settings, config, [])
  const socket = resolve(settings.workingDirectory ?? '.', config.get('controlpath') ?? '')
  const { runtimeDir, host, address } = settings
  await recordLogin(runtimeDir, { host, address: address.written, socket })
  return true
}

/**
 * Runs ssh in the terminal. With `-f`, ssh leaves the terminal as soon as it has logged in; until then it may ask
 * questions.
 */
async function inTerminal(
  settings: InteractiveLogin,
  config: SshSettings,
  control: readonly string[],
): Promise<void> {
  // Override LogLevel QUIET, or ssh prints no reason when the login fails.
  const quiet = optionFlags({
    ClearAllForwardings: 'yes',
    LogLevel: 'INFO',
    ...plainCommand(config),
  })
  const alive = config.get('serveraliveinterval') === '0' ? ['-o', 'ServerAliveInterval=5'] : []
  const line = createSshClient(settings).line(['-fN', ...quiet, ...alive, ...control])
  let failure: Failure | null = null
  await settings.lend(async () => {
    const { code, said } = await runSshInTerminal(line, `${settings.runtimeDir}/login`)
    if (code === 0) return
    const trouble = { ...settings, config, stderr: said, ...(await badKeys(config)) }
    // ssh prints nothing if the user cancelled its question.
    failure = said.trim() === '' ? notOpen(settings).failure : explainSshError(trouble)
    await settings.fails?.(failure)
  })
  if (failure) throw new FailureError(failure)
}

function notOpen(settings: InteractiveLogin): FailureError {
  return new FailureError({
    kind: 'unreachable',
    host: settings.host,
    what: 'The ssh login failed.',
    why: 'ssh printed nothing, or the login was cancelled',
    hint: tryIt(settings),
  })
}

function theirsDoesNotStay({ host, address }: InteractiveLogin): FailureError {
  return new FailureError({
    kind: 'refused',
    host,
    what: 'Your ssh config sets a ControlPath for this host, but does not keep the connection open.',
    hint: `In ~/.ssh/config, set \`ControlMaster auto\` and \`ControlPersist 8h\` for Host ${address.name}.`,
  })
}
