import { describe, expect, test } from 'vitest'
import { makeFailure } from '../../../src/state/model/failure.ts'
import { resolveKey } from '../../../src/ui/app/keymap.ts'
import { textOf } from '../../../src/ui/edit/block.ts'
import type { UiState } from '../../../src/ui/model/ui-state.ts'
import type { UiMessage } from '../../../src/ui/view/step.ts'
import { down, fleet, later, NOW, pane, type Run, run, session, target, up } from '../fleet.ts'

const MARKED = later(fleet(), { type: 'mark', what: 'one' }, { type: 'mark', what: 'one' })
const open: UiMessage = { type: 'ask', mode: 'compose' }
const type = (text: string): UiMessage => ({ type: 'typed', text })
const written = later(MARKED, open, type('hello\nyou'))

/** Presses keys as the screen does. */
function pressing(state: UiState, ...keys: readonly string[]): Run {
  return keys.reduce<Run>(
    (before, key) => {
      const pressed = resolveKey(before.state, key)
      const { state: next, commands } = run(
        before.state,
        ...('intents' in pressed ? pressed.intents : []),
      )
      return { state: next, commands: [...before.commands, ...commands] }
    },
    { state, commands: [] },
  )
}

const text = ({ view }: UiState) => (view.composer ? textOf(view.composer.block) : null)

describe('the recipients', () => {
  test('are the marked sessions', () => {
    expect(written.view.composer?.aims).toEqual([target('local', 1), target('local', 2)])
  })
  test('are the selected session if nothing is marked', () => {
    expect(later(fleet(), open).view.composer?.aims).toEqual([target('local', 1)])
  })
  test('without a recipient, it says so', () => {
    const none = later(fleet({ local: [] }), open)
    expect([none.view.mode, none.view.toast?.text]).toEqual([
      'normal',
      'No session is marked or selected.',
    ])
  })
  test('are those at the time when the composer was opened', () => {
    const state = later(written, { type: 'mark', what: 'none' }, { type: 'submit' })
    expect(state.view.composer?.shown.map(({ name }) => name)).toEqual([
      'local/notes:0.0',
      'local/shell:0.0',
    ])
  })
})

describe('the text', () => {
  test('keeps the lines of a paste', () => expect(text(written)).toBe('hello\nyou'))
  test('takes a new line by alt-enter and ctrl-j, a tab by tab', () => {
    expect(text(pressing(written, 'M-Enter', 'C-j', 'Tab').state)).toBe('hello\nyou\n\n\t')
  })
  test('is kept when the composer is closed and opened again', () => {
    const closed = pressing(written, 'Escape').state
    expect([closed.view.mode, closed.view.composer]).toEqual(['normal', null])
    expect(text(later(closed, open))).toBe('hello\nyou')
  })
  test('goes to the editor and comes back', () => {
    const { state, commands } = pressing(written, 'C-o')
    expect(commands).toEqual([{ type: 'edit-text', text: 'hello\nyou' }])
    expect(text(later(state, { type: 'edited', text: 'bye' }))).toBe('bye')
  })
  test('that tmux cannot send is refused before the recipients are shown', () => {
    const state = pressing(later(written, type('\0')), 'Enter').state
    expect([state.view.mode, state.view.toast?.tone]).toEqual(['compose', 'bad'])
    expect(state.view.toast?.text).toContain('NUL')
  })
})

describe('the way of sending', () => {
  test('cycles', () => {
    const ways = [1, 2, 3, 4].map(
      count => pressing(written, ...Array(count).fill('C-t')).state.view.composer?.mode,
    )
    expect(ways).toEqual(['no-enter', 'literal', 'keys', 'submit'])
  })
  test('only at a prompt: other panes are refused and listed', () => {
    const busy = up(MARKED, 'local', [
      session(1, 'notes', { panes: [pane('%1', { command: 'vi' })] }),
      session(2, 'shell'),
    ])
    const { state } = pressing(later(busy, open, type('x')), 'C-g', 'Enter')
    expect(state.view.composer?.shown.map(({ failure }) => failure?.kind)).toEqual([
      'refused',
      undefined,
    ])
  })
})

