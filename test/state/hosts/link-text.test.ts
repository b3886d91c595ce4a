import { describe, expect, test } from 'vitest'
import { linkLine } from '../../../src/state/hosts/link-text.ts'
import { makeFailure } from '../../../src/state/model/failure.ts'
import type { LinkChange } from '../../../src/state/model/messages/event.ts'
import type { State } from '../../../src/state/model/state.ts'
import { update } from '../../../src/state/update.ts'
import { fleet, later, NOW } from '../fleet.ts'

const MINUTE = 60_000
const words = {
  kind: 'unreachable',
  what: 'lab1 refused the connection.',
  namesHost: true,
} as const
const refused = makeFailure(words)

const at = (state: State, time: number, link: LinkChange) =>
  update(state, { type: 'link', host: 'lab1', link }, time)
const line = (state: State, time: number, room = 80) => {
  const host = state.hosts.get('lab1')
  if (!host) throw new Error('no lab1')
  return linkLine(host, time, room)
}

describe('the link of a host in the pool', () => {
  // No sessions: their ages are not what wakes it.
  const up = later(fleet({ lab1: [] }), { type: 'round-trip', host: 'lab1', milliseconds: 2.3 })

  test('that is up tells its round trip, and no age', () => {
    expect(line(fleet({ lab1: [] }), NOW)).toBe('up')
    expect(line(up, NOW + 90 * MINUTE)).toBe('up 2 ms')
  })

  test('that is slow tells since when', () => {
    const { state, commands } = at(up, NOW, { state: 'slow' })
    expect(line(state, NOW)).toBe('slow 2 ms')
    expect(line(state, NOW + MINUTE)).toBe('slow 2 ms, 1m')
    expect(commands).toContainEqual({ type: 'wake', at: NOW + MINUTE })
  })

  test('that is down tells since when, when it is dialled again, and why, by room', () => {
    const down = { state: 'down', failure: refused, retryAt: NOW + 10_000 } as const
    const { state } = at(up, NOW, down)
    expect(line(state, NOW)).toBe('down, retry in 10s: refused the connection.')
    expect(line(state, NOW, 20)).toBe('down, retry in 10s: refused the connection.')
    expect(line(state, NOW, 12)).toBe('down: refused the connection.')
    // The same while it is dialled again in vain: it is not down anew.
    const dialled = at(state, NOW + 10_000, { state: 'connecting' })
    expect(line(dialled.state, NOW + 10_000)).toBe('connecting…')
    const later = { ...down, retryAt: NOW + 5 * MINUTE + 30_000 }
    const again = at(dialled.state, NOW + 5 * MINUTE, later)
    expect(line(again.state, NOW + 5 * MINUTE)).toBe(
      'down 5m, retry in 30s: refused the connection.',
    )
    const ticked = update(again.state, { type: 'tick' }, NOW + 6 * MINUTE)
    expect(ticked.commands).toContainEqual({ type: 'wake', at: NOW + 15 * MINUTE })
    // Back for a while, it is down anew.
    const back = at(again.state, NOW + 6 * MINUTE, { state: 'up' })
    const lost = at(back.state, NOW + 7 * MINUTE, { state: 'down', failure: refused })
    expect(line(lost.state, NOW + 7 * MINUTE)).toBe('down: refused the connection.')
  })

  test('that is off, or has never been dialled, says so', () => {
    const configs = [...up.hosts.values()].map(({ config }) =>
      config.name === 'lab1' ? { ...config, disabled: true as const } : config,
    )
    const off = later(up, { type: 'configured', hosts: configs, settings: up.settings })
    expect(line(off, NOW)).toBe('off')
    expect(line(later(up, { type: 'link', host: 'lab1', link: { state: 'idle' } }), NOW)).toBe(
      'not connected',
    )
  })
})
