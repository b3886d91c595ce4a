import type { Fleet } from '../../state/fleet-handle.ts'
import { type Failure, FailureError, sentence } from '../../state/model/failure.ts'
import type { Registry, SessionRecord } from '../../state/model/tracked-session.ts'
import { counted } from '../../state/text/counted.ts'
import { emptyRegistry, isEnded } from '../../state/tracked/registry.ts'
import { isUnsure } from '../../state/tracked/tracked-sessions.ts'
import { waitUntil } from '../../state/wait-until.ts'
import { checkHost } from '../args/host-arguments.ts'
import type { Call } from '../command/command.ts'
import { NO_SESSION } from '../command/exit.ts'
import { timeoutFailure } from '../command/wait.ts'
import { connect, type ReachedHost } from '../connect/connect.ts'

/** Opens the fleet and reads the records of the state file. @throws FailureError if the file cannot be read. */
export async function openRecords(call: Call): Promise<{ fleet: Fleet; registry: Registry }> {
  const fleet = await call.open([])
  return { fleet, registry: await readRecords(fleet) }
}

/**
 * The records of tracked sessions (started from prompts) in the state file. @throws FailureError if the file cannot be
 * read.
 */
export async function readRecords({ store }: Fleet): Promise<Registry> {
  store.dispatch({ type: 'track', ref: 'track' })
  const failed = () => store.getState().log.find(each => each.ref === 'track')?.failure
  const answer = await waitUntil(
    store,
    ({ registry }) => registry ?? failed() ?? null,
    Number.POSITIVE_INFINITY,
  )
  if (answer && 'kind' in answer) throw new FailureError(answer)
  return answer ?? emptyRegistry
}

/** Timeout for a host to report the exit code of an ended program, in milliseconds. */
const UNSURE = 5000

/** The record with this id. If there is none, prints an error and returns the exit code. */
export function recordOf(
  call: Call,
  registry: Registry,
  id: string,
): SessionRecord | { readonly code: number } {
  const record = registry.sessions.get(id)
  if (record) return record
  call.say(`Error: Session '${id}' not found.`)
  call.say("Use 'fleetmux list' to see available sessions.")
  return { code: NO_SESSION }
}

/**
 * The record of the session with this id, or the exit code after printing that there is none. @throws FailureError if
 * --remote names another host than that of the record.
 */
export function recordThere(
  call: Call,
  registry: Registry,
  id: string,
): ReturnType<typeof recordOf> {
  const record = recordOf(call, registry, id)
  if (!('code' in record)) checkHost(call.flags, `Session ${id}`, record.host)
  return record
}

/**
 * Connects to the host of a record. A host that is in no configuration is added to the fleet first. `patience`: timeout
 * for adding the host, as a multiple of the deadline of the settings, since a provider of machines may be slow.
 */
export async function reachRecorded(
  fleet: Fleet,
  host: string,
  patience = 4,
): Promise<ReachedHost> {
  const { store } = fleet
  const ref = `join ${host}`
  store.dispatch({ type: 'join', host, ref })
  const failed = () => store.getState().log.find(each => each.ref === ref)?.failure
  const limit = store.getState().settings.deadline
  const joined = await waitUntil<Failure | true>(
    store,
    ({ hosts }) => failed() ?? (hosts.has(host) ? true : null),
    patience * limit,
  )
  if (joined !== true) throw new FailureError(joined ?? timeoutFailure(host, patience * limit))
  return connect(fleet, host, limit)
}

/**
 * Asks the hosts of all sessions that are recorded as running, in parallel. Their reports update the registry. If a
 * host cannot be asked, prints the failure; the host's sessions keep their last known state.
 */
export async function refreshRecords(
  call: Call,
  { fleet, registry }: { fleet: Fleet; registry: Registry },
): Promise<Registry> {
  const running = [...registry.sessions.values()].filter(({ status }) => !isEnded(status))
  const byHost = Map.groupBy(running, ({ host }) => host)
  await Promise.all(
    [...byHost].map(async ([host, records]) => {
      const failure = await whyNot(fleet, host)
      if (!failure) return
      const sessions = counted(records.length, 'session')
      call.say(
        `${sentence({ ...failure, host })} ${sessions} of this host may have ended meanwhile; the last known state is used.`,
      )
    }),
  )
  return fleet.store.getState().registry ?? registry
}

async function whyNot(fleet: Fleet, host: string): Promise<Failure | null> {
  const { store } = fleet
  try {
    const { failure } = await reachRecorded(fleet, host, 1)
    // tmux may know the exit code only a moment after the end of a program.
    if (!failure) await waitUntil(store, state => (isUnsure(state, host) ? null : true), UNSURE)
    return failure
  } catch (thrown) {
    if (thrown instanceof FailureError) return thrown.failure
    throw thrown
  }
}
