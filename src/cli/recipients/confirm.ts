import type { Fleet } from '../../state/fleet-handle.ts'
import { counted } from '../../state/text/counted.ts'
import type { Call } from '../command/command.ts'
import { usage } from '../command/flag.ts'
import type { ResolvedRecipient } from './resolve-recipients.ts'

/**
 * Whether to send to these recipients. If there are more than `confirmAbove` of the settings, the user must type how
 * many there are. `what`: what is sent, the text or the keys.
 * @throws FailureError if there is no terminal to ask on, and --yes is not given.
 */
export async function confirmRecipients(
  call: Call,
  fleet: Fleet,
  all: readonly ResolvedRecipient[],
  what = 'text',
): Promise<boolean> {
  const above = fleet.store.getState().settings.confirmAbove
  const count = all.filter(each => !each.failure).length
  if (all.length <= above || count === 0 || call.flags.is('yes')) return true
  if (!call.terminal.stdin) {
    throw usage(
      `fleetmux would send the ${what} to ${all.length} targets, but cannot ask for a confirmation, because stdin is not a terminal.`,
      `Use --yes to send to more than ${above} targets without a confirmation.`,
    )
  }
  call.say(`Send the ${what} to these ${counted(count, 'target')}? Type ${count} to confirm:`)
  return (await call.readLine()).trim() === String(count)
}

/** Asks for confirmation. Only `y` or `yes` confirms. */
export async function isYes(
  { say, readLine }: Pick<Call, 'say' | 'readLine'>,
  question: string,
): Promise<boolean> {
  say(`${question} [y/N]`)
  return /^y(es)?$/i.test((await readLine()).trim())
}
