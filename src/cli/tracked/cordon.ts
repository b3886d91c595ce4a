import type { Decision } from '../../state/model/tracked-session.ts'
import type { Call } from '../command/command.ts'
import { DONE } from '../command/exit.ts'
import { receipt } from '../command/wait.ts'
import { openRecords } from './tracked-session.ts'

/** Sets whether a machine of the pool accepts new sessions. */
export async function setCordon(call: Call, asked: string, decision: Decision): Promise<number> {
  const { fleet } = await openRecords(call)
  const host = fleet.nameOf(asked)
  fleet.store.dispatch({ type: 'duty', host, decision, ref: 'duty' })
  const { text } = await receipt(fleet.store, {
    ...{ ref: 'duty', host, limit: 60_000, isFixed: true },
    effect: `the setting of ${host} was changed`,
    repeat: `fleetmux pool ${decision} ${host}`,
  })
  call.say(text)
  return DONE
}
