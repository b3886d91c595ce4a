import { describe, expect, test } from 'vitest'
import type { Host } from '../../../src/state/model/fleet.ts'
import { candidatesOf, type Machine } from '../../../src/state/pool/candidate.ts'
import {
  cordon,
  cordonWord,
  drain,
  freeSlot,
  type KeptEntry,
  reserveSlot,
  uncordon,
} from '../../../src/state/pool/cordon.ts'
import { placeExec } from '../../../src/state/pool/exec-place.ts'
import { machineText } from '../../../src/state/pool/machine-text.ts'
import { choosePlacement, type PlacementRequest } from '../../../src/state/pool/placement.ts'
import { passedLines, planLines, planOf } from '../../../src/state/pool/provision-plan.ts'
import { candidate, record } from '../pool-fleet.ts'

const WISH: PlacementRequest = { tier: 'l', region: 'eastus' }

describe('placing', () => {
  test('several at once are spread, one by one on the least loaded, and none is booked twice', () => {
    const pool = [candidate('a', { active: 3 }), candidate('b'), candidate('c', { active: 1 })]
    expect(choosePlacement(pool, WISH, 5).places).toEqual(['b', 'b', 'c', 'b', 'c'])
  })

  test('what has no place is to be provisioned, and every machine says why it is full', () => {
    const pool = [candidate('a', { active: 4 }), candidate('b', { active: 2 })]
    const placement = choosePlacement(pool, WISH, 4)
    expect(placement.places).toEqual(['b', 'b', null, null])
    expect(passedLines(placement)).toEqual([
      'a: the host is full: 4 of 4 slots are taken',
      'b: the host is full: 4 of 4 slots are taken, 2 of them by the new sessions',
    ])
  })

  test('load is a share: half of eight is as much as two of four', () => {
    const pool = [
      candidate('big', { tier: null, size: '', capacity: 8, active: 4 }),
      candidate('small', { active: 2 }),
    ]
    expect(choosePlacement(pool, WISH, 3).places).toEqual(['big', 'small', 'big'])
  })

  test.each([
    [{ cordoned: true }, 'the host is cordoned'],
    [{ draining: true }, 'the machine is draining: it gets no new sessions'],
    [{ reachable: 'down' }, 'the host is down'],
    [
      { reachable: 'down', note: 'azlin reports that the machine is stopped' },
      /^the host is down: azlin reports/,
    ],
    [{ tier: 'm' }, 'the host is of size m, not l'],
    [{ tier: null, size: 'Standard_D2s_v3' }, 'the host is a Standard_D2s_v3, not l'],
    [{ region: 'westus' }, 'the host is in westus, not in eastus'],
    [{ capacity: null }, /not in the pool/],
    [{ disabled: true }, 'the host is disabled in the configuration'],
  ] as const)('%o is passed over', (more, why) => {
    const { places, passed } = choosePlacement([candidate('a', more)], WISH, 1)
    expect(places).toEqual([null])
    expect(passed).toEqual([{ name: 'a', why: expect.stringMatching(why) }])
  })

  test('one that may answer is as good as one that does, but for a draw', () => {
    const pool = [candidate('a', { reachable: 'unknown' }), candidate('b')]
    expect(choosePlacement(pool, WISH, 2).places).toEqual(['b', 'a'])
  })

  test('no size, or no region, fits all; no wish takes all', () => {
    const plain = candidate('a', { tier: null, size: '', region: '' })
    expect(choosePlacement([plain], WISH, 1).places).toEqual(['a'])
    const far = candidate('b', { tier: 's', region: 'westus' })
    expect(choosePlacement([far], { tier: null, region: null }, 1).places).toEqual(['b'])
  })
})

describe('a host that is named', () => {
  const on = (more: Parameters<typeof candidate>[1], count = 1) =>
    choosePlacement([candidate('h', more)], { ...WISH, host: 'h' }, count)

  test('is taken whatever its size, region and pool, as long as it has room', () => {
    expect(on({ tier: 's', region: 'westus' }).places).toEqual(['h'])
    expect(on({ capacity: null, active: 9 }, 3).places).toEqual(['h', 'h', 'h'])
  })

  test.each([
    [{ cordoned: true }, 'refused', 'the host is cordoned'],
    [{ disabled: true }, 'refused', 'the host is disabled in the configuration'],
    [{ reachable: 'down' }, 'unreachable', 'the host is down'],
    [{ active: 3 }, 'refused', 'the host has room for 1 of 2 sessions: 3 of 4 slots are taken'],
  ] as const)('%o refuses all, with words', (more, kind, why) => {
    const { places, refused } = on(more, 2)
    expect(places).toEqual([])
    expect(refused).toMatchObject({ kind, host: 'h', why })
  })

  test('an unknown one is missing, never another one', () => {
    const { places, refused } = choosePlacement([candidate('h')], { ...WISH, host: 'x' }, 1)
    expect(places).toEqual([])
    expect(refused).toMatchObject({ kind: 'missing', what: 'There is no host x.' })
  })
})

