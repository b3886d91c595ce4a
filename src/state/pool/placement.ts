import { sameSize } from '../hosts/machine-size.ts'
import { type Failure, makeFailure } from '../model/failure.ts'
import type { Tier } from '../model/tracked-session.ts'
import { counted } from '../text/counted.ts'
import type { Candidate } from './candidate.ts'

/** Requirements for the machines on which sessions are to start. null: any. */
export interface PlacementRequest {
  readonly tier: Tier | null
  /** The required SKU, regardless of the tier. */
  readonly size?: string
  readonly region: string | null
  /** The host that the user has named: tier, region and pool are then ignored. */
  readonly host?: string
}

export interface PassedOver {
  readonly name: string
  /** Why the machine can take no session or no more, as a phrase: `it is cordoned`. */
  readonly why: string
}

export interface Placement {
  /**
   * One for each requested session, in the order of their prompts: the machine's name, or null if a machine must be
   * created.
   */
  readonly places: readonly (string | null)[]
  /**
   * Every machine that does not suit the requested sessions, or has no free slot left after they were placed, and why,
   * ordered by name.
   */
  readonly passed: readonly PassedOver[]
  /** Why the host that the user named cannot take the sessions. `places` is then empty, and no machine is created. */
  readonly refused?: Failure
}

/**
 * Chooses a machine for each of `count` sessions. A machine must be open to new sessions, have the requested size and
 * region, and have a free slot. Of these machines, each session gets the least loaded one; sessions that were just
 * placed count as load. A machine of unknown size matches every tier, a machine without a region every region. A named
 * host only has to exist, be enabled, not be down or cordoned, and have a free slot. Without a capacity it has
 * unlimited slots: it is not part of the pool, but the user has chosen it.
 */
export function choosePlacement(
  candidates: readonly Candidate[],
  request: PlacementRequest,
  count: number,
): Placement {
  return request.host === undefined
    ? spread(candidates, request, count)
    : placeOn(candidates, request.host, count)
}

function spread(
  candidates: readonly Candidate[],
  request: PlacementRequest,
  count: number,
): Placement {
  const fitting = candidates.filter(candidate => obstacle(candidate, request) === null)
  const held = new Map(fitting.map(({ name, active }) => [name, active]))
  const holds = ({ name }: Candidate) => held.get(name) ?? 0
  const places = Array.from({ length: count }, () => {
    const open = fitting.filter(each => freeSlots(each, holds(each)) > 0)
    const best = open.sort((one, other) => order(one, holds(one), other, holds(other)))[0]
    if (!best) return null
    held.set(best.name, holds(best) + 1)
    return best.name
  })
  const passed = candidates.flatMap(candidate => {
    const why = obstacle(candidate, request) ?? fullness(candidate, holds(candidate))
    return why === null ? [] : [{ name: candidate.name, why }]
  })
  return { places, passed: passed.sort((one, other) => (one.name < other.name ? -1 : 1)) }
}

function placeOn(candidates: readonly Candidate[], host: string, count: number): Placement {
  const candidate = candidates.find(each => each.name === host)
  const refused = candidate ? refusal(candidate, count) : unknownHost(host, candidates)
  if (!refused) return { places: Array(count).fill(host), passed: [] }
  const passed = candidate ? [{ name: host, why: refused.why ?? refused.what }] : []
  return { places: [], passed, refused }
}

/** Sorts by load, then reachable machines first, then by free slots (most first), then by name. */
function order(one: Candidate, holds: number, other: Candidate, otherHolds: number): number {
  return (
    load(one, holds) - load(other, otherHolds) ||
    Number(other.reachable === 'up') - Number(one.reachable === 'up') ||
    freeSlots(other, otherHolds) - freeSlots(one, holds) ||
    (one.name < other.name ? -1 : 1)
  )
}

function load({ capacity }: Candidate, holds: number): number {
  return capacity ? holds / capacity : 1
}

function freeSlots({ capacity }: Candidate, holds: number): number {
  return Math.max(0, (capacity ?? 0) - holds)
}

/** Why a machine can take none of the requested sessions, regardless of free slots; null: no reason. */
function obstacle(candidate: Candidate, request: PlacementRequest): string | null {
  const { tier, size, region, capacity } = candidate
  if (capacity === null)
    return 'the host is not in the pool, because it has neither a tier nor a capacity'
  const shut = closed(candidate)
  if (shut) return shut
  const fits = request.tier === null || tier === request.tier || (tier === null && size === '')
  if (!fits) return `the host is ${tier ? `of size ${tier}` : `a ${size}`}, not ${request.tier}`
  if (request.size !== undefined && !sameSize(size, request.size)) {
    return `the host is ${size === '' ? 'of unknown size' : `a ${size}`}, not a ${request.size}`
  }
  if (request.region !== null && region !== '' && region !== request.region) {
    return `the host is in ${region}, not in ${request.region}`
  }
  return null
}

/** Why the machine takes no new sessions at all; null: it takes new sessions. */
function closed(candidate: Candidate): string | null {
  if (candidate.disabled) return 'the host is disabled in the configuration'
  if (candidate.draining) return 'the machine is draining: it gets no new sessions'
  if (candidate.cordoned) return 'the host is cordoned'
  if (candidate.reachable === 'down')
    return `the host is down${candidate.note ? `: ${candidate.note}` : ''}`
  return null
}

function fullness(candidate: Candidate, holds: number): string | null {
  const { capacity, active } = candidate
  if (capacity === null || holds < capacity) return null
  const ours = holds > active ? `, ${holds - active} of them by the new sessions` : ''
  return `the host is full: ${holds} of ${capacity} slots are taken${ours}`
}

function refusal(candidate: Candidate, count: number): Failure | null {
  const { name: host, capacity, active, cordoned, disabled, reachable } = candidate
  const what = 'Nothing was started on this host.'
  const why = closed(candidate)
  if (why && disabled)
    return makeFailure({
      kind: 'refused',
      host,
      what,
      why,
      hint: `Enable the host: \`fleetmux hosts enable ${host}\`.`,
    })
  if (why && cordoned)
    return makeFailure({
      kind: 'refused',
      host,
      what,
      why,
      hint: `Allow new sessions on the host again: \`fleetmux pool uncordon ${host}\`.`,
    })
  if (why && reachable === 'down')
    return makeFailure({
      kind: 'unreachable',
      host,
      what,
      why,
      hint: `Find out why: \`fleetmux hosts test ${host}\`.`,
    })
  const free = capacity === null ? count : freeSlots(candidate, active)
  if (free >= count) return null
  return makeFailure({
    kind: 'refused',
    host,
    what,
    why: `the host has room for ${free} of ${counted(count, 'session')}: ${active} of ${capacity} slots are taken`,
    hint: 'Wait until a session ends, or name another host.',
  })
}

function unknownHost(host: string, candidates: readonly Candidate[]): Failure {
  const names = candidates.map(each => each.name).sort()
  return makeFailure({
    kind: 'missing',
    what: `There is no host ${host}.`,
    hint:
      names.length > 0
        ? `The hosts are ${names.join(', ')}.`
        : `Add the host to the configuration: \`fleetmux hosts add ${host}\`.`,
  })
}
