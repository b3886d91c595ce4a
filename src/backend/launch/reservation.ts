import { type Failure, makeFailure, sentence, toFailure } from '../../state/model/failure.ts'
import type { LaunchOrder } from '../../state/model/launch.ts'
import type { PoolEntry, Registry, SessionRecord } from '../../state/model/tracked-session.ts'
import type { Machine } from '../../state/pool/candidate.ts'
import type { PlacementRequest } from '../../state/pool/placement.ts'
import { clean } from '../../state/text/clean.ts'
import { addRecord, addToPool, dropRecord, newSessionId } from '../../state/tracked/registry.ts'
import { now } from '../clock.ts'
import type { Pool } from '../pool/pool.ts'
import type { RegistryFile } from '../state-file/registry.ts'

/** A slot on a machine (room for one session), reserved by a record with the status "pending". */
export interface Reservation {
  /** Index of the session's prompt among the prompts of the launch. */
  readonly row: number
  readonly machine: Machine
  readonly record: SessionRecord
  /** Whether the machine was created for this launch. */
  readonly isNew: boolean
}

export interface ReserveOptions {
  readonly order: LaunchOrder
  readonly file: RegistryFile
  readonly pool: Pool
  /**
   * The machines that a session could be placed on, and the failures of machine providers (azlin) that could not list
   * theirs.
   */
  readonly list: (withMakers: boolean) => Promise<Listed>
  readonly base: string
  readonly repository: string
  readonly say: (row: number | null, text: string) => void
  readonly fail: (row: number | null, failure: Failure) => void
  readonly signal: AbortSignal
}

export interface Listed {
  readonly machines: readonly Machine[]
  readonly failures: readonly Failure[]
}

/** What a launch order requires of its machines. */
export function placementRequestOf({ tier, region, host, exec }: LaunchOrder): PlacementRequest {
  if (exec) return { tier: null, size: exec.size, region }
  return { tier, region: region ?? USUAL_REGION, ...(host !== undefined && { host }) }
}

/** The default region of the pool. */
const USUAL_REGION = 'eastus'

/**
 * Removes the records of sessions that did not start, which frees their slots. Resolves with the failure `thrown`; if
 * the records could not be removed, the failure also names them.
 */
export async function forget(
  file: RegistryFile,
  bookings: readonly Reservation[],
  thrown: unknown,
): Promise<Failure> {
  const failure = toFailure(thrown)
  if (bookings.length === 0) return failure
  const ids = bookings.map(({ record }) => record.id)
  try {
    await file.change(registry => ids.reduce(dropRecord, registry))
    return failure
  } catch (left) {
    const why = `the state file still lists ${ids.join(', ')} as pending: ${sentence(toFailure(left))}`
    const free = ids.map(id => `\`fleetmux kill ${id} --force\``).join(', ')
    return makeFailure({
      ...failure,
      why: [failure.why, why].filter(Boolean).join('; '),
      hint: [failure.hint, `To remove them from the file: ${free}.`].filter(Boolean).join(' '),
    })
  }
}

/**
 * Adds the record to the registry (the content of the state file), and the machine to the registry's pool if it has a
 * capacity.
 */
export function withReservation(registry: Registry, { machine, record }: Reservation): Registry {
  const isKnown = registry.pool.has(machine.name) || machine.capacity === null
  return addRecord(isKnown ? registry : addToPool(registry, entryOf(machine)), record)
}

function entryOf({ name, size, tier, region, capacity, createdAt }: Machine): PoolEntry {
  return {
    name,
    size: size || (tier ?? ''),
    region,
    capacity: capacity ?? 0,
    active: [],
    createdAt,
  }
}

/** The record of a session that has a slot and has not started yet. */
export function recordOf(
  order: LaunchOrder,
  row: number,
  { name: host, configured }: Pick<Machine, 'name' | 'configured'>,
  { base, repository }: Pick<ReserveOptions, 'base' | 'repository'>,
  registry: Registry,
): SessionRecord {
  const at = now()
  const id = newSessionId(at, Math.random, taken => registry.sessions.has(taken))
  return {
    id,
    host,
    // Replaced by the real path when the workspace exists.
    workspace: clean(`/workspace/${id}`),
    tmuxSession: clean(id),
    prompt: order.prompts[row] ?? '',
    command: clean(order.command),
    maxTurns: order.maxTurns,
    status: 'pending',
    memoryMb: HEAP_MEGABYTES,
    createdAt: at,
    startedAt: null,
    completedAt: null,
    exitCode: null,
    agent: clean(order.agent),
    repository,
    base: clean(base),
    ...(configured && { configured }),
  }
}

/** Heap limit of Node in a detached session, in megabytes. */
export const HEAP_MEGABYTES = 32_768
