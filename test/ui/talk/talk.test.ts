import { expect, test } from 'vitest'
import { cleanLines } from '../../../src/state/text/clean.ts'
import { resolveKey } from '../../../src/ui/app/keymap.ts'
import type { UiState } from '../../../src/ui/model/ui-state.ts'
import { talkLines } from '../../../src/ui/talk/talk-dialog.tsx'
import { fleet, later, type Run, run } from '../fleet.ts'

function pressed(state: UiState, ...keys: readonly string[]): Run {
  return keys.reduce<Run>(
    (now, key) => {
      const done = resolveKey(now.state, key)
      return 'intents' in done ? run(now.state, ...done.intents) : now
    },
    { state, commands: [] },
  )
}

function asked(): Run {
  const marked = pressed(fleet(), 'Space', 'j', 'Space').state
  const typed = run(pressed(marked, 'Q').state, { type: 'typed', text: 'who are you?' }).state
  return pressed(typed, 'Enter')
}

test('Q asks the marked sessions, and their answers stand beside each other as they come', () => {
  const { state, commands } = asked()
  const [command] = commands
  if (command?.type !== 'ask-agents') throw new Error('nobody was asked')
  expect(command.question).toBe('who are you?')
  expect(command.members).toHaveLength(2)
  const [one, two] = command.members
  const answer = (name = '', text = '') =>
    ({
      ...{ type: 'agent-answered' as const, talk: command.talk },
      answer: { name, state: 'answered', text: cleanLines(text), milliseconds: 2000 },
    }) as const
  const first = later(state, answer(two?.name, 'I am two'))
  expect(first.view.talk?.answers).toHaveLength(1)
  const all = later(first, answer(one?.name, 'I am one'))
  const lines = all.view.talk ? talkLines(all.view.talk, 80) : []
  expect(lines.some(line => /I am one +I am two/.test(line))).toBe(true)
  const other = { ...answer('x', 'y'), talk: 'another' }
  expect(later(all, other).view.talk).toBe(all.view.talk)
})

test('T opens a shell on the host, and attaches when it is there', () => {
  const { state, commands } = pressed(fleet(), 'T')
  expect(commands.map(({ type }) => type)).toEqual(['new-session'])
  expect(state.view.terminal).not.toBe('')
})
