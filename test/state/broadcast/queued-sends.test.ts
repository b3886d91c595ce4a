import { describe, expect, test } from 'vitest'
import { heldCount } from '../../../src/state/broadcast/queued-sends.ts'
import { clean } from '../../../src/state/text/clean.ts'
import { resolveKey } from '../../../src/ui/app/keymap.ts'
import type { UiState } from '../../../src/ui/model/ui-state.ts'
import { down, fleet, LAB, later, pane, run, session, target, up } from '../../ui/fleet.ts'

const how = { mode: 'submit', deadline: 1000, queue: true } as const
const all = [target('lab1', 1), target('lab2', 1)]
const broadcast = { type: 'broadcast', targets: all, text: 'hi', how, ref: 'r' } as const
const sessions = LAB.lab2 ?? []

const words = (state: UiState) => state.broadcasts[0]?.rows.map(row => row.receipt.word)
const sent = (commands: readonly { readonly type: string }[]) =>
  commands.filter(command => command.type === 'broadcast')

describe('a text for a host that is down', () => {
  const held = () => run(down(fleet(), 'lab2'), broadcast)

  test('waits for the host, with the reason, and is sent to the others immediately', () => {
    const { state, commands } = held()
    expect(sent(commands)).toMatchObject([{ targets: [{ target: all[0] }] }])
    expect(heldCount(state)).toBe(1)
    expect(state.broadcasts[0]?.rows[1]?.receipt).toMatchObject({
      word: 'waiting',
      open: true,
      failure: { what: 'lab2 refused the connection.' },
    })
  })

  test('is refused without --queue', () => {
    const { queue: _, ...at_once } = how
    const { state } = run(down(fleet(), 'lab2'), { ...broadcast, how: at_once })
    expect(words(state)).toEqual(['waiting', 'refused'])
    expect(heldCount(state)).toBe(0)
  })

  test('is sent once when the host is back, however often that is reported', () => {
    const back = { type: 'sessions', host: 'lab2', sessions } as const
    const up1 = { type: 'link', host: 'lab2', link: { state: 'up' } } as const
    const { state, commands } = run(held().state, up1, back, back, up1, back)
    expect(sent(commands)).toMatchObject([{ id: 1, targets: [{ target: all[1], from: 'text' }] }])
    expect(heldCount(state)).toBe(0)
  })

  test('is sent only after the sessions of the host were read again', () => {
    const link = { type: 'link', host: 'lab2', link: { state: 'up' } } as const
    expect(sent(run(held().state, link).commands)).toEqual([])
  })

  test('is not sent by news of another host', () => {
    const back = { type: 'sessions', host: 'lab1', sessions: LAB.lab1 ?? [] } as const
    expect(sent(run(held().state, back).commands)).toEqual([])
  })

  test('is refused if the pane or the whole tmux server is gone', () => {
    expect(words(up(held().state, 'lab2', [session(4, 'train')]))).toEqual(['waiting', 'refused'])
    const other = later(
      held().state,
      { type: 'link', host: 'lab2', link: { state: 'up' } },
      {
        type: 'server',
        host: 'lab2',
        server: { state: 'running', pid: 8, started: 10, version: clean('3.5'), path: 'pushed' },
      },
      { type: 'sessions', host: 'lab2', sessions },
    )
    expect(words(other)).toEqual(['waiting', 'refused'])
  })

  test('is refused if the pane is in copy mode then', () => {
    const busy = [session(1, 'train', { panes: [pane('%1', { inMode: true })] })]
    expect(words(up(held().state, 'lab2', busy))).toEqual(['waiting', 'refused'])
  })

  test('is refused if the host was removed from the configuration', () => {
    const before = held().state
    const configs = [...before.hosts.values()].map(host => host.config)
    const hosts = configs.filter(({ name }) => name !== 'lab2')
    const { state } = run(before, { type: 'configured', hosts, settings: before.settings })
    expect(state.broadcasts[0]?.rows[1]?.receipt).toMatchObject({
      word: 'refused',
      failure: { kind: 'missing' },
    })
  })

  test('can be cancelled, and is then never sent', () => {
    const { state } = run(held().state, { type: 'call-off', id: 1 })
    expect(state.broadcasts[0]?.rows[1]?.receipt.failure?.what).toContain('was cancelled')
    const up2 = { type: 'link', host: 'lab2', link: { state: 'up' } } as const
    const back = { type: 'sessions', host: 'lab2', sessions } as const
    expect(sent(run(state, up2, back).commands)).toEqual([])
  })

  test('is not interrupted', () => {
    const { commands } = run(held().state, { type: 'interrupt', id: 1 })
    expect(sent(commands)).toMatchObject([{ targets: [{ target: all[0] }] }])
  })

  test('is kept, however many texts follow', () => {
    const one = { ...broadcast, targets: [target('lab1', 1)] }
    const many = later(held().state, ...Array.from({ length: 60 }, () => one))
    expect(heldCount(many)).toBe(1)
  })
})

describe('on the screen', () => {
  test('quitting asks first while a text is held', () => {
    const { state } = run(down(fleet(), 'lab2'), broadcast)
    expect(resolveKey(state, 'q')).toEqual({ intents: [{ type: 'ask', mode: 'quit' }] })
    const asked = later(state, { type: 'ask', mode: 'quit' })
    expect(asked.view.confirm?.question).toBe('Quit? 1 pane still waits for its text (host down).')
    expect(resolveKey(asked, 'y')).toEqual({
      intents: [{ type: 'answer', yes: true }, { type: 'quit' }],
    })
    expect(resolveKey(later(asked, { type: 'answer', yes: false }), 'q')).toMatchObject({
      intents: [{ mode: 'quit' }],
    })
    expect(resolveKey(fleet(), 'q')).toEqual({ intents: [{ type: 'quit' }] })
  })
})
