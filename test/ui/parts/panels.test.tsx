import { Box } from 'ink'
import { describe, expect, test } from 'vitest'
import { clean } from '../../../src/state/text/clean.ts'
import { PoolList } from '../../../src/ui/hosts/pool-list.tsx'
import type { UiState } from '../../../src/ui/model/ui-state.ts'
import type { Panel } from '../../../src/ui/model/view.ts'
import { OutputPanel } from '../../../src/ui/output/output-panel.tsx'
import { SessionList } from '../../../src/ui/sessions/session-list.tsx'
import { sessionRowsOf } from '../../../src/ui/sessions/session-list-rows.ts'
import { layoutOf } from '../../../src/ui/view/layout.ts'
import { record } from '../../state/pool-fleet.ts'
import {
  down,
  fleet,
  later,
  NOW,
  numbered,
  pane,
  SERVER,
  screen,
  session,
  target,
} from '../fleet.ts'
import { printed } from './printed.tsx'

const dead = (number: number, name: string, code: number) =>
  session(number, name, { panes: [pane(`%${number}`, { dead: { code } })] })
const HOSTS = {
  local: [
    session(1, 'me', { panes: [pane('%1', { ours: true })] }),
    session(2, 'shell', { attached: 2 }),
  ],
  build: [
    session(1, 'claude-1', {
      panes: [pane('%1', { command: 'claude', title: 'Fixing the login' })],
    }),
    session(2, 'quiet', { activity: NOW - 400_000 }),
    dead(3, 'worked', 0),
    dead(4, 'failed', 2),
    session(5, '日本語の名前', { activity: NOW - 90_000 }),
  ],
  bare: [],
  old: [session(1, 'kept')],
}

function busy(columns: number, rows: number): UiState {
  const base = fleet(HOSTS, { columns, rows })
  const capacity = [...base.hosts.values()].map(({ config }) =>
    config.name === 'build' ? { ...config, capacity: 8 } : config,
  )
  return down(
    later(
      base,
      { type: 'configured', hosts: capacity, settings: base.settings },
      { type: 'server', host: 'bare', server: { state: 'no-tmux' } },
      {
        type: 'server',
        host: 'build',
        server: { ...SERVER, path: 'swept', note: clean('tmux 2.9') },
      },
      { type: 'round-trip', host: 'build', milliseconds: 23.6 },
      {
        type: 'screen',
        target: target('local', 2),
        screen: screen(numbered(0, 24), { cursor: { x: 3, y: 23 } }),
      },
    ),
    'old',
  )
}

/** The panel alone, as large as it is in that layout. */
function panel(state: UiState, name: Panel): string {
  const area = layoutOf({
    ...state.view,
    panel: name,
    list: name === 'output' ? 'sessions' : name,
  })[name]
  if (!area) throw new Error(`no ${name}`)
  const at = { ...area, x: 0, y: 0 }
  return printed(
    state,
    <Box width={at.width} height={at.height}>
      {name === 'pool' && <PoolList area={at} />}
      {name === 'sessions' && <SessionList area={at} />}
      {name === 'output' && <OutputPanel area={at} covered={false} />}
    </Box>,
  )
}

describe('80x24', () => {
  const state = busy(80, 24)

  test('sessions', () => {
    expect(panel(state, 'sessions')).toMatchInlineSnapshot(`
      "
      ┏━ ▸ Sessions 8 ━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━ by name ━┓
      ┃ local  2                                                                     ┃
      ┃ ● me (this)                   bash                                       now ┃
      ┃▌● shell @2                    bash                                       now ┃
      ┃ build (ssh)  5                                                               ┃
      ┃ ● claude-1                    claude          Fixing the login           now ┃
      ┃ ✗ failed                      bash                                    exit 2 ┃
      ┃ ○ quiet                       bash                                        5m ┃
      ┗━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━┛
      "
    `)
  })

  test('sessions, flat, by activity, filtered', () => {
    const flat = later(
      state,
      { type: 'group' },
      { type: 'sort', by: 'activity' },
      { type: 'filter', text: 'e !kept' },
    )
    expect(panel(flat, 'sessions')).toMatchInlineSnapshot(`
      "
      ┏━ ▸ Sessions 6 ━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━ /e !kept by activity, flat ━┓
      ┃ ● build            claude-1            claude      Fixing the login      now ┃
      ┃ ✗ build            failed              bash (ssh)                     exit 2 ┃
      ┃ ● local            me (this)           bash                              now ┃
      ┃▌● local            shell @2            bash                              now ┃
      ┃ ✓ build            worked              bash (ssh)                     exit 0 ┃
      ┃ ○ build            quiet               bash (ssh)                         5m ┃
      ┃                                                                              ┃
      ┗━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━┛
      "
    `)
  })

  test('pool', () => {
    expect(panel(later(state, { type: 'focus', panel: 'pool' }), 'pool')).toMatchInlineSnapshot(`
      "
      ┏━ ▸ Pool 4 ━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━ sessions ━┓
      ┃▌● local up                                                                 2 ┃
      ┃ ● build up 24 ms, polled: tmux 2.9                                       5/8 ┃
      ┃ ● bare  no tmux                                                            0 ┃
      ┃ ✗ old   down: refused the connection.                                     1? ┃
      ┃                                                                              ┃
      ┃                                                                              ┃
      ┃                                                                              ┃
      ┗━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━┛
      "
    `)
  })

  test('output', () => {
    expect(panel(state, 'output')).toMatchInlineSnapshot(`
      "
      ╭─ local/shell:0.0  bash  80x24 ──────────────────────────────────────── LIVE ─╮
      │line 13                                                                       │
      │line 14                                                                       │
      │line 15                                                                       │
      │line 16                                                                       │
      │line 17                                                                       │
      │line 18                                                                       │
      │line 19                                                                       │
      │line 20                                                                       │
      │line 21                                                                       │
      │line 22                                                                       │
      │line 23                                                                       │
      ╰──────────────────────────────────────────────────────────────────────────────╯
      "
    `)
  })

  test('output after the session has ended', () => {
    const gone = later(state, { type: 'sessions', host: 'local', sessions: [] })
    expect(panel(gone, 'output')).toMatchInlineSnapshot(`
      "
      ╭─ local/shell ──────────────────────────────────────────────────────── ENDED ─╮
      │line 15                                                                       │
      │line 16                                                                       │
      │line 17                                                                       │
      │line 18                                                                       │
      │line 19                                                                       │
      │line 20                                                                       │
      │line 21                                                                       │
      │line 22                                                                       │
      │line 23                                                                       │
      │ Session shell has ended.                                                     │
      │ To follow another session, select it and press Enter.                        │
      ╰──────────────────────────────────────────────────────────────────────────────╯
      "
    `)
  })
})

