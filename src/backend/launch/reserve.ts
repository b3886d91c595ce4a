import { FailureError } from '../../state/model/failure.ts'
import type { LaunchOrder } from '../../state/model/launch.ts'
import { type Candidate, candidatesOf } from '../../state/pool/candidate.ts'
import { placeExec } from '../../state/pool/exec-place.ts'
import { choosePlacement, type Placement } from '../../state/pool/placement.ts'
import { provision } from './provision.ts'
import {
  forget,
  type Listed,
  placementRequestOf,
  type Reservation,
  type ReserveOptions,
  recordOf,
  withReservation,
} from './reservation.ts'

/**
 * Reserves a slot for each prompt in the state file, under its lock. For prompts without a free slot, a machine is
 * created, after the user has been told. A prompt that gets no slot fails; the others continue.
 * @throws FailureError if a named host has no room for the prompts; nothing is reserved then.
 */
export async function reserve(options: ReserveOptions): Promise<readonly Reservation[]> {
  const first = await take(options, await options.list(false))
  if (!first.placement.refused && !first.placement.places.includes(null)) return first.bookings
  try {
    return await bookRest(options, first.bookings)
  } catch (thrown) {
    throw new FailureError(await forget(options.file, first.bookings, thrown))
  }
}

/**
 * Reserves slots for the remaining prompts. Providers that take seconds or cost money are asked only now, because the
 * configured hosts have no room.
 */
async function bookRest(
  options: ReserveOptions,
  first: readonly Reservation[],
): Promise<readonly Reservation[]> {
  const { order, list, say } = options
  say(null, 'reading the list of machines')
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

interface Taken {
  readonly bookings: readonly Reservation[]
  readonly placement: Placement
}

async function take(
  { order, file, base, repository }: ReserveOptions,
  { machines, failures }: Listed,
  before: readonly Reservation[] = [],
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
      const record = recordOf(order, row, machine, { base, repository }, registry)
      return [{ row, machine, record, isNew: false }]
    })
    taken = { bookings, placement }
    return bookings.reduce(withReservation, registry)
  })
  return taken
}

function choose(candidates: readonly Candidate[], order: LaunchOrder, count: number): Placement {
  if (!order.exec) return choosePlacement(candidates, placementRequestOf(order), count)
  const { size, name = order.host, fresh } = order.exec
  return placeExec(candidates, { size, region: order.region, fresh, ...(name && { name }) })
}