describe('sending', () => {
  test('shows the recipients first and types nothing before', () => {
    const { state, commands } = pressing(written, 'Enter')
    expect([state.view.mode, state.view.composer?.shown.length, commands]).toEqual([
      'recipients',
      2,
      [],
    ])
  })

  test('sends to the listed recipients, byte for byte, and shows the receipts', () => {
    const { state, commands } = pressing(written, 'Enter', 'Enter')
    expect(commands).toMatchObject([
      {
        type: 'broadcast',
        text: 'hello\nyou',
        how: { mode: 'submit', deadline: 10_000 },
        targets: [{ target: target('local', 1) }, { target: target('local', 2) }],
      },
    ])
    expect([state.view.mode, state.view.receipts, state.view.composer]).toEqual([
      'receipts',
      1,
      null,
    ])
  })

  test('escape goes back to the text, and nothing is sent', () => {
    const { state, commands } = pressing(written, 'Enter', 'Escape')
    expect([state.view.mode, text(state), commands]).toEqual(['compose', 'hello\nyou', []])
  })

  test('is refused if no recipient can get the text', () => {
    const { state, commands } = pressing(down(written, 'local'), 'Enter', 'Enter')
    expect([state.view.mode, state.view.toast?.text, commands]).toEqual([
      'recipients',
      'No recipient can receive the text.',
      [],
    ])
  })

  test('to more recipients than the limit needs their number typed', () => {
    const few = { ...written, settings: { ...written.settings, confirmAbove: 1 } }
    const asked = pressing(few, 'Enter', 'Enter')
    expect([asked.state.view.mode, asked.commands]).toEqual(['recipients', []])
    expect(asked.state.view.toast?.text).toContain('Type 2')
    expect(pressing(later(asked.state, type('3')), 'Enter').commands).toEqual([])
    expect(pressing(later(asked.state, type('2')), 'Enter').commands).toHaveLength(1)
  })

  test('by command: sends the text unchanged, with the same confirmation', () => {
    const state = later(MARKED, { type: 'ask', mode: 'compose', text: ' a  "b" ' })
    expect(state.view.mode).toBe('recipients')
    expect(pressing(state, 'Enter').commands).toMatchObject([{ text: ' a  "b" ' }])
  })
})

describe('earlier texts', () => {
  const sent = pressing(written, 'Enter', 'Enter', 'Escape').state
  const again = later(sent, open, type('new'))

  test('are recalled with up on the first line; down returns to the new text', () => {
    const back = pressing(again, 'Up').state
    expect(text(back)).toBe('hello\nyou')
    expect(text(pressing(back, 'C-n').state)).toBe('new')
    expect(text(pressing(back, 'Up', 'Up', 'Down', 'Down').state)).toBe('new')
  })
  test('are of the same kind: keys are not offered as texts', () => {
    expect(text(pressing(again, 'C-t', 'C-t', 'C-t', 'C-p').state)).toBe('new')
  })
})

describe('interrupting', () => {
  test('asks first, then sends C-c to the marked sessions', () => {
    const { state, commands } = pressing(MARKED, 'I')
    expect([state.view.mode, state.view.composer?.shown.length, commands]).toEqual([
      'recipients',
      2,
      [],
    ])
    expect(pressing(state, 'Enter').commands).toMatchObject([
      { text: 'C-c', how: { mode: 'keys' } },
    ])
    expect(pressing(state, 'Escape').state.view.mode).toBe('normal')
  })

  test('from the delivery report interrupts the panes that may have got the text', () => {
    const receipts = later(pressing(written, 'Enter', 'Enter').state, {
      type: 'receipt',
      id: 1,
      target: target('local', 1),
      receipt: { word: 'failed', open: false, typed: 'nothing' },
    })
    const { state } = pressing(receipts, 'I')
    expect(state.view.composer?.shown.map(({ target: to }) => to)).toEqual([target('local', 2)])
    const { commands } = pressing(state, 'Enter')
    expect(commands).toMatchObject([{ text: 'C-c', targets: [{ target: target('local', 2) }] }])
    expect(pressing(state, 'Escape').state.view.mode).toBe('receipts')
  })
})

describe('receipts', () => {
  const sent = pressing(written, 'Enter', 'Enter').state
  const failure = makeFailure({ kind: 'late', what: 'It took too long.' })
  const failed = later(sent, {
    type: 'receipt',
    id: 1,
    target: target('local', 2),
    receipt: { word: 'failed', open: false, failure, typed: 'nothing' },
  })

  test('r sends again only to the panes that did not get the text', () => {
    expect(pressing(failed, 'r').commands).toMatchObject([
      { type: 'broadcast', id: 1, targets: [{ target: target('local', 2) }] },
    ])
    expect(pressing(sent, 'r').state.view.toast?.text).toBe('No recipient of this text failed.')
  })

  test('close and open again; there is no report before the first', () => {
    const closed = pressing(failed, 'Escape').state
    expect(closed.view.mode).toBe('normal')
    expect(pressing(closed, 'R').state.view.mode).toBe('receipts')
    expect(pressing(fleet(), 'R').state.view.toast?.text).toContain('Nothing has been sent yet.')
    expect(pressing(failed, '[').state.view.toast?.text).toContain('No earlier report')
  })

  test('turn to the reports of earlier and later texts', () => {
    const two = pressing(failed, 'I', 'Enter').state
    expect(two.view.receipts).toBe(2)
    const before = pressing(two, '[').state
    expect(before.view.receipts).toBe(1)
    expect(pressing(before, ']').state.view.receipts).toBe(2)
    expect(before.now).toBe(NOW)
  })
})
