import { describe, expect, test } from 'vitest'
import { resolveKey } from '../../../src/ui/app/keymap.ts'
import type { UiState } from '../../../src/ui/model/ui-state.ts'
import { readForm } from '../../../src/ui/sessions/new-session-form.ts'
import { down, fleet, later, run, target } from '../fleet.ts'

const ask = (mode: 'filter' | 'command' | 'send' | 'new') => ({ type: 'ask', mode }) as const
const typed = (text: string) => ({ type: 'typed', text }) as const
const key = (state: UiState, name: string): ReturnType<typeof run> => {
  const pressed = resolveKey(state, name)
  return run(state, ...('intents' in pressed ? pressed.intents : []))
}

describe('filter', () => {
  test('applies while typing, stays after enter, disappears after escape', () => {
    const state = later(fleet(), ask('filter'), typed('tra'))
    expect(state.view.filter).toBe('tra')
    expect(key(state, 'Enter').state.view).toMatchObject({ mode: 'normal', filter: 'tra' })
    expect(key(state, 'Escape').state.view).toMatchObject({ mode: 'normal', filter: '' })
    expect(later(key(state, 'Enter').state, ask('filter')).view.line.text).toBe('tra')
  })
})

describe('a line', () => {
  test('to send is sent to the followed pane unchanged', () => {
    const state = later(fleet(), ask('send'), typed(' ls  -l; $(x) '))
    const sent = key(state, 'Enter')
    expect(sent.commands).toEqual([
      { type: 'send', target: target('local', 1), text: ' ls  -l; $(x) ', enter: true },
    ])
    expect(sent.state.view.mode).toBe('normal')
  })

  test('that was refused can be recalled', () => {
    const state = down(later(fleet(), ask('send'), typed('important')), 'local')
    const sent = key(state, 'Enter')
    expect(sent.commands).toEqual([])
    expect(sent.state.view.toast?.tone).toBe('bad')
    expect(later(sent.state, ask('send'), { type: 'recall', by: 1 }).view.line.text).toBe(
      'important',
    )
  })

  test('of commands has a history, from newest to oldest and back', () => {
    const both = ['help', 'log'].reduce(
      (state, word) =>
        later(key(later(state, ask('command'), typed(word)), 'Enter').state, { type: 'back' }),
      fleet(),
    )
    const recall = (...ways: (1 | -1)[]) =>
      later(both, ask('command'), ...ways.map(by => ({ type: 'recall', by }) as const)).view.line
        .text
    expect(recall(1)).toBe('log')
    expect(recall(1, 1)).toBe('help')
    expect(recall(1, 1, 1)).toBe('help')
    expect(recall(1, 1, -1)).toBe('log')
    expect(recall(1, -1)).toBe('')
  })

  test('of a command is completed and executed', () => {
    const state = key(later(fleet(), ask('command'), typed('attach lab2')), 'Tab').state
    expect(state.view.line.text).toBe('attach lab2/train ')
    expect(key(state, 'Enter').commands).toEqual([{ type: 'attach', target: target('lab2', 1) }])
  })

  test('with an unknown command suggests commands', () => {
    const { state } = key(later(fleet(), ask('command'), typed('quti')), 'Enter')
    expect(state.view).toMatchObject({
      mode: 'normal',
      toast: { text: 'There is no command quti. Did you mean quit?' },
    })
  })

  test('is edited by the usual keys', () => {
    const state = ['C-a', 'DC', 'C-e', 'C-h'].reduce(
      (at, name) => key(at, name).state,
      later(fleet(), ask('command'), typed('xhelpy')),
    )
    expect(state.view.line.text).toBe('help')
  })
})

describe('the form of a new session', () => {
  const form = later(fleet(), { type: 'move', by: 2 }, ask('new'))
  const field = (state: UiState) => state.view.form?.fields[state.view.form.current]?.name

  test('begins in the field for the name, with the selected host', () => {
    expect(field(form)).toBe('name')
    expect(readForm(form)).toEqual({ type: 'new', host: 'lab1' })
  })

  test('starts the session that it describes', () => {
    const filled = later(
      form,
      typed('web'),
      { type: 'next-field', by: 1 },
      typed('~/src'),
      { type: 'next-field', by: 1 },
      typed('npm start'),
    )
    const { state, commands } = key(filled, 'Enter')
    expect(commands).toEqual([
      { type: 'new-session', host: 'lab1', name: 'web', directory: '~/src', command: 'npm start' },
    ])
    expect(state.view).toMatchObject({ mode: 'normal', form: null })
  })

  test.each([
    ['name', 'a:b', 'tmux allows no : and no . in a name'],
    ['name', 'api', 'lab1 has a session of that name'],
    ['host', 'x', 'There is no host lab1x.'],
  ] as const)('marks %s %j and stays open', (name, text, error) => {
    const at = name === 'host' ? later(form, { type: 'next-field', by: -1 }) : form
    const { state, commands } = key(later(at, typed(text)), 'Enter')
    expect(commands).toEqual([])
    expect(state.view.form?.fields.find(each => each.name === name)?.error).toBe(error)
    expect(field(state)).toBe(name)
  })

  test('cycles through its fields and completes the host', () => {
    const host = later(
      form,
      { type: 'next-field', by: -1 },
      { type: 'edit', key: 'C-u' },
      typed('lo'),
      { type: 'next-field', by: 1 },
    )
    expect(host.view.form?.fields[0]?.line.text).toBe('local')
    expect(field(later(form, ...Array(4).fill({ type: 'next-field', by: 1 })))).toBe('name')
  })

  test('a host that is down is refused with its reason', () => {
    const { state } = key(down(form, 'lab1'), 'Enter')
    expect(state.view.form?.fields[0]?.error).toBe('lab1 refused the connection.')
  })
})
