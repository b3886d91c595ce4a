import { type Candidate, candidatesOf, type Machine } from '../../state/candidate.ts'
import { placeExec } from '../../state/exec-place.ts'
import { type Failure, FailureError, sentence, toFailure } from '../../state/failure.ts'
import type { LaunchOrder } from '../../state/launch.ts'
import { type Placement, place, type Wish } from '../../state/pool.ts'
import { passedLines, planLines, planOf } from '../../state/provision-plan.ts'
import type { PoolEntry, Registry, SessionRecord } from '../../state/record.ts'
import { addRecord, addToPool, dropRecord, newSessionId } from '../../state/registry.ts'
import { now } from '../clock.ts'
import type { Made, Pool } from '../pool/pool.ts'
import type { RegistryFile } from '../registry/registry.ts'

/** A place that is taken, by a record that is pending. */
export interface Booking {
  /** Of the prompt. */
  readonly row: number
  readonly machine: Machine
  readonly record: SessionRecord
  /** It was made for this. */
  readonly isNew: boolean
}

export interface BookOptions {
  readonly order: LaunchOrder
  readonly file: RegistryFile
  readonly pool: Pool
  /** The machines that a session could be placed on, and what could not be listed. */
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

/**
 * Takes a place for each prompt, in the state file and under its lock, so that nobody else takes it too. What
 * finds no room has a machine made for it, which is said before. A prompt that gets no place is told of, and
 * costs only itself. @throws FailureError where a host was named that cannot take them; nothing is taken then.
 */
export async function book(options: BookOptions): Promise<readonly Booking[]> {
  const first = await take(options, await options.list(false))
  if (!first.placement.refused && !first.placement.places.includes(null)) return first.bookings
  try {
    return await bookRest(options, first.bookings)
  } catch (thrown) {
    throw new FailureError(await forget(options.file, first.bookings, thrown))
  }
}

/** Nobody asks a provider that takes seconds, or money, while what is there will do. */
async function bookRest(
  options: BookOptions,
  first: readonly Booking[],
): Promise<readonly Booking[]> {
  const { order, list, say } = options
  say(null, 'asking for machines')
  const all = await list(true)
  const rest = await take(options, all, first)
  const bookings = [...first, ...rest.bookings]
  if (rest.placement.refused) throw new FailureError(rest.placement.refused)
  const homeless = order.prompts.flatMap((_, row) =>
    bookings.some(each => each.row === row) ? [] : [row],
  )
  if (homeless.length === 0) return bookings
  return [...bookings, ...(await provision(options, rest.placement, homeless, all))]
}

/**
 * Gives places back that nothing will run on. Resolves with why it came to that, and what is left where even
 * that could not be written.
 */
export async function forget(
  file: RegistryFile,
  bookings: readonly Booking[],
  thrown: unknown,
): Promise<Failure> {
  const failure = toFailure(thrown)
  if (bookings.length === 0) return failure
  const ids = bookings.map(({ record }) => record.id)
  try {
    await file.change(registry => ids.reduce(dropRecord, registry))
    return failure
  } catch (left) {
    const why = `${ids.join(', ')} still stands there as pending: ${sentence(toFailure(left))}`
    return { ...failure, why: [failure.why, why].filter(Boolean).join('; ') }
  }
}

interface Taken {
  readonly bookings: readonly Booking[]
  readonly placement: Placement
}

async function take(
  { order, file, base, repository }: BookOptions,
  { machines, failures }: Listed,
  before: readonly Booking[] = [],
): Promise<Taken> {
  const rows = order.prompts.flatMap((_, row) =>
    before.some(each => each.row === row) ? [] : [row],
  )
  let taken: Taken = { bookings: [], placement: { places: [], passed: [] } }
  await file.change(registry => {
    const candidates = candidatesOf(machines, registry, failures.length === 0)
    const placement = choose(candidates, order, rows.length)
    if (placement.refused) {
      taken = { bookings: [], placement }
      return registry
    }
    const bookings = placement.places.flatMap((name, index) => {
      const machine = machines.find(each => each.name === name)
      const row = rows[index]
      if (!machine || row === undefined) return []
      const record = recordOf(order, row, machine.name, { base, repository }, registry)
      return [{ row, machine, record, isNew: false }]
    })
    taken = { bookings, placement }
    return bookings.reduce(withBooking, registry)
  })
  return taken
}

/** Makes machines for those that have no place. */
async function provision(
  options: BookOptions,
  placement: Placement,
  homeless: readonly number[],
  { failures }: Listed,
): Promise<Booking[]> {
  const { order, pool, say, fail, signal } = options
  const maker = pool.maker()
  for (const line of passedLines(placement)) say(null, line)
  const [unlisted] = failures
  if (!maker || unlisted) {
    const failure = unlisted ?? noRoom(placement)
    for (const row of homeless) fail(row, failure)
    return []
  }
  const places = order.prompts.map((_, row) => (homeless.includes(row) ? null : ''))
  const plan = planOf({ ...placement, places }, wishOf(order))
  for (const line of planLines(plan, maker)) say(null, line)
  say(null, `${maker} is told yes to what it asks: it may hand the new machine your logins.`)
  const done = await pool.provision(plan, signal, line => say(null, line))
  const bookings: Booking[] = []
  for (const each of done) {
    try {
      bookings.push(...(await moveIn(options, each)))
    } catch (thrown) {
      for (const row of each.planned.sessions) fail(row, toFailure(thrown))
    }
  }
  return bookings
}

/** Sessions on the machine that was made for them. @throws FailureError where there is none, or nobody would know of it. */
async function moveIn(
  { order, file, base, repository }: BookOptions,
  { planned, machine, failure }: Made,
): Promise<readonly Booking[]> {
  if (!machine) throw new FailureError(failure ?? { kind: 'remote', what: 'No machine was made.' })
  let bookings: readonly Booking[] = []
  try {
    await file.change(registry => {
      bookings = planned.sessions.map(row => {
        const record = recordOf(order, row, machine.name, { base, repository }, registry)
        return { row, machine: { ...machine, capacity: planned.capacity }, record, isNew: true }
      })
      return bookings.reduce(withBooking, registry)
    })
  } catch (thrown) {
    const now = `The machine ${machine.name} is made and costs money: \`azlin delete ${machine.name} --force\``
    throw new FailureError({ ...toFailure(thrown), now })
  }
  return bookings
}

function choose(candidates: readonly Candidate[], order: LaunchOrder, count: number): Placement {
  if (!order.exec) return place(candidates, wishOf(order), count)
  const { size, name = order.host, fresh } = order.exec
  return placeExec(candidates, { size, region: order.region, fresh, ...(name && { name }) })
}

function wishOf({ tier, region, host, exec }: LaunchOrder): Wish {
  if (exec) return { tier: null, size: exec.size, region }
  return { tier, region, ...(host !== undefined && { host }) }
}

/** The machine's entry in the pool, where it is part of it, and the slot. */
function withBooking(registry: Registry, { machine, record }: Booking): Registry {
  const isKnown = machine.name in registry.pool || machine.capacity === null
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

function recordOf(
  order: LaunchOrder,
  row: number,
  host: string,
  { base, repository }: Pick<SessionRecord, 'base' | 'repository'>,
  registry: Registry,
): SessionRecord {
  const at = now()
  const id = newSessionId(at, Math.random, taken => taken in registry.sessions)
  return {
    id,
    host,
    // Where it really is, is known when it is there.
    workspace: `/workspace/${id}`,
    tmuxSession: id,
    prompt: order.prompts[row] ?? '',
    command: order.command,
    maxTurns: order.maxTurns,
    status: 'pending',
    memoryMb: HEAP,
    createdAt: at,
    startedAt: null,
    completedAt: null,
    exitCode: null,
    agent: order.agent,
    repository,
    base,
  }
}

/** Megabytes of heap that Node has in a detached session. */
export const HEAP = 32_768

function noRoom(placement: Placement): Failure {
  const why = passedLines(placement).join('; ')
  return {
    kind: 'refused',
    what: 'No machine of the pool has room for it.',
    ...(why && { why }),
    now: 'Name one with --host, or give a host of the configuration a tier or a capacity.',
  }
}
