import { describe, expect, test } from 'vitest'
import { makeQuestion } from '../../../src/state/model/agents/agent.ts'
import { makeFailure } from '../../../src/state/model/failure.ts'
import type { Command } from '../../../src/state/model/messages/command.ts'
import { resolveKey } from '../../../src/ui/app/keymap.ts'
import { update } from '../../../src/ui/app/update.ts'
import type { UiState } from '../../../src/ui/model/ui-state.ts'
import type { UiMessage } from '../../../src/ui/view/step.ts'
import { asks, DEPLOY, NAME, reads } from '../../state/agent.ts'
import { fleet, later, NOW, pane, session, target, up } from '../fleet.ts'

interface Played {
  state: UiState
  at: number
  sent: Command[]
}

function play(state: UiState): Played {
  return { state, at: NOW + 60_000, sent: [] }
}

/** Messages, or keys as a person presses them, a second apart. */
function then(played: Played, ...steps: readonly (UiMessage | string)[]): Played {
  for (const each of steps) {
    played.at += 1000
    now(played, each)
  }
  return played
}

/** In the same moment as what was before. */
function now(played: Played, each: UiMessage | string): Played {
  const pressed = typeof each === 'string' ? resolveKey(played.state, each) : { intents: [each] }
  for (const message of 'intents' in pressed ? pressed.intents : []) {
    const { state, commands } = update(played.state, message, played.at)
    played.state = state
    for (const command of commands) {
      if (command.type !== 'keys' && command.type !== 'send') continue
      const { answer, ...sent } = command
      // Every one says which question it answers: the pane is looked at once more before it is typed.
      expect(answer).toMatchObject({ text: expect.any(String) })
      played.sent.push(sent)
    }
  }
  return played
}

const three = later(fleet(), asks('lab1', 1), asks('lab1', 2, NAME), asks('lab2', 1))
const shown = ({ state }: Played) => state.view.answer?.asked.name
const told = ({ state }: Played) => state.view.toast?.text
const keys = (host: string, number: number, text: string) => ({
  type: 'keys',
  target: target(host, number),
  keys: [{ text }],
})

describe('answering', () => {
  test('answers several questions one after the other, by key and by text, each exactly once', () => {
    const played = then(play(three), 'A')
    expect([played.state.view.mode, shown(played)]).toEqual(['answer', 'lab1/api'])
    expect(played.state.output.target).toEqual(target('lab1', 1))
    then(played, '1')
    expect([shown(played), told(played)]).toEqual(['lab1/s10', 'Answered lab1/api: Yes'])
    then(played, 'b', { type: 'typed', text: 'ob' }, 'Enter', 'y')
    expect(played.sent).toEqual([
      keys('lab1', 1, '1'),
      { type: 'send', target: target('lab1', 2), text: 'bob', enter: true },
      keys('lab2', 1, 'y'),
    ])
    expect([played.state.view.mode, played.state.view.answer]).toEqual(['normal', null])
  })

  test('begins with the selected session if it waits', () => {
    const here = { type: 'follow', target: target('lab2', 1) } as const
    const played = then(play(later(three, here)), 'A')
    expect(shown(played)).toBe('lab2/train')
  })

  test('accepts only keys that the question offers, and no text if it has choices', () => {
    const played = then(play(three), 'A', 'n', '9', 'x', 'Enter', { type: 'typed', text: 'all' })
    expect([played.sent, shown(played)]).toEqual([[], 'lab1/api'])
    expect(told(played)).toBe('The answers are 1, 2, y; tab leaves the question open.')
  })

  test('treats a letter that is a key binding elsewhere as the start of a text answer', () => {
    const played = then(play(three), 'A', 'Tab', 's')
    expect([played.state.view.mode, played.state.view.line.text]).toEqual(['reply', 's'])
    then(played, 'Escape')
    expect([played.state.view.mode, shown(played)]).toEqual(['answer', 'lab1/s10'])
    then(played, 'Enter', 'y', 'BSpace', 'Enter')
    expect(told(played)).toBe('Type an answer first.')
    then(played, 'C-c', 'C-c')
    expect([played.state.view.mode, played.state.view.answer]).toEqual(['normal', null])
    expect(played.sent).toEqual([])
  })

  test('a key that is held down does not answer the next question unread', () => {
    const played = then(play(three), 'A', 'Tab', 'Tab')
    expect(shown(played)).toBe('lab2/train')
    const twice = then(play(later(fleet(), asks('lab1', 1), asks('lab2', 1))), 'A', '1')
    now(twice, '1')
    expect(twice.sent).toEqual([keys('lab1', 1, '1')])
    expect([shown(twice), told(twice)]).toEqual([
      'lab2/train',
      'The agent now asks another question, so nothing was sent. Read it first.',
    ])
    then(twice, '1')
    expect(twice.sent).toHaveLength(2)
  })

  test('leaves skipped questions open and reports them at the end', () => {
    const played = then(play(three), 'A', 's', 'Tab', 's')
    expect([played.sent, told(played)]).toEqual([[], '3 agents still wait for an answer.'])
  })
})