describe('a plan', () => {
  test('makes as few machines as will do, evenly filled, and says it before it costs money', () => {
    const placement = choosePlacement([candidate('a', { active: 3 })], WISH, 6)
    const plan = planOf(placement, WISH)
    expect(plan.machines.map(each => each.sessions)).toEqual([
      [1, 3, 5],
      [2, 4],
    ])
    expect(plan.machines[0]).toMatchObject({ sku: 'Standard_E16s_v5', region: 'eastus' })
    expect(planLines(plan, 'azlin')).toEqual([
      'No machine of the pool has room for 5 sessions, so azlin creates 2 machines of Standard_E16s_v5 in eastus, which costs money until they are removed.',
    ])
  })

  test('of nothing is nothing', () => {
    const plan = planOf(choosePlacement([candidate('a')], WISH, 1), WISH)
    expect([plan.machines, planLines(plan, 'azlin')]).toEqual([[], []])
  })
})

describe('where exec runs', () => {
  const small = candidate('v', { tier: null, size: 'Standard_D2s_v3', capacity: 1 })
  const request = { size: 'standard_d2s_v3', region: null, fresh: false }

  test('on one of that size that has room, and on no other', () => {
    expect(placeExec([candidate('l'), small], request).places).toEqual(['v'])
    expect(placeExec([candidate('l')], request).places).toEqual([null])
    expect(placeExec([{ ...small, active: 1 }], request).places).toEqual([null])
  })

  test('on a fresh one, or on the one that is named', () => {
    expect(placeExec([small], { ...request, fresh: true }).places).toEqual([null])
    expect(placeExec([candidate('l')], { ...request, fresh: true, name: 'l' }).places).toEqual([
      'l',
    ])
    expect(placeExec([small], { ...request, name: 'gone' }).refused?.kind).toBe('missing')
  })
})

describe('what is known of a machine', () => {
  const machine: Machine = { ...candidate('vm'), capacity: 4, createdAt: 5 }
  const entry: KeptEntry = {
    name: 'vm',
    size: 'Standard_E16s_v5',
    region: 'eastus',
    capacity: 4,
    active: ['one', 'leaked'],
    createdAt: 5,
  }

  test('a session holds its slot until its record says that it ended, listed or not', () => {
    const sessions = new Map([
      ['one', record('one', { host: 'vm' })],
      ['two', record('two', { host: 'vm', status: 'pending' })],
      ['leaked', record('leaked', { host: 'vm', status: 'completed', completedAt: 9 })],
    ])
    const [known] = candidatesOf([machine], { sessions, pool: new Map([['vm', entry]]) }, true)
    expect(known).toMatchObject({ active: 2, idleSince: null, cordoned: false })
  })

  test('it is idle since its last session ended, else since it was made', () => {
    const ended = record('a', { host: 'vm', status: 'failed', completedAt: 70 })
    const pool = new Map([['vm', { ...entry, active: [] }]])
    expect(
      candidatesOf([machine], { sessions: new Map([['a', ended]]), pool }, true)[0]?.idleSince,
    ).toBe(70)
    expect(candidatesOf([machine], { sessions: new Map(), pool }, true)[0]?.idleSince).toBe(5)
  })

  test('one that only the file knows is down, and never gone while the provider of the machine does not answer', () => {
    const registry = { sessions: new Map(), pool: new Map([['vm', entry]]) }
    expect(candidatesOf([], registry, true)[0]).toMatchObject({
      reachable: 'down',
      note: 'the machine is no longer known',
    })
    expect(candidatesOf([], registry, false)[0]?.note).toBe(
      'the provider of the machine does not answer',
    )
  })

  test('a static host has the room that the configuration gives it, whatever the file says', () => {
    const host: Machine = { ...machine, provider: 'static', capacity: null }
    expect(
      candidatesOf([host], { sessions: new Map(), pool: new Map([['vm', entry]]) }, true)[0]
        ?.capacity,
    ).toBeNull()
  })

  test('cordoned, drained, opened again; slots are taken once and given back', () => {
    const registry = (kept: KeptEntry) => ({ sessions: new Map(), pool: new Map([['vm', kept]]) })
    const [shut] = candidatesOf([machine], registry(drain(entry)), true)
    expect(shut).toMatchObject({ cordoned: true, draining: true })
    expect(uncordon(drain(entry))).toEqual(entry)
    expect(cordon(entry).cordoned).toBe(true)
    const full = reserveSlot(reserveSlot(drain(entry), 'x'), 'x')
    expect(full.active).toEqual(['one', 'leaked', 'x'])
    const word = (kept: KeptEntry) => cordonWord(kept, kept.active.length)
    expect(word(full)).toBe('draining')
    expect(word(['one', 'leaked', 'x'].reduce(freeSlot, full))).toBe('drained')
    expect([word({ ...entry, active: [] }), word(cordon(entry))]).toEqual(['open', 'cordoned'])
  })

  test('the pool shows drained as soon as no session holds a slot of the machine', () => {
    const host = { config: { name: 'vm' }, sessions: new Map() } as unknown as Host
    const shown = (kept: KeptEntry) =>
      machineText(
        { registry: { sessions: new Map(), pool: new Map([['vm', kept]]) }, launches: [] },
        host,
      )
    expect(shown(drain({ ...entry, active: ['one'] }))).toContain('draining')
    expect(shown(drain({ ...entry, active: [] }))).toContain('drained')
    expect(shown({ ...entry, active: [] })).not.toContain('open')
  })
})
