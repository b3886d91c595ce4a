import { describe, expect, test } from 'vitest'
import { update } from '../../../src/ui/app/update.ts'
import type { Ring } from '../../../src/ui/model/reading.ts'
import type { UiState } from '../../../src/ui/model/ui-state.ts'
import { addFrame, EMPTY_RING, frameAt } from '../../../src/ui/output/lookback-buffer.ts'
import { shownOf } from '../../../src/ui/output/visible-rows.ts'
import type { UiMessage } from '../../../src/ui/view/step.ts'
import { fleet, NOW, screen, target } from '../fleet.ts'

const HERE = target('local', 1)
const show = (text: string): UiMessage => ({ type: 'screen', target: HERE, screen: screen([text]) })
const back = (by: number, unit: 'change' | 'second' = 'change'): UiMessage => ({
  type: 'rewind',
  by,
  unit,
})

/** A message a second. */
function played(...messages: readonly UiMessage[]): UiState {
  return messages.reduce(
    (state, message, second) => update(state, message, NOW + second * 1000).state,
    fleet(),
  )
}

const line = (state: UiState) => shownOf(state).lines[0]
const clock = (state: UiState) => (state.reading.rewound ?? 0) - NOW

describe('going back in time', () => {
  test('shows the previous change, and the one before it', () => {
    expect(line(played(show('one'), show('two'), show('three'), back(-1)))).toBe('two')
    expect(line(played(show('one'), show('two'), show('three'), back(-2)))).toBe('one')
  })

  test('stops at the oldest stored change, and says so', () => {
    const state = played(show('one'), show('two'), back(-1), back(-1), back(-10))
    expect(line(state)).toBe('one')
    expect(state.view.toast?.text).toBe('No older output is stored.')
  })

  test('stays at its time while the pane changes', () => {
    const state = played(show('one'), show('two'), back(-1), show('three'), show('four'))
    expect(line(state)).toBe('one')
    expect(clock(state)).toBe(0)
  })

  test('is live again past the newest change, by f, and by typing into the pane', () => {
    const at = [show('one'), show('two'), show('three'), back(-2)] as const
    expect(played(...at, back(1)).reading.rewound).toBe(NOW + 1000)
    expect(played(...at, back(2)).reading.rewound).toBeNull()
    expect(played(...at, { type: 'live' }).reading.rewound).toBeNull()
    const keys = { type: 'keys', target: HERE, keys: [{ key: 'a' }] } as const
    expect(played(...at, keys).reading.rewound).toBeNull()
  })

  test('can also move by seconds', () => {
    const shows = Array.from({ length: 30 }, (_, second) => show(`at ${second}`))
    expect(line(played(...shows, back(-10, 'second')))).toBe('at 19')
    expect(line(played(...shows, back(-10, 'second'), back(10, 'second')))).toBe('at 29')
  })

  test('says so if nothing was stored or nothing has changed', () => {
    expect(played(back(-1)).view.toast?.text).toBe('No earlier output is stored yet.')
    expect(played(show('one'), back(-1)).view.toast?.text).toMatch(/^The pane has not changed/)
    expect(played(show('one'), back(1)).view.toast?.text).toBe('This is the live output.')
  })

  test('starts again with another pane', () => {
    const state = played(show('one'), show('two'), {
      type: 'follow',
      target: target('local', 2),
    })
    expect(state.reading.ring).toEqual(EMPTY_RING)
  })
})

describe('the stored frames', () => {
  const filled = (count: number, every: number, lines = 1): Ring =>
    Array.from({ length: count }).reduce<Ring>(
      (ring, _, at) =>
        addFrame(ring, screen(new Array(lines).fill(`line ${at}`)), NOW + at * every),
      EMPTY_RING,
    )

  test('are at most ten per second, the newest of each', () => {
    const { frames } = filled(100, 10)
    expect(frames).toHaveLength(10)
    expect(frames.at(-1)?.screen.lines).toEqual(['line 99'])
  })

  test('are at most ten minutes old', () => {
    const { frames } = filled(700, 1000)
    expect(frames[0]?.at).toBe(NOW + 99_000)
  })

  test('are limited in number and lines, with a correct total', () => {
    expect(filled(4000, 100).frames).toHaveLength(3000)
    const wide = filled(2500, 200, 50)
    expect(wide.frames).toHaveLength(2000)
    expect(wide.weight).toBe(wide.frames.reduce((sum, frame) => sum + frame.weight, 0))
  })

  test('are found by time', () => {
    const ring = filled(10, 1000)
    expect(frameAt(ring, NOW + 4999)?.screen.lines).toEqual(['line 4'])
    expect(frameAt(ring, NOW - 1)?.screen.lines).toEqual(['line 0'])
    expect(frameAt(EMPTY_RING, NOW)).toBeUndefined()
  })
})
