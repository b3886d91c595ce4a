import { describe, expect, test } from 'vitest'
import { attentionText } from '../../../src/state/agents/raise-alert.ts'
import type { Message } from '../../../src/state/model/messages/step.ts'
import type { State } from '../../../src/state/model/state.ts'
import { update } from '../../../src/state/update.ts'
import { asks, DEPLOY, reads } from '../agent.ts'
import { down, fleet, later, NOW, pane, screen, session, target, up } from '../fleet.ts'

const LATER = NOW + 60_000

function at(time: number, state: State, ...messages: readonly Message[]) {
  return messages.reduce(
    (before, message) => {
      const { state, commands } = update(before.state, message, time)
      return { state, commands: [...before.commands, ...commands] }
    },
    { state, commands: [] as readonly unknown[] },
  )
}

const attended = later(fleet(), { type: 'attend' })
const known = later(attended, reads('lab1', 1, 'working'))
const last = ({ state }: { state: State }) => state.alerts.last

describe('an alert is raised', () => {
  test.each([
    ['waiting', asks('lab1', 1), 'lab1/api: claude waits for you: Deploy to production?'],
    ['failed', reads('lab1', 1, 'failed'), 'lab1/api: claude failed'],
    ['finished', reads('lab1', 1, 'idle'), 'lab1/api: claude has finished'],
  ] as const)('once when a pane comes to be %s', (what, message, text) => {
    const first = at(LATER, known, message)
    expect(last(first)).toEqual({
      ...{ number: 1, what, host: 'lab1', session: 'api', text, count: 1 },
      target: target('lab1', 1),
    })
    expect(at(LATER, first.state, message, message).state.alerts.last).toBe(last(first))
    expect(first.commands).not.toContainEqual(expect.objectContaining({ type: 'notify' }))
  })

  test('again when it becomes so again, and with the configured command if there is one', () => {
    const notify = { bell: false, osc: false, command: 'notify-send "$FLEETMUX_TEXT"' } as const
    const own = { ...known, settings: { ...known.settings, notify } }
    const again = at(LATER, own, asks('lab1', 1), reads('lab1', 1, 'working'), asks('lab1', 1))
    expect(last(again)?.number).toBe(2)
    const told = again.commands.filter(each => (each as { type: string }).type === 'notify')
    expect(told).toHaveLength(2)
    expect(told[1]).toEqual({ type: 'notify', command: notify.command, alert: last(again) })
  })

  test('for all sessions that need a person at that time', () => {
    const more = at(LATER, known, asks('lab1', 1), reads('lab2', 1, 'working'), asks('lab2', 1))
    expect(last(more)).toMatchObject({ number: 2, host: 'lab2', count: 2 })
    expect([0, 1, 2].map(attentionText)).toEqual(['', '1 needs you', '2 need you'])
  })
})

describe('no alert is raised', () => {
  test('for states at the first sight of a host, but for later changes', () => {
    expect(last(at(NOW + 5000, attended, asks('lab1', 1)))).toBeNull()
    expect(last(at(LATER, attended, asks('lab1', 1)))?.what).toBe('waiting')
    // Where there is much to read, the first reading may be late.
    const old = [session(1, 'api', { panes: [pane('%1', { activity: NOW - 1000 })] })]
    expect(last(at(LATER, up(attended, 'lab1', old), asks('lab1', 1)))).toBeNull()
  })

  test('for the pane that the user looks at', () => {
    const looking = later(
      known,
      { type: 'follow', target: target('lab1', 1) },
      { type: 'screen', target: target('lab1', 1), screen: screen(['?']) },
    )
    expect(last(at(LATER, looking, asks('lab1', 1)))).toBeNull()
  })

  test('for an unreachable host, for an agent that continues, or without a user at the terminal', () => {
    expect(last(at(LATER, down(known, 'lab1'), asks('lab1', 1)))).toBeNull()
    expect(last(at(LATER, known, reads('lab1', 1, 'unknown')))).toBeNull()
    const alone = later(fleet(), reads('lab1', 1, 'working'))
    expect(last(at(LATER, alone, asks('lab1', 1)))).toBeNull()
  })
})

test('text from a pane becomes one line of plain text', () => {
  const text = 'Run?\n\x1b]0;owned\x07 \u009b31mrm -rf\x07 \x1bP1;2|evil\x1b\\'
  const told = at(LATER, known, asks('lab1', 1, { ...DEPLOY, text: text + 'x'.repeat(500) }))
  const words = last(told)?.text ?? ''
  expect(words).toMatch(/^lab1\/api: claude waits for you: Run\? .*rm -rf/)
  expect(words).not.toMatch(/[\x00-\x1f\x7f-\x9f]|owned|evil/)
  expect(words.length).toBeLessThanOrEqual(200)
})
