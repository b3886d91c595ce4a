import { describe, expect, test } from 'vitest'
import { keysMarkdown } from '../../../src/ui/app/key-doc.ts'
import { bindings, footerHints, helpRows, isOpen, resolveKey } from '../../../src/ui/app/keymap.ts'
import { modesWith, PROMPTS } from '../../../src/ui/model/mode.ts'
import type { UiState } from '../../../src/ui/model/ui-state.ts'
import type { Mode, Panel } from '../../../src/ui/model/view.ts'
import { ESCAPE_CHORD } from '../../../src/ui/view/binding.ts'
import { keyName } from '../../../src/ui/view/key-names.ts'
import { down, fleet, later, numbered, pane, screen, session, target } from '../fleet.ts'

const PANELS: readonly Panel[] = ['pool', 'sessions', 'output']
const modes = modesWith(() => true)
const places = modes.flatMap(mode => PANELS.map(panel => ({ mode, panel })))

const asked = (state: UiState, key: string) => {
  const pressed = resolveKey(state, key)
  return 'intents' in pressed ? pressed.intents : 'own'
}
const inPanel = (panel: Panel, state = fleet()) => later(state, { type: 'focus', panel })
const shown = later(fleet(), {
  type: 'screen',
  target: target('local', 1),
  screen: screen(numbered(0, 30), { history: 5 }),
})

describe('the table of key bindings', () => {
  test.each(places)('has no key with two rows in $mode, $panel', place => {
    const keys = bindings.filter(each => isOpen(each, place)).flatMap(each => each.keys)
    expect(keys.filter((key, index) => keys.indexOf(key) !== index)).toEqual([])
  })

  test.each(modes)('has a way out of %s', mode => {
    const keys = bindings.filter(each => each.modes.includes(mode)).flatMap(each => each.keys)
    expect(keys).toContain(mode === 'type' ? ESCAPE_CHORD : 'C-c')
  })

  test('binds no printable character where text is typed', () => {
    const texts = [
      ...PROMPTS,
      ...modesWith(({ edits }) => edits !== undefined),
      'type',
      'recipients',
    ] as readonly Mode[]
    const rows = bindings.filter(each => each.modes.some(mode => texts.includes(mode)))
    expect(rows.flatMap(each => each.keys).filter(key => key.length === 1)).toEqual([])
  })

  test('has a description for each key', () => {
    for (const each of bindings) expect(each.label).toMatch(/^\S.{1,70}$/)
  })

  test('is documented completely in docs/keys.md', () => {
    const page = keysMarkdown()
    for (const each of bindings) {
      expect(page).toContain(each.label)
      for (const key of each.keys)
        expect(page).toContain(key === ESCAPE_CHORD ? 'ctrl-]' : keyName(key))
    }
  })
})

