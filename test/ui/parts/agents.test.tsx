import { Box } from 'ink'
import { describe, expect, test } from 'vitest'
import { Answer } from '../../../src/ui/answer/answer-dialog.tsx'
import { Explain } from '../../../src/ui/answer/explain-dialog.tsx'
import type { UiState } from '../../../src/ui/model/ui-state.ts'
import { SessionList } from '../../../src/ui/sessions/session-list.tsx'
import { layoutOf } from '../../../src/ui/view/layout.ts'
import { asks, DEPLOY, NAME, reads } from '../../state/agent.ts'
import { fleet, later } from '../fleet.ts'
import { printed } from './printed.tsx'

const busy = (columns: number, rows: number) =>
  later(
    fleet(undefined, { columns, rows }),
    reads('lab1', 1, 'working'),
    reads('lab1', 1, 'idle'),
    asks('lab1', 3),
    reads('lab2', 1, 'failed', { code: 2 }),
    reads('lab1', 2, 'working'),
    reads('local', 1, 'unknown'),
    reads('local', 2, 'idle'),
  )

function list(state: UiState): string {
  const area = layoutOf(state.view).sessions
  if (!area) throw new Error('no list')
  const at = { ...area, x: 0, y: 0 }
  return printed(
    state,
    <Box width={at.width} height={at.height}>
      <SessionList area={at} />
    </Box>,
  )
}

function dialog(state: UiState): string {
  const { view } = state
  return printed(
    state,
    <Box width={view.columns} height={view.rows - 2}>
      {view.answer && <Answer answer={view.answer} />}
      {view.mode === 'explain' && <Explain />}
    </Box>,
  )
}

test('sessions that need a person come first, with the question if there is room', () => {
  expect(list({ ...busy(80, 34) })).toMatchInlineSnapshot(`
    "
    ┏━ ▸ Sessions 6 ━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━ by name ━┓
    ┃ Needs you  3                                                                 ┃
    ┃ ! lab1/s2                     claude (ssh)    Deploy to production?      now ┃
    ┃ ✗ lab2/train                  claude (ssh)                               now ┃
    ┃ ✓ lab1/api                    claude (ssh)                               now ┃
    ┃ local  2                                                                     ┃
    ┃▌? notes                       claude                                     now ┃
    ┃ ○ shell                       claude                                     now ┃
    ┃ lab1 (ssh)  3                                                                ┃
    ┃ ◉ s10                         claude (ssh)                               now ┃
    ┃ lab2 (ssh)  1                                                                ┃
    ┃                                                                              ┃
    ┗━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━┛
    "
  `)
})

test('a narrow list shows the question instead of the program, in ASCII too', () => {
  const state = busy(120, 16)
  expect(
    list({ ...state, settings: { ...state.settings, borders: 'ascii' } }),
  ).toMatchInlineSnapshot(`
    "
    += > Sessions 6 =========== by name =+
    | Needs you  3                       |
    | ! lab1/s2 Deploy to prod~      now |
    | x lab2/train     claude        now |
    | = lab1/api       claude        now |
    | local  2                           |
    |>? notes          claude        now |
    | o shell          claude        now |
    | lab1 (ssh)  3                      |
    | % s10            claude        now |
    | lab2 (ssh)  1                      |
    |                                    |
    |                                    |
    +====================================+
    "
  `)
})

describe.each([
  [80, 24],
  [120, 40],
  [40, 10],
] as const)('%ix%i', (columns, rows) => {
  const open = (...messages: Parameters<typeof later>[1][]) =>
    later(fleet(undefined, { columns, rows }), ...messages, { type: 'ask', mode: 'answer' })

  test('a question is shown completely or marked as cut, and its answers always', () => {
    const long = { ...DEPLOY, text: `Run this?\n${'rm -rf x; '.repeat(40)}END` }
    const text = dialog(open(asks('lab1', 1, long), asks('lab2', 1)))
    for (const part of ['Answer 1 of 2', 'lab1/api', 'Run this?', '1', 'Yes, always'])
      expect(text).toContain(part)
    expect(text.includes('END') || text.includes('the question continues')).toBe(true)
    expect(text.includes('END')).toBe(rows > 10)
  })
})

describe('the answer dialog', () => {
  const one = later(fleet(), asks('lab1', 1))
  const open = later(one, { type: 'ask', mode: 'answer' })

  test('shows its title, the agent, the question and the keys', () => {
    expect(dialog(open)).toMatchInlineSnapshot(`
      "
        ┏━ ▸ Answer 1 of 1 ━━━━━━━━━━━━━━━━━━━━━━━ tab: next question, esc: close ━┓
        ┃ lab1/api  claude waits                                                   ┃
        ┃                                                                          ┃
        ┃ Deploy to production?                                                    ┃
        ┃                                                                          ┃
        ┃ ▌ 1      Yes                                                             ┃
        ┃   2      No                                                              ┃
        ┃   y      Yes, always                                                     ┃
        ┗━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━┛
      "
    `)
  })

  test('shows the typed answer', () => {
    const text = dialog(
      later(
        fleet(),
        asks('lab1', 1, NAME),
        { type: 'ask', mode: 'answer' },
        { type: 'typed', text: 'bob' },
      ),
    )
    expect(text).toContain('Answer 1 of 1, in words')
    expect(text).toContain('answer: bob')
  })

  test('says that the agent no longer asks the question', () => {
    expect(dialog(later(open, reads('lab1', 1, 'working')))).toContain('no longer asks this')
  })

  test('keeps texts of a pane within its borders', () => {
    const evil = { ...DEPLOY, text: 'a\x1b[2J\x1b]0;owned\x07b\u202e日本' }
    const text = dialog(later(fleet(), asks('lab1', 1, evil), { type: 'ask', mode: 'answer' }))
    expect(text).not.toMatch(/[\x00-\x09\x0b-\x1f]|owned/)
  })
})

test('explain shows the trace of the selected agent', () => {
  const state = later(fleet(), asks('local', 1), { type: 'ask', mode: 'explain' })
  const text = dialog(state)
  expect(text).toContain('Explain local/notes:0.0')
  expect(text).toMatch(/> screen {2}permission-box {2}waiting {2}Deploy to production\?/)
})
