import type { Fleet } from '../../state/fleet-handle.ts'
import type { State } from '../../state/model/state.ts'
import type { WrittenTarget } from '../../state/model/target.ts'
import type { RecordStatus } from '../../state/model/tracked-session.ts'
import type { WaitState } from '../../state/selectors/wait-state.ts'
import { isEnded } from '../../state/tracked/registry.ts'
import { targetOfRecord } from '../../state/tracked/tracked-sessions.ts'
import type { HostTarget } from '../args/host-arguments.ts'
import type { Call } from '../command/command.ts'
import { reachRecorded, readRecords, recordOf } from './tracked-session.ts'

/** Sessions started from prompts that `wait` waits for. */
export interface AwaitedRecords {
  /** The running sessions, as targets with their hosts. */
  readonly places: readonly HostTarget[]
  /** States of the ended sessions, by id. */
  readonly ended: ReadonlyMap<string, readonly WaitState[]>
}

/**
 * Finds the sessions with these ids. If a session does not exist, prints an error and returns the exit code. @throws
 * FailureError if the state file cannot be read, or the host of a session is unknown.
 */
export async function awaitedRecords(
  call: Call,
  fleet: Fleet,
  ids: readonly string[],
): Promise<AwaitedRecords | { readonly code: number }> {
  if (ids.length === 0) return { places: [], ended: new Map() }
  const registry = await readRecords(fleet)
  const all = ids.map(id => recordOf(call, registry, id))
  const unknown = all.find(each => 'code' in each)
  if (unknown) return unknown
  const records = all.flatMap(each => ('code' in each ? [] : [each]))
  const running = records.filter(({ status }) => !isEnded(status))
  const places = running.map(({ id, host }) => ({
    host,
    name: id,
    written: { host, session: id },
  }))
  await Promise.all([...new Set(running.map(({ host }) => host))].map(host => reach(fleet, host)))
  const ended = records.filter(({ status }) => isEnded(status))
  return { places, ended: new Map(ended.map(({ id, status }) => [id, STATES[status]])) }
}

/**
 * Adds the host of a session to the fleet, unless the fleet has it. @throws FailureError if the host cannot be added.
 */
async function reach(fleet: Fleet, host: string): Promise<void> {
  if (!fleet.store.getState().hosts.has(host)) await reachRecorded(fleet, host)
}

/** The written target of a place. The user may have renamed a session that was started from a prompt. */
export function writtenNow(state: State, { name, written }: HostTarget): WrittenTarget {
  const record = state.registry?.sessions.get(name)
  return record ? targetOfRecord(state, record) : written
}

const STATES: Readonly<Record<RecordStatus, readonly WaitState[]>> = {
  pending: [],
  running: [],
  completed: ['ended', 'done', 'finished'],
  failed: ['ended', 'failed'],
  killed: ['ended'],
}
