import type { Call } from '../../command/command.ts'
import { DONE } from '../../command/exit.ts'
import { usage } from '../../command/flag.ts'
import { untimedReceipt } from '../../command/wait.ts'

/** Logs in on this terminal, where ssh may ask for a password or a passphrase. */
export async function connectHost(call: Call, [asked = '']: readonly string[]): Promise<number> {
  if (!call.terminal.stdin)
    throw usage(
      'hosts connect needs a terminal.',
      `Run \`fleetmux hosts connect ${asked}\` in a terminal, where ssh can ask for a password, a passphrase or a touch.`,
    )
  const { store, nameOf } = await call.open([asked])
  const host = nameOf(asked)
  store.dispatch({ type: 'connect-host', host, ref: 'connect' })
  // There is no timeout, because the user may need time to enter the password.
  const { text } = await untimedReceipt(store, 'connect')
  call.say(text)
  return DONE
}
