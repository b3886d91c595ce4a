import { parseAddress } from '../../state/hosts/address.ts'
import { type Failure, sentence } from '../../state/model/failure.ts'
import type { Command } from '../../state/model/messages/command.ts'
import type { Event } from '../../state/model/messages/event.ts'
import type { State } from '../../state/model/state.ts'
import { runtimeDirectory } from '../files/runtime-directory.ts'
import { runInTerminal } from '../process.ts'
import type { Lend } from '../terminal/hand-over-terminal.ts'

export interface ConnectTools {
  readonly getState: () => State
  readonly lend: Lend
  readonly sshConfig?: string
}

/**
 * Lets the user log in to a host in the user's own terminal, where ssh can ask questions. All later commands to the
 * host use the connection.
 */
export async function connectHost(
  { host, waits }: Extract<Command, { type: 'connect-host' }>,
  { getState, lend, sshConfig }: ConnectTools,
): Promise<Event> {
  const { logInInteractively } = await import('./interactive-login.ts')
  const isNew = await logInInteractively({
    host: host.name,
    address: parseAddress(host.address ?? host.name),
    ...(host.options && { options: host.options }),
    ...(sshConfig && { configFile: sshConfig }),
    runtimeDir: runtimeDirectory(),
    deadline: getState().settings.deadline,
    lend,
    ...(waits && { fails: wait }),
  })
  const { name } = host
  const text = isNew
    ? `${name} is connected: later commands use this login.`
    : `${name} was connected already.`
  return { type: 'did', text }
}

/**
 * Shows the message until Enter or Ctrl-C is pressed: otherwise fleetmux's screen would be drawn over the message at
 * once.
 */
async function wait(failure: Failure): Promise<void> {
  const args = ['-c', WAIT, 'fleetmux', sentence(failure).replace(/\p{C}+/gu, ' ')]
  await runInTerminal({ file: '/bin/sh', args })
}

const WAIT = `printf '\\n%s\\n[press Enter to go back] ' "$1"; read -r _`
