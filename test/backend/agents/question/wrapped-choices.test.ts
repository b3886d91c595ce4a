import { expect, test } from 'vitest'
import { bundled } from '../../../../src/backend/agents/catalogue.ts'
import { readObservation } from '../../../../src/backend/agents/observation.ts'
import { observationOf, recorded } from '../recorded.ts'

const screens = new Map(recorded().map(screen => [screen.name, screen]))

function choicesOf(name: string): readonly string[] {
  const screen = screens.get(name)
  if (!screen) throw new Error(`There is no screen ${name}.`)
  const { reading } = readObservation(bundled, observationOf(screen), 0)
  return (reading?.question?.choices ?? []).map(({ key, label }) => `${key} ${label}`)
}

const STORAGE = [
  '1 Keep everything in one file beside the program so that nothing has to be installed or looked after by anybody',
  '2 Use the server that the other services share already although its version is some years old by now',
  '3 Ask me again next week when the others are back and have read what was proposed in the last meeting',
]

test.each(['claude', 'gemini', 'kimi', 'qwen'])('%s: labels that are wrapped are whole', agent => {
  expect(choicesOf(`newest/${agent}/ask-wordy`).slice(0, 3)).toEqual(STORAGE)
})

test.each(['claude', 'codex', 'gemini', 'kimi', 'qwen'])(
  '%s: in a pane of 40 columns each choice has its own key',
  agent => {
    const choices = choicesOf(`newest/${agent}/ask-thin`)
    expect(choices[0]).toMatch(/^1 SQLite in one file beside the program/)
    expect(choices[1]).toMatch(/^2 PostgreSQL/)
    expect(choices[2]).toMatch(/^3 MariaDB with its replication/)
  },
)

test('no choice is offered where a list is open whose keys are not certain', () => {
  for (const name of ['claude/sessions', 'codex/sessions', 'pi/models', 'qwen/sessions'])
    expect(choicesOf(`newest/${name}`)).toEqual([])
})

test('a label that is wrapped before the key it ends with is whole', () => {
  const edits =
    '2 Yes, and switch to accept edits (auto-approve file edits and common file commands)'
  expect(choicesOf('newest/claude/write-japan')[1]).toBe(`${edits} for this session (shift+tab)`)
})

test('a choice is named by what it is, not by its age', () => {
  expect(choicesOf('newest/codex/sessions-usual')).toEqual(['Enter 4s ago do %tell(rebase)'])
})
