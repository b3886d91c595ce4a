import { type Failure, makeFailure } from '../model/failure.ts'
import type { Candidate } from './candidate.ts'
import { choosePlacement, type Placement, type PlacementRequest } from './placement.ts'

/** A request for which the pool lacks free slots, and the command that made it: commands have different flags. */
export interface RoomRequest extends PlacementRequest {
  readonly count: number
  readonly by: 'start' | 'exec'
}

/**
 * The failure if the pool has no free slots. It lists the pool's machines, and command-line flags that would work.
 * `maker`: the failure to create a machine.
 */
export function noRoom(
  candidates: readonly Candidate[],
  request: RoomRequest,
  placement: Placement,
  maker?: Failure,
): Failure {
  const pool = candidates.filter(each => each.capacity !== null)
  if (pool.length === 0 && maker)
    return makeFailure({ ...maker, hint: maker.hint ? `${maker.hint} Or ${GIVE}` : capital(GIVE) })
  const shut = placement.passed.filter(({ name, why }) => isShut(pool, name, why))
  const why = [
    wanted(request),
    poolSummary(pool),
    ...shut.map(({ name, why }) => `${name}: ${why}`),
    maker ? `no machine can be created: ${maker.what}${maker.why ? ` (${maker.why})` : ''}` : '',
  ]
  const hint = [advice(pool, request), maker?.hint ?? '']
  return makeFailure({
    kind: 'refused',
    what: `No machine of the pool has room for ${needed(request)}.`,
    ...(why.some(Boolean) && { why: why.filter(Boolean).join('; ') }),
    hint: hint.filter(Boolean).join(' '),
  })
}

/** A sentence with the command-line flags that select machines with free slots; '' if no flags do. */
export function flagAdvice(candidates: readonly Candidate[], request: RoomRequest): string {
  const free = candidates.filter(each => isOpen(each) && freeOn(each) > 0)
  const [best] = free
    .map(each => ({ flags: flagsFor(each, request), free: roomOf(each, free, request) }))
    .sort(
      (one, other) =>
        Math.min(request.count, other.free) - Math.min(request.count, one.free) ||
        one.flags.length - other.flags.length,
    )
  if (!best || best.flags.length === 0) return ''
  const some = best.free < request.count ? ` (room for ${best.free} of ${request.count})` : ''
  return `Use the free slots with ${best.flags.join(' ')}${some}.`
}

/** The free slots of the pool as text: `m: 2 of 2 free; s in westus: 0 of 1 free`. */
export function poolSummary(candidates: readonly Candidate[]): string {
  const pool = candidates.filter(each => each.capacity !== null)
  const kinds = Map.groupBy(
    pool,
    each => `${machineType(each)}${each.region && ` in ${each.region}`}`,
  )
  return [...kinds]
    .map(([kind, all]) => {
      const free = all.filter(isOpen).reduce((sum, each) => sum + freeOn(each), 0)
      const room = all.reduce((sum, each) => sum + (each.capacity ?? 0), 0)
      return `${kind}: ${free} of ${room} free`
    })
    .join('; ')
}

const GIVE =
  'give hosts of the configuration a tier or a capacity (`fleetmux hosts edit HOST --capacity 2`), or name a host for the session.'

function advice(pool: readonly Candidate[], request: RoomRequest): string {
  if (pool.length === 0) return capital(GIVE)
  const flags = flagAdvice(pool, request)
  if (flags) return flags
  if (pool.some(isOpen))
    return 'Wait until a session ends, end one (`fleetmux kill ID`), or give a host more capacity.'
  if (pool.some(each => each.cordoned))
    return 'Allow new sessions on a machine again: `fleetmux pool uncordon NAME`.'
  return `Start or connect a machine of the pool, or ${GIVE}`
}

/** The flags with which `start` or `exec` (`request.by`) would use this machine. */
function flagsFor(candidate: Candidate, request: RoomRequest): readonly string[] {
  const { name, tier, size, region } = candidate
  if (request.by === 'exec') return [`--vm-name ${name}`]
  const isOther = request.tier !== null && tier !== request.tier && !(tier === null && size === '')
  if (isOther && tier === null) return [`--host ${name}`]
  const isAway = request.region !== null && region !== '' && region !== request.region
  return [...(isOther ? [`--size ${tier}`] : []), ...(isAway ? [`--region ${region}`] : [])]
}

/**
 * Number of the requested sessions that would get a slot if the user gave the flags of `flagsFor`: on `candidate` alone
 * if they name it, else on all machines of the same size and region.
 */
function roomOf(candidate: Candidate, free: readonly Candidate[], request: RoomRequest): number {
  const flags = flagsFor(candidate, request).join(' ')
  if (/--(?:vm-name|host) /.test(flags)) return freeOn(candidate)
  const same = { tier: candidate.tier ?? request.tier, region: candidate.region || request.region }
  return choosePlacement(free, same, request.count).places.filter(each => each !== null).length
}

function wanted({ tier, size, region }: RoomRequest): string {
  const kind = tier ?? size
  const words = [kind && `size ${kind}`, region && `region ${region}`].filter(Boolean)
  return words.length > 0 ? `requested: ${words.join(', ')}` : ''
}

function machineType({ tier, size }: Candidate): string {
  return tier ?? (size || 'unknown size')
}

function freeOn({ capacity, active }: Candidate): number {
  return Math.max(0, (capacity ?? 0) - active)
}

function isOpen({ disabled, cordoned, draining, reachable }: Candidate): boolean {
  return !disabled && !cordoned && !draining && reachable !== 'down'
}

/**
 * Whether to report why the pool machine `name` was passed over: only if it takes no sessions at all, because
 * `poolSummary` already shows sizes and free slots.
 */
function isShut(pool: readonly Candidate[], name: string, why: string): boolean {
  return why !== '' && pool.some(each => each.name === name && !isOpen(each))
}

function capital(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`
}

function needed({ count, by }: RoomRequest): string {
  if (count > 1) return `${count} sessions`
  return by === 'exec' ? 'the command' : 'another session'
}
