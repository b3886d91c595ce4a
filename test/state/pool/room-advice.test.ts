import { describe, expect, test } from 'vitest'
import { makeFailure, sentence } from '../../../src/state/model/failure.ts'
import type { Candidate } from '../../../src/state/pool/candidate.ts'
import { choosePlacement } from '../../../src/state/pool/placement.ts'
import { noRoom, poolSummary, type RoomRequest } from '../../../src/state/pool/room-advice.ts'
import { candidate } from '../pool-fleet.ts'

const REQUEST: RoomRequest = { tier: 'l', region: null, count: 1, by: 'start' }
const NO_AZLIN = makeFailure({
  kind: 'unreachable',
  what: 'azlin is not installed on this machine.',
  hint: 'Install azlin.',
})

const of = (name: string, more: Partial<Candidate>) =>
  candidate(name, { region: '', ...more, size: more.tier ?? more.size ?? '' })

function told(
  pool: readonly Candidate[],
  request: Partial<RoomRequest> = {},
  maker = NO_AZLIN,
): string {
  const all = { ...REQUEST, ...request }
  return sentence(noRoom(pool, all, choosePlacement(pool, all, all.count), maker))
}

describe('where nothing of the pool has room', () => {
  test('another size that has is told with its flag, and nobody is asked for a tier', () => {
    const words = told([of('a', { tier: 'm', capacity: 2 })])
    expect(words).toContain('No machine of the pool has room for another session.')
    expect(words).toContain('requested: size l; m: 2 of 2 free')
    expect(words).toContain('Use the free slots with --size m.')
    expect(words).not.toContain('give hosts')
  })

  test('of several sizes the one is named that takes most', () => {
    const pool = [of('a', { tier: 's', capacity: 1 }), of('b', { tier: 'xl', capacity: 8 })]
    expect(told(pool, { count: 3 })).toContain('with --size xl.')
    expect(told([of('a', { tier: 's', capacity: 1 })], { count: 3 })).toContain(
      'with --size s (room for 1 of 3).',
    )
  })

  test('another region, or region and size', () => {
    const far = of('a', { tier: 'l', region: 'westus', capacity: 4 })
    expect(told([far], { region: 'eastus' })).toContain('with --region westus.')
    const both = of('a', { tier: 'm', region: 'westus', capacity: 4 })
    expect(told([both], { region: 'eastus' })).toContain('with --size m --region westus.')
  })

  test('a machine of a size that no tier has, and one for exec, are taken by their names', () => {
    const odd = of('odd', { tier: null, size: 'Standard_D2s_v3', capacity: 1 })
    expect(told([odd])).toContain('with --host odd.')
    const exec = { tier: null, size: 'Standard_D2s_v3', by: 'exec' } as const
    expect(told([of('b', { tier: 'm' })], exec)).toContain('with --vm-name b.')
  })

  test('a full pool says to wait, and how full it is', () => {
    const words = told([of('a', { tier: 'l', capacity: 2, active: 2 })])
    expect(words).toContain('l: 0 of 2 free')
    expect(words).toContain('Wait until a session ends')
    expect(words).not.toMatch(/--size|tier/)
  })

  test('what is shut is told, and how it is opened', () => {
    const shut = of('a', { tier: 'l', cordoned: true })
    expect(told([shut])).toMatch(/a: the host is cordoned.*fleetmux pool uncordon/)
    const down = of('a', { tier: 'l', reachable: 'down' })
    expect(told([down])).toMatch(/a: the host is down.*Start or connect a machine of the pool/)
  })

  test('without a pool azlin, a tier and --host are what there is', () => {
    expect(told([of('a', { capacity: null })])).toBe(
      'azlin is not installed on this machine. Install azlin. Or give hosts of the configuration a tier or a capacity (`fleetmux hosts edit HOST --capacity 2`), or name a host for the session.',
    )
  })
})

test('the poolSummary counts what is open, by size and region', () => {
  const pool = [
    of('a', { tier: 'm', capacity: 2, active: 1 }),
    of('b', { tier: 'm', capacity: 2, cordoned: true }),
    of('c', { tier: 'm', capacity: 2, region: 'westus' }),
    of('d', { tier: null, size: '', capacity: 3 }),
  ]
  expect(poolSummary(pool)).toBe(
    'm: 1 of 4 free; m in westus: 2 of 2 free; unknown size: 3 of 3 free',
  )
})
