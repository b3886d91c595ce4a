import { describe, expect, test } from 'vitest'
import { makeFailure } from '../../../src/state/model/failure.ts'
import type { UiState } from '../../../src/ui/model/ui-state.ts'
import { fleet, later, numbered, pane, run, SERVER, screen, session, target } from '../fleet.ts'

const press = (state: UiState, ...types: readonly ('enter' | 'back' | 'zoom')[]): UiState =>
  later(state, ...types.map(type => ({ type })))

describe('panels', () => {
  test('enter goes from host to sessions to output; back returns and never quits', () => {
    const pool = later(fleet(), { type: 'focus', panel: 'pool' }, { type: 'move', by: 1 })
    expect(pool.view.host).toBe('lab1')
    const sessions = press(pool, 'enter')
    expect(sessions.view).toMatchObject({
      panel: 'sessions',
      session: { host: 'lab1', name: 'api' },
    })
    const output = press(sessions, 'enter')
    expect(output.view.panel).toBe('output')
    expect(press(output, 'back').view.panel).toBe('sessions')
    expect(press(output, 'back', 'back').view.panel).toBe('pool')
    const { state, commands } = run(press(output, 'back', 'back'), { type: 'back' })
    expect(state.view.toast?.text).toBe('Press q to quit.')
    expect(commands).toEqual([])
  })

  test('entering a host without sessions shows its state', () => {
    const state = later(
      fleet({ local: [session(1, 'a')], bare: [] }),
      { type: 'server', host: 'bare', server: { state: 'no-tmux' } },
      { type: 'focus', panel: 'pool' },
      { type: 'last' },
    )
    expect(press(state, 'enter').view.toast?.text).toBe('bare: no tmux on this host.')
  })

  test('tab cycles through the panels', () => {
    const next = { type: 'focus', panel: 'next' } as const
    const panels = [1, 2, 3].map(times => later(fleet(), ...Array(times).fill(next)).view.panel)
    expect(panels).toEqual(['output', 'pool', 'sessions'])
    expect(later(fleet(), { type: 'focus', panel: 'previous' }).view.panel).toBe('pool')
  })

  test('back undoes one step at a time: search, zoom, panel, filter', () => {
    const live = later(
      fleet(),
      {
        type: 'screen',
        target: target('local', 1),
        screen: screen(numbered(0, 40), { history: 9 }),
      },
      { type: 'filter', text: 'o' },
      { type: 'enter' },
      { type: 'zoom' },
      { type: 'move', by: -1 },
    )
    expect(live.reading.paused).not.toBeNull()
    const steps = [1, 2, 3, 4].map(times => press(live, ...Array<'back'>(times).fill('back')))
    expect(
      steps.map(({ view, reading }) => [!!reading.paused, view.zoomed, view.panel, view.filter]),
    ).toEqual([
      [false, true, 'output', 'o'],
      [false, false, 'output', 'o'],
      [false, false, 'sessions', 'o'],
      [false, false, 'sessions', ''],
    ])
  })

  test('a click focuses the panel', () => {
    expect(later(fleet(), { type: 'click', x: 3, y: 15 }).view.panel).toBe('output')
  })

  test('enter on a session follows it after the followed session has ended', () => {
    const gone = later(fleet(), {
      type: 'sessions',
      host: 'local',
      sessions: [session(2, 'shell')],
    })
    expect(gone.output.failure).toBeDefined()
    const { state, commands } = run(gone, { type: 'enter' })
    expect(state.output.target).toEqual(target('local', 2))
    expect(state.output.failure).toBeUndefined()
    expect(commands).toContainEqual({ type: 'follow', target: target('local', 2) })
  })

  test('[ and ] go through the panes of the session', () => {
    const two = session(1, 'a', { panes: [pane('%1'), pane('%2', { index: 1, active: false })] })
    const state = fleet({ local: [two] })
    const next = later(state, { type: 'pane', by: 1 })
    expect(next.output.target?.pane).toBe('%2')
    expect(later(next, { type: 'pane', by: 1 }).output.target?.pane).toBe('%1')
    expect(later(state, { type: 'pane', by: -1 }).output.target?.pane).toBe('%2')
    expect(next.view.session?.name).toBe('a')
  })
})

describe('dialogs', () => {
  test('ending a session asks first and names session and host', () => {
    const { state, commands } = run(fleet(), { type: 'ask', mode: 'kill' })
    expect(state.view).toMatchObject({
      mode: 'confirm',
      confirm: { question: 'End session notes on local, with 1 pane?' },
    })
    expect(commands).toEqual([])
    expect(later(state, { type: 'answer', yes: false }).view).toMatchObject({
      mode: 'normal',
      confirm: null,
    })
  })

  test('a session that may not be ended is refused without a question', () => {
    const own = session(1, 'a', { panes: [pane('%1', { ours: true })] })
    const state = later(fleet({ local: [own] }), { type: 'ask', mode: 'kill' })
    expect(state.view.mode).toBe('normal')
    expect(state.view.toast?.text).toBe(
      'fleetmux itself runs in this session. To end it, quit fleetmux.',
    )
  })

  test('help scrolls, and not past its end', () => {
    const state = later(fleet(), { type: 'ask', mode: 'help' }, { type: 'last' })
    expect(state.view.scroll).toBeGreaterThan(3)
    expect(later(state, { type: 'move', by: 5 }).view.scroll).toBe(state.view.scroll)
    expect(later(state, { type: 'first' }).view.scroll).toBe(0)
    expect(state.view.session).toEqual(fleet().view.session)
  })
})

describe('welcome', () => {
  const server = (of: object) => ({ type: 'server', host: 'local', server: of }) as never
  const alone = fleet({ local: [] })

  test('shows while this machine is alone and has no sessions', () => {
    expect(later(alone, server({ state: 'none' })).view.mode).toBe('welcome')
    expect(later(alone, server({ state: 'no-tmux' })).view.mode).toBe('welcome')
  })

  test('disappears as soon as there is a session or host', () => {
    const state = later(alone, server({ state: 'none' }), server(SERVER), {
      type: 'sessions',
      host: 'local',
      sessions: [session(1, 'a')],
    })
    expect(state.view.mode).toBe('normal')
  })

  test('is not shown if other hosts are known', () => {
    const state = later(fleet({ local: [], lab1: [] }), server({ state: 'none' }))
    expect(state.view.mode).toBe('normal')
  })
})

test('a failure is shown with its hint', () => {
  const failure = makeFailure({
    kind: 'unreachable',
    namesHost: true,
    what: 'lab1 is unreachable.',
    why: 'timed out',
    hint: 'Check the network.',
  })
  expect(later(fleet(), { type: 'failed', failure }).view.toast).toEqual({
    text: 'lab1 is unreachable. (timed out) Check the network.',
    tone: 'bad',
  })
})

test('a success without a text shows nothing', () => {
  expect(later(fleet(), { type: 'did', text: 'Sent.', quiet: true }).view.toast).toBeNull()
  expect(later(fleet(), { type: 'did', text: 'Sent.' }).view.toast?.tone).toBe('good')
})
