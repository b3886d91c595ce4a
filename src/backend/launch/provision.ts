import { type Failure, FailureError, makeFailure, toFailure } from '../../state/model/failure.ts'
import type { Machine } from '../../state/pool/candidate.ts'
import type { Placement } from '../../state/pool/placement.ts'
import { passedLines, planLines, planOf } from '../../state/pool/provision-plan.ts'
import type { Made } from '../pool/pool.ts'
import {
  type Listed,
  type Reservation,
  type ReserveOptions,
  recordOf,
  wishOf,
  withReservation,
} from './reservation.ts'

/** Makes machines for those that have no place. */
export async function provision(
  options: ReserveOptions,
  placement: Placement,
  homeless: readonly number[],
  { machines, failures }: Listed,
): Promise<Reservation[]> {
  const { order, pool, say, fail, signal } = options
  const maker = pool.maker()
  const passed = placement.passed.filter(({ name }) => !isOutside(name, machines))
  for (const line of passedLines({ ...placement, passed })) say(null, line)
  const [unlisted] = failures
  if (!maker || unlisted) {
    const failure = unlisted ?? noRoom(placement)
    for (const row of homeless) fail(row, failure)
    return []
  }
  const places = order.prompts.map((_, row) => (homeless.includes(row) ? null : ''))
  const plan = planOf({ ...placement, places }, wishOf(order))
  for (const line of planLines(plan, maker)) say(null, line)
  say(null, `${maker} gets a yes to all it asks: it may hand the new machine your logins.`)
  const done = await pool.provision(plan, signal, line => say(null, line))
  const bookings: Reservation[] = []
  for (const each of done) {
    try {
      bookings.push(...(await moveIn(options, each)))
    } catch (thrown) {
      for (const row of each.planned.sessions) fail(row, toFailure(thrown))
    }
  }
  return bookings
}

/** It was never part of the pool, which need not be said of every host. */
function isOutside(name: string, machines: readonly Machine[]): boolean {
  return machines.some(each => each.name === name && each.capacity === null)
}

/** Sessions on the machine that was made for them. @throws FailureError where there is none, or nobody would know of it. */
async function moveIn(
  { order, file, base, repository }: ReserveOptions,
  { planned, machine, failure }: Made,
): Promise<readonly Reservation[]> {
  if (!machine) throw new FailureError(failure ?? { kind: 'remote', what: 'No machine was made.' })
  let bookings: readonly Reservation[] = []
  try {
    await file.change(registry => {
      bookings = planned.sessions.map(row => {
        const record = recordOf(order, row, machine, { base, repository }, registry)
        return { row, machine: { ...machine, capacity: planned.capacity }, record, isNew: true }
      })
      return bookings.reduce(withReservation, registry)
    })
  } catch (thrown) {
    const now = `The machine ${machine.name} is made and costs money: \`azlin delete ${machine.name} --force\``
    throw new FailureError({ ...toFailure(thrown), now })
  }
  return bookings
}

function noRoom(placement: Placement): Failure {
  const why = passedLines(placement).join('; ')
  return makeFailure({
    kind: 'refused',
    what: 'No machine of the pool has room for it.',
    ...(why && { why }),
    now: 'Name one with --host, or give a host of the configuration a tier or a capacity.',
  })
}