describe('160x45', () => {
  const state = busy(160, 45)

  test('sessions', () => {
    expect(panel(state, 'sessions').split('\n').slice(0, 14).join('\n')).toMatchInlineSnapshot(`
      "
      ┏━ ▸ Sessions 8 ━━━━━━━━━━━━━━━━━━━━━ by name ━┓
      ┃ local  2                                     ┃
      ┃ ● me (this)             bash             now ┃
      ┃▌● shell @2              bash             now ┃
      ┃ build (ssh)  5                               ┃
      ┃ ● claude-1              claude           now ┃
      ┃ ✗ failed                bash          exit 2 ┃
      ┃ ○ quiet                 bash              5m ┃
      ┃ ✓ worked                bash          exit 0 ┃
      ┃ ○ 日本語の名前          bash              1m ┃
      ┃ bare (ssh)  no tmux on this host             ┃
      ┃ old (ssh)  down: refused the connection.     ┃
      ┃ ? kept                  bash             now ┃"
    `)
  })

  test('pool', () => {
    expect(panel(state, 'pool').split('\n').slice(0, 7).join('\n')).toMatchInlineSnapshot(`
      "
      ╭─ Pool 4 ──────── sessions ─╮
      │▌● local up               2 │
      │ ● build up 24 ms, pol… 5/8 │
      │ ● bare  no tmux          0 │
      │ ✗ old   down: refused…  1? │
      │                            │"
    `)
  })
})

test('an empty list is friendly', () => {
  const none = later(fleet(HOSTS), { type: 'filter', text: 'nothing has this' })
  expect(panel(none, 'sessions')).toContain('No session matches the filter. esc clears the filter.')
  expect(panel(none, 'pool')).toContain('No host matches.')
})

describe('sessions of one start', () => {
  const ids = ['1a2b', '3c4d'].map(end => `sess-20260502-203014-${end}`)
  const [one = '', two = ''] = ids
  const sessions = new Map([
    [one, record(one, { prompt: '\nfix the flaky test\nand so on' })],
    [two, record(two, { prompt: 'update the docs' })],
  ])
  const started = (columns: number) =>
    later(
      fleet(
        { build: ids.map((id, index) => session(index + 1, id, { tracked: id })) },
        { columns, rows: 20 },
      ),
      { type: 'registry', registry: { sessions, pool: new Map() } },
    )

  test('are found by the words of their prompts, which the list shows', () => {
    const found = (text: string) =>
      sessionRowsOf(later(started(120), { type: 'filter', text })).map(row => row.session.name)
    expect(found('flaky')).toEqual([one])
    expect(found('update !flaky')).toEqual([two])
    expect(found('nothing')).toEqual([])
  })

  test('are told apart by their prompts, and by the ends of their ids', () => {
    for (const columns of [60, 80, 120]) {
      const drawn = panel(started(columns), 'sessions')
      for (const text of ['1a2b', '3c4d', 'fix the', 'update']) expect(drawn).toContain(text)
    }
    expect(panel(started(120), 'sessions')).toContain('1a2b fix the')
  })

  test('have their prompt in the title of the output', () => {
    expect(panel(started(120), 'output')).toContain('build/…1a2b  fix the flaky test')
  })
})
