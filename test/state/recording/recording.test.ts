import { describe, expect, test } from 'vitest'
import { makeFailure } from '../../../src/state/model/failure.ts'
import type { Command } from '../../../src/state/model/messages/command.ts'
import { fleet, KEY, LAB, later, pane, run, screen, session, target, up } from '../../ui/fleet.ts'

const HERE = target('local', 1)
const OTHER = target('lab1', 1)
const show = (text: string, of = HERE) =>
  ({ type: 'screen', target: of, screen: screen([text]) }) as const
const record = { type: 'record', targets: [HERE] } as const
const casts = (commands: readonly Command[]) =>
  commands.filter(command => command.type.endsWith('cast'))

describe('recording', () => {
  test('begins with the current screen and continues with changes', () => {
    const { commands } = run(fleet(), show('one'), record, show('one'), show('two'))
    expect(casts(commands)).toMatchObject([
      { type: 'begin-cast', recording: 1, name: 'local/notes:0.0' },
      { type: 'cast', recording: 1, lines: [expect.stringContaining('one')] },
      { type: 'cast', recording: 1, lines: [expect.stringContaining('two')] },
    ])
  })

  test('is ended by the same intent', () => {
    const { state, commands } = run(fleet(), show('one'), record, record, show('two'))
    expect(casts(commands).at(-1)).toEqual({ type: 'end-cast', recording: 1 })
    expect(state.recordings).toEqual([])
  })

  test('of panes that are not followed requests their screens while it lasts', () => {
    const { commands, state } = run(fleet(), { type: 'record', targets: [HERE, OTHER] })
    expect(commands.at(-1)).toEqual({ type: 'watch-tiles', targets: [HERE, OTHER] })
    const tile = { pane: OTHER.pane, screen: screen(['from afar']) }
    const seen = run(state, { type: 'tiles', host: 'lab1', server: KEY, screens: [tile] })
    expect(casts(seen.commands)).toMatchObject([
      { type: 'cast', recording: 2, lines: [expect.stringContaining('from afar')] },
    ])
    const ended = run(seen.state, { type: 'record', targets: [HERE, OTHER] })
    expect(ended.commands.at(-1)).toEqual({ type: 'watch-tiles', targets: [] })
  })

  test('begins with the screen of an unchanged tile', () => {
    const tile = { pane: OTHER.pane, screen: screen(['quiet']) }
    const wall = later(
      fleet(),
      { type: 'ask', mode: 'wall' },
      { type: 'tiles', host: 'lab1', server: KEY, screens: [tile] },
    )
    const { commands } = run(wall, { type: 'record', targets: [OTHER] })
    expect(casts(commands)).toMatchObject([
      { type: 'begin-cast' },
      { type: 'cast', recording: 1, lines: [expect.stringContaining('quiet')] },
    ])
  })

  test('never records fleetmux itself, nor more panes than allowed', () => {
    const own = session(1, 'me', { panes: [pane('%1', { ours: true })] })
    const mine = run(fleet({ local: [own] }), record)
    expect([mine.commands, mine.state.recordings]).toEqual([[], []])
    const sessions = Array.from({ length: 41 }, (_, at) => session(at + 1, `s${at + 1}`))
    const targets = sessions.map((_, at) => target('local', at + 1))
    const many = run(fleet({ local: sessions }), { type: 'record', targets })
    expect(casts(many.commands)).toEqual([])
    expect(many.state.view.toast?.text).toBe(
      'At most 40 panes can be recorded at the same time. ctrl-r on recorded sessions ends their recordings.',
    )
  })

  test('continues while another pane is followed, without mixing them', () => {
    const { state, commands } = run(fleet(), show('one'), record, { type: 'follow', target: OTHER })
    const there = run(state, show('other', OTHER))
    expect(casts([...commands, ...there.commands]).map(each => each.type)).toEqual([
      'begin-cast',
      'cast',
    ])
    expect(there.state.recordings).toHaveLength(1)
  })

  test('several at the same time have unique numbers', () => {
    const both = { type: 'record', targets: [HERE, OTHER] } as const
    const { state, commands } = run(fleet(), both, both, both)
    expect(state.recordings.map(each => each.id)).toEqual([3, 4])
    expect(casts(commands).filter(each => each.type === 'end-cast')).toHaveLength(2)
  })

  test('ends with its pane, not with its connection', () => {
    const { state } = run(fleet(), record)
    const down = { type: 'link', host: 'local', link: { state: 'down' } } as const
    expect(later(state, down, { type: 'sessions', host: 'lab1', sessions: [] }).recordings).toEqual(
      state.recordings,
    )
    const { commands } = run(state, { type: 'sessions', host: 'local', sessions: [] })
    expect(casts(commands)).toEqual([{ type: 'end-cast', recording: 1 }])
    expect(up(state, 'local', LAB.local ?? []).recordings).toHaveLength(1)
    const without = run(state, { type: 'configured', hosts: [], settings: state.settings })
    expect(casts(without.commands)).toEqual([{ type: 'end-cast', recording: 1 }])
  })

  test('ends with a message if its file cannot be written', () => {
    const failure = makeFailure({ kind: 'refused', what: 'The recording has ended.' })
    const state = later(fleet(), record, { type: 'cast-failed', recording: 1, failure })
    expect(state.recordings).toEqual([])
    expect(state.view.toast).toMatchObject({ text: 'The recording has ended.', tone: 'bad' })
    expect(state.log.at(-1)?.failure).toEqual(failure)
  })

  test('of no pane is refused', () => {
    const gone = { ...HERE, pane: '%99' }
    const { state, commands } = run(fleet(), { type: 'record', targets: [gone] })
    expect(casts(commands)).toEqual([])
    expect(state.view.toast?.text).toBe(
      'There is no pane to record. Follow another pane, or mark sessions: fleetmux does not record the pane that it runs in.',
    )
  })
})

test('the last minutes are saved as a separate recording', () => {
  const { commands } = run(fleet(), show('one'), { type: 'keep-past' })
  const [kept] = casts(commands)
  expect(kept).toMatchObject({ type: 'keep-cast', name: 'local/notes:0.0' })
  const [header = '', first = ''] = kept?.type === 'keep-cast' ? kept.lines : []
  expect(JSON.parse(header)).toMatchObject({ version: 2, width: 80 })
  expect(JSON.parse(first)).toEqual([0, 'o', expect.stringContaining('one')])
  expect(run(fleet(), { type: 'keep-past' }).state.view.toast?.text).toMatch(
    /^There is no output to save/,
  )
})
