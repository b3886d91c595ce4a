import { FailureError, toFailure } from '../../state/model/failure.ts'
import type { LaunchOrder } from '../../state/model/launch.ts'
import { candidatesOf, type Machine } from '../../state/pool/candidate.ts'
import type { Placement } from '../../state/pool/placement.ts'
import { passedLines, planLines, planOf } from '../../state/pool/provision-plan.ts'
import { flagAdvice, noRoom, poolSummary, type RoomRequest } from '../../state/pool/room-advice.ts'
import type { CreatedMachine } from '../pool/pool.ts'
import {
  type Listed,
  placementRequestOf,
  type Reservation,
  type ReserveOptions,
  recordOf,
  withReservation,
} from './reservation.ts'

/** Creates machines for prompts for which no machine has a free slot. */
export async function provision(
  options: ReserveOptions,
  placement: Placement,
  homeless: readonly number[],
  { machines, failures }: Listed,
): Promise<Reservation[]> {
  const { order, file, pool, say, fail, signal } = options
  const maker = pool.maker()
  const candidates = candidatesOf(machines, await file.read(), failures.length === 0)
  const wanted = roomWish(order, homeless.length)
  const passed = placement.passed.filter(({ name }) => !isOutside(name, machines))
  for (const line of passedLines({ ...placement, passed })) say(null, line)
  const [unlisted] = failures
  if (!maker || unlisted) {
    const failure = noRoom(candidates, wanted, placement, unlisted)
    for (const row of homeless) fail(row, failure)
    return []
  }
  const advice = flagAdvice(candidates, wanted)
  if (advice) say(null, `Slots of the pool: ${poolSummary(candidates)}. ${advice}`)
  const places = order.prompts.map((_, row) => (homeless.includes(row) ? null : ''))
  const plan = planOf({ ...placement, places }, placementRequestOf(order))
  for (const line of planLines(plan, maker)) say(null, line)
  say(
    null,
    `All questions of ${maker} are answered with yes, which may copy your credentials to the new machine.`,
  )
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

/**
 * Whether a machine is outside the pool (the machines on which sessions are placed). Such machines are not reported as
 * machines without room.
 */
function isOutside(name: string, machines: readonly Machine[]): boolean {
  return machines.some(each => each.name === name && each.capacity === null)
}

/**
 * Reserves slots on a new machine.
 * @throws FailureError if the machine was not created, or the state file could not be written.
 */
async function moveIn(
  { order, file, base, repository }: ReserveOptions,
  { planned, machine, failure }: CreatedMachine,
): Promise<readonly Reservation[]> {
  if (!machine)
    throw new FailureError(failure ?? { kind: 'remote', what: 'No machine was created.' })
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
    const hint = `The machine ${machine.name} was created and costs money. To delete it: \`azlin delete ${machine.name} --force\`.`
    const failure = toFailure(thrown)
    throw new FailureError({ ...failure, hint: [failure.hint, hint].filter(Boolean).join(' ') })
  }
  return bookings
}

function roomWish(order: LaunchOrder, count: number): RoomRequest {
  return { ...placementRequestOf(order), count, by: order.exec ? 'exec' : 'start' }
}