describe('a pane whose question has changed meanwhile', () => {
  test.each([
    ['works again', reads('lab1', 1, 'working')],
    ['is no agent any more', { ...reads('lab1', 1, 'idle'), reading: null } as UiMessage],
    ['has gone', { type: 'sessions', host: 'lab1', sessions: [session(2, 's10')] } as UiMessage],
    ['cannot be reached', { type: 'link', host: 'lab1', link: { state: 'down' } } as UiMessage],
  ])('%s: sends nothing and shows the next question', (_, message) => {
    const played = then(play(later(fleet(), asks('lab1', 1), asks('lab2', 1))), 'A', message, '1')
    expect(played.sent).toEqual([])
    expect(shown(played)).toBe('lab2/train')
    expect(told(played)).toContain('nothing was sent.')
  })

  test.each([
    ['another text', { ...DEPLOY, text: 'Delete production?' }],
    ['other choices', { ...DEPLOY, choices: DEPLOY.choices.slice(1) }],
    [
      'the pointer elsewhere',
      { ...DEPLOY, choices: DEPLOY.choices.map(({ key, label }) => ({ key, label })) },
    ],
  ])('and asks %s: shows the new question and sends nothing', (_, question) => {
    const played = then(play(three), 'A', asks('lab1', 1, question), '2')
    expect(played.sent).toEqual([])
    expect(played.state.view.answer?.asked.question).toEqual(question)
    expect(told(played)).toContain('now asks another question, so nothing was sent.')
    then(played, '2')
    expect(played.sent).toEqual([keys('lab1', 1, '2')])
  })

  test('and asks the same later: counts as another question', () => {
    const played = then(play(three), 'A', reads('lab1', 1, 'working'), asks('lab1', 1), '1')
    expect(played.sent).toEqual([])
    expect(shown(played)).toBe('lab1/api')
  })

  test('is not answered if there is no room to show the question', () => {
    const tiny = { type: 'resized', columns: 30, rows: 8 } as const
    const played = then(play(three), 'A', tiny, '1')
    expect([played.sent, shown(played)]).toEqual([[], 'lab1/api'])
  })

  test('in copy mode gets nothing sent', () => {
    const looked = [session(1, 'api', { panes: [pane('%1', { inMode: true })] })]
    const played = then(play(later(up(three, 'lab1', looked))), 'A', '1')
    expect([played.sent, told(played)]).toEqual([
      [],
      'The pane is in copy mode: the answer would not arrive. Nothing was sent.',
    ])
  })
})

describe('an answered question', () => {
  const one = later(fleet(), asks('lab1', 1))

  test('is not offered again before the agent has been read again', () => {
    const played = then(play(one), 'A', '1', 'A')
    expect(told(played)).toBe('No agent waits for an answer.')
    // The same reading, told again, is still the old question.
    then(played, asks('lab1', 1), 'A', { type: 'choose', key: '1' })
    expect(played.sent).toEqual([keys('lab1', 1, '1')])
  })

  test('is offered again if the agent asks again, if sending failed, or after a while', () => {
    const anew = then(play(one), 'A', '1', reads('lab1', 1, 'working'), asks('lab1', 1), 'A')
    expect(shown(anew)).toBe('lab1/api')
    const failure = makeFailure({ kind: 'lost', host: 'lab1', what: 'The link dropped.' })
    expect(shown(then(play(one), 'A', '1', { type: 'failed', failure }, 'A'))).toBe('lab1/api')
    const played = then(play(one), 'A', '1')
    played.at += 20_000
    then(played, { type: 'tick' }, 'A')
    expect(shown(played)).toBe('lab1/api')
  })
})

test('without a certain key, Enter opens the pane and nothing is sent', () => {
  const question = makeQuestion({ kind: 'choice', text: 'Which of them?', choices: [] })
  const played = then(play(later(fleet(), asks('lab1', 1, question))), 'A', 'y', '1')
  expect([played.sent, told(played)]).toEqual([
    [],
    expect.stringContaining('press enter to open the pane'),
  ])
  const { intents } = resolveKey(played.state, 'Enter') as { intents: readonly UiMessage[] }
  const { state, commands } = update(played.state, intents.at(-1) ?? { type: 'tick' }, played.at)
  expect(commands).toContainEqual({ type: 'attach', target: target('lab1', 1) })
  expect(state.view.mode).not.toBe('answer')
})

test('a question that could not be read is not answered', () => {
  const played = then(play(later(fleet(), reads('lab1', 1, 'waiting'))), 'A', 'y', 'Enter')
  expect(played.sent).toEqual([])
  expect(told(played)).toBe('The question could not be read: attach to see it.')
})
