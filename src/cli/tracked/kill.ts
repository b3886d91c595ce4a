import { FailureError } from '../../state/model/failure.ts'
import type { Call } from '../command/command.ts'
import { DONE } from '../command/exit.ts'
import { receipt, sayWarnings } from '../command/wait.ts'
import { limitOf } from '../connect/connect.ts'
import { openRecords, reachRecorded, recordThere } from './tracked-session.ts'

/**
 * `kill ID` for a tracked session (started from a prompt). Asks for no confirmation, since an id is unambiguous.
 * Resolves with the exit code.
 */
export async function killRecord(call: Call, id: string): Promise<number> {
  const opened = await openRecords(call)
  const record = recordThere(call, opened.registry, id)
  if ('code' in record) return record.code
  const { store } = opened.fleet
  const force = call.flags.is('force')
  // With `force`, an unreachable host is no failure: the session is removed from the records without the host.
  const joined = reachRecorded(opened.fleet, record.host)
  if (force) await Promise.allSettled([joined])
  else await namingForce(id, joined)
  store.dispatch({ type: 'end-tracked', id, force, ref: 'kill' })
  const answer = receipt(store, {
    ...{ ref: 'kill', host: record.host, limit: limitOf(call, opened.fleet) * 4 },
    effect: `the session ${id} was ended`,
    check: 'fleetmux list',
  })
  const { text } = await (force ? answer : namingForce(id, answer))
  sayWarnings(call, store, 'kill')
  await call.print(text)
  return DONE
}

/** If `work`, which needs the host, fails, adds the hint that `--force` works without the host. */
async function namingForce<T>(id: string, work: Promise<T>): Promise<T> {
  try {
    return await work
  } catch (thrown) {
    if (!(thrown instanceof FailureError)) throw thrown
    const { failure } = thrown
    const force = `If the machine of the session no longer exists, remove the session from the state file: \`fleetmux kill ${id} --force\`.`
    const hint = failure.hint?.includes('--force') ? failure.hint : `${failure.hint ?? ''} ${force}`
    throw new FailureError({ ...failure, hint: hint.trim() })
  }
}
