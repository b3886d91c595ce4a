import { expect, test } from 'vitest'
import { dispatchInput } from '../../../src/ui/app/dispatch-input.ts'
import type { UiIntent } from '../../../src/ui/model/intent.ts'
import type { UiState } from '../../../src/ui/model/ui-state.ts'
import type { Token } from '../../../src/ui/terminal/keys.ts'
import { fleet, later, target } from '../fleet.ts'

/** What tokens ask for, one after the other. */
function pressed(state: UiState, ...tokens: readonly Token[]) {
  const intents: (UiIntent | { readonly own: string })[] = []
  let now = state
  dispatchInput(tokens, {
    getState: () => now,
    dispatch: intent => {
      intents.push(intent)
      now = later(now, intent)
    },
    own: key => intents.push({ own: key }),
  })
  return { intents, state: now }
}

const typing = later(fleet(), { type: 'ask', mode: 'type' })
const keys = (...of: readonly Token[]) => ({ type: 'keys', target: target('local', 1), keys: of })

test('text is dispatched as single keys', () => {
  expect(pressed(fleet(), { text: 'jjk' }).state.view.session?.name).toBe('shell')
})

test('a key that opens a line gives it the rest of the text', () => {
  const { intents, state } = pressed(fleet(), { text: 'j:new 日本' })
  expect(intents.slice(1)).toEqual([
    { type: 'ask', mode: 'command' },
    { type: 'typed', text: 'new 日本' },
  ])
  expect(state.view.line.text).toBe('new 日本')
})

test('a key that begins typing gives the pane the rest of the text', () => {
  expect(pressed(fleet(), { text: 'irm -i' }).intents).toEqual([
    { type: 'ask', mode: 'type' },
    keys({ text: 'rm -i' }),
  ])
})

test('one chunk for the pane is one command, in order', () => {
  const { intents } = pressed(typing, { text: 'a' }, { key: 'Enter' }, { paste: 'b\nc' })
  expect(intents).toEqual([keys({ text: 'a' }, { key: 'Enter' }, { paste: 'b\nc' })])
})

test('the escape chord in the middle ends it there', () => {
  const { intents } = pressed(typing, { text: 'a' }, { key: 'C-]' }, { text: 'k' })
  expect(intents).toEqual([keys({ text: 'a' }), { type: 'back' }, { type: 'move', by: -1 }])
})

test('ctrl-c goes to the pane while typing; otherwise it quits', () => {
  expect(pressed(typing, { key: 'C-c' }).intents).toEqual([keys({ key: 'C-c' })])
  expect(pressed(fleet(), { key: 'C-c' }).intents).toEqual([{ type: 'quit' }])
})

test('a paste is text in a line and never keys', () => {
  const line = later(fleet(), { type: 'ask', mode: 'send' })
  expect(pressed(line, { paste: 'x\ny' }).state.view.line.text).toBe('x y')
  expect(pressed(fleet(), { paste: 'xyq' }).intents).toEqual([
    expect.objectContaining({ type: 'say' }),
  ])
})

test('a paste in a dialog is not sent to keys that do something else there', () => {
  const work = later(fleet(), { type: 'ask', mode: 'work' })
  expect(pressed(work, { paste: 'x' }).intents).toEqual([
    { type: 'say', text: 'Paste is not possible here.' },
  ])
})

test('the mouse', () => {
  const at = { x: 3, y: 4 }
  const mouse = (kind: 'press' | 'release' | 'wheel', button: number) =>
    pressed(fleet(), { mouse: { kind, button, ...at } }).intents
  expect(mouse('press', 0)).toEqual([{ type: 'click', ...at }])
  expect(mouse('wheel', -1)).toEqual([{ type: 'wheel', ...at, by: -1 }])
  expect(mouse('release', 0)).toEqual([])
  expect(mouse('press', 2)).toEqual([])
})

test('keys for the screen itself are passed to the screen', () => {
  expect(pressed(fleet(), { key: 'C-l' }).intents).toEqual([{ own: 'C-l' }])
})

test('a space is a key like others', () => {
  const help = later(fleet(), { type: 'ask', mode: 'help' })
  expect(pressed(help, { text: ' ' }).intents).toEqual([{ type: 'page', by: 0.5 }])
})
