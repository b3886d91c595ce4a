import type { Call } from '../../command/command.ts'
import { DONE, FAILED } from '../../command/exit.ts'
import { usage } from '../../command/flag.ts'
import { receipt } from '../../command/wait.ts'
import { limitOf } from '../../connect/connect.ts'
import { isYes } from '../../recipients/confirm.ts'
import { configOf } from './show.ts'

/** Removes a host from the configuration after confirmation. */
export async function removeHost(call: Call, [host = '']: readonly string[]): Promise<number> {
  const fleet = await call.open([])
  configOf(fleet, host)
  if (!call.flags.is('yes') && !(await wants(call, host))) {
    call.say('Nothing was removed.')
    return FAILED
  }
  fleet.store.dispatch({ type: 'drop-host', host, ref: 'drop' })
  const { text } = await receipt(fleet.store, {
    ...{ ref: 'drop', host: '', limit: limitOf(call, fleet) },
    effect: `${host} was removed from the configuration`,
    check: 'fleetmux hosts list --no-test',
  })
  call.say(text)
  return DONE
}

async function wants(call: Call, host: string): Promise<boolean> {
  if (!call.terminal.stdin)
    throw usage(
      'fleetmux cannot ask for a confirmation, because stdin is not a terminal.',
      'Use --yes to remove the host without a confirmation.',
    )
  return isYes(call, `Remove ${host} from the configuration? Its sessions keep running.`)
}