describe('a key', () => {
  test('without a binding gives a hint', () => {
    expect(asked(fleet(), 'F9')).toEqual([
      { type: 'say', text: 'F9 does nothing here. ? shows the keys.' },
    ])
  })

  test.each([
    ['s', 'pool', 'j', { type: 'move', by: 1 }],
    ['moves', 'sessions', 'Down', { type: 'move', by: 1 }],
    ['jumps', 'sessions', '7', { type: 'jump', row: 7 }],
    ['filters', 'sessions', '/', { type: 'ask', mode: 'filter' }],
    ['searches', 'output', '/', { type: 'ask', mode: 'search' }],
    ['goes round', 'pool', 'BTab', { type: 'focus', panel: 'previous' }],
    ['quits', 'output', 'C-c', { type: 'quit' }],
    ['attaches', 'sessions', 'a', { type: 'attach', target: target('local', 1) }],
    ['sends', 'output', 's', { type: 'ask', mode: 'send' }],
  ] as const)('%s in %s: %s', (_, panel, key, intent) => {
    expect(asked(inPanel(panel, shown), key)).toEqual([intent])
  })

  test('n goes to the next match in a search; otherwise it starts agents', () => {
    const output = inPanel('output', shown)
    expect(asked(output, 'n')).toEqual([{ type: 'ask', mode: 'launch' }])
    const searched = later(
      output,
      { type: 'ask', mode: 'search' },
      { type: 'typed', text: 'line' },
      { type: 'submit' },
      { type: 'hush' },
    )
    expect(asked(searched, 'n')).toEqual([{ type: 'match', by: 1 }])
    expect(asked(searched, 'N')).toEqual([{ type: 'match', by: -1 }])
  })

  test('that does not work now gives the reason', () => {
    const own = fleet({ local: [session(1, 'a', { panes: [pane('%1', { ours: true })] })], h: [] })
    expect(asked(own, 'i')).toEqual([{ type: 'say', text: 'fleetmux itself runs in this pane.' }])
    expect(asked(own, 'x')).toEqual([
      { type: 'say', text: 'fleetmux itself runs in this session. To end it, quit fleetmux.' },
    ])
    const dead = fleet({ local: [session(1, 'a', { panes: [pane('%1', { dead: { code: 1 } })] })] })
    expect(asked(dead, 's')).toEqual([
      { type: 'say', text: 'The program in a has ended, so it accepts no input.' },
    ])
    expect(asked(down(fleet(), 'local'), 's')).toEqual([
      { type: 'say', text: 'local refused the connection.' },
    ])
    expect(asked(fleet(), 'r')).toEqual([{ type: 'say', text: 'local is connected.' }])
    expect(asked(inPanel('output'), 'f')).toEqual([{ type: 'say', text: 'The output is live.' }])
  })

  test('configured as escape chord leaves typing', () => {
    const typing = later(
      { ...fleet(), settings: { ...fleet().settings, escape: 'C-\\' } },
      { type: 'ask', mode: 'type' },
    )
    expect(asked(typing, 'C-\\')).toEqual([{ type: 'back' }])
    expect(footerHints(typing)).toEqual([{ keys: 'ctrl-\\', label: 'back to fleetmux' }])
  })

  test('y, and only y, ends exactly the session in the question', () => {
    const confirm = later(fleet(), { type: 'ask', mode: 'kill' })
    expect(asked(confirm, 'y')).toEqual([
      { type: 'answer', yes: true },
      { type: 'kill', host: 'local', server: '7:9', session: '$1', name: 'notes' },
    ])
    for (const key of ['n', 'Enter', 'Escape', 'q']) {
      expect(asked(confirm, key)).toEqual([{ type: 'answer', yes: false }])
    }
  })
})

describe('footer', () => {
  const labels = (state: UiState) => footerHints(state).map(each => each.label)

  test('shows what works in this panel', () => {
    expect(labels(shown)).toEqual([
      'output',
      'send',
      'type',
      'attach',
      'new',
      'filter',
      'panel',
      'end',
      'wall',
      'mark',
      'broadcast',
      'keys',
      'quit',
    ])
    expect(labels(inPanel('output', shown))).not.toContain('live')
    expect(labels(later(inPanel('output', shown), { type: 'move', by: -3 }))[0]).toBe('live')
  })

  test('does not show keys that would be refused', () => {
    const lost = down(fleet(), 'local')
    expect(labels(lost)).not.toContain('send')
    expect(labels(lost)).toContain('redial')
  })

  test.each(places)(
    'every key that it shows in $mode, $panel is not refused',
    ({ mode, panel }) => {
      const state = { ...shown, view: { ...shown.view, mode, panel } }
      for (const { keys } of footerHints(state)) {
        const row = bindings.find(
          each => isOpen(each, state.view) && each.keys.some(key => keyName(key) === keys),
        )
        expect(row?.refused?.(state) ?? null).toBeNull()
      }
    },
  )
})

test('help lists the keys of the focused panel, and why some do not work', () => {
  const help = later(inPanel('output', down(fleet(), 'local')), { type: 'ask', mode: 'help' })
  expect(helpRows(help)).toContainEqual({
    keys: 's',
    label: 'send a line to the followed pane',
    refused: 'local refused the connection.',
  })
  expect(helpRows(help).map(row => row.keys)).not.toContain('1 2 3 4 5 6 7 8 9')
})

test.each([
  ['C-u', 'ctrl-u'],
  ['PPage', 'PgUp'],
  ['C-M-Left', 'ctrl-alt-left'],
  ['-', '-'],
  ['C--', 'ctrl--'],
  ['BTab', 'shift-tab'],
])('%s is called %s', (key, name) => {
  expect(keyName(key)).toBe(name)
})

test('the message for one key is not shown for the next key', () => {
  const told = later(inPanel('pool'), { type: 'say', text: 'No pane is followed.' })
  expect(asked(told, 'j')).toEqual([{ type: 'hush' }, { type: 'move', by: 1 }])
  expect(later(told, { type: 'hush' }).view.toast).toBeNull()
  expect(asked(inPanel('pool'), 'j')).toEqual([{ type: 'move', by: 1 }])
})
