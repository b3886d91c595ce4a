import type { Call } from '../../command/command.ts'
import { DONE } from '../../command/exit.ts'
import { receipt } from '../../command/wait.ts'
import { limitOf } from '../../connect/connect.ts'

/** Closes the ssh connections that fleetmux keeps open in the background, to all hosts or to one. */
export async function closeHosts(call: Call, [asked]: readonly string[]): Promise<number> {
  const fleet = await call.open([])
  const host = asked && fleet.nameOf(asked)
  const ref = 'close'
  fleet.store.dispatch({ type: 'close-masters', ref, ...(host !== undefined && { host }) })
  const limit = Math.max(30_000, limitOf(call, fleet))
  const { text } = await receipt(fleet.store, {
    ...{ ref, host: host ?? '', limit },
    effect: 'the connections were closed',
    repeat: ['fleetmux hosts close', host].filter(Boolean).join(' '),
  })
  call.say(text)
  return DONE
}
