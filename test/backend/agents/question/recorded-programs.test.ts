import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { bundled } from '../../../../src/backend/agents/catalogue.ts'
import { readObservation } from '../../../../src/backend/agents/observation.ts'
import { observationOf, parseScreen } from '../recorded.ts'

const folder = new URL('../../../fixtures/questions/recorded/', import.meta.url)

const programs = readdirSync(folder)
  .filter(file => file.endsWith('.screen'))
  .map(file => {
    const text = readFileSync(new URL(file, folder), 'utf8')
    return { name: file, asks: /^state: asks$/m.test(text), screen: parseScreen(file, text) }
  })
const asking = programs.filter(({ asks }) => asks)
const innocent = programs.filter(({ asks }) => !asks)

const read = ({ screen }: (typeof programs)[number]) =>
  readObservation(bundled, observationOf(screen), 0).reading

test('of the recorded programs that ask, all but these are found, and with a low confidence', () => {
  const missed = asking.filter(each => read(each)?.state !== 'waiting').map(({ name }) => name)
  expect(missed.toSorted()).toEqual([
    'ansible-pause.screen',
    'aspell-personal.screen',
    'bash-arrow.screen',
    'blessed-prompt.screen',
    'blessed-question.screen',
    'calcurse-delete.screen',
    'cfdisk-label.screen',
    'cfdisk-quit.screen',
    'enquirer-multiselect.screen',
    'firebase-login.screen',
    'fzy.screen',
    'hg-histedit.screen',
    'ispell.screen',
    'lynx-quit.screen',
    'mutt-first.screen',
    'newsboat-quit.screen',
    'pick.screen',
    'prompt_toolkit-menu.screen',
    'rclone-remote.screen',
    'script-of-a-host.screen',
    'smenu-columns.screen',
    'smenu.screen',
    'terminal-kit-column.screen',
    'terminal-kit-menu.screen',
    'terminal-kit-yes.screen',
    'tty-multiline.screen',
    'w3m-quit.screen',
  ])
  const sure = asking.filter(each => (read(each)?.confidence ?? 0) >= 0.7)
  expect(sure.map(({ name }) => name)).toEqual([])
})

test.each(innocent.map(each => [each.name, each] as const))('nobody asks: %s', (_, program) => {
  expect(read(program)).toBeNull()
})

test('a program that hides the cursor is offered its keys without Enter', () => {
  const confirm = asking.find(({ name }) => name === 'prompts-confirm.screen')
  const choices = confirm && read(confirm)?.question?.choices
  expect(choices).toEqual([
    { key: 'y', label: 'Yes' },
    { key: 'n', label: 'No' },
  ])
})

test('of a dialog over the rest of the screen, the highlighted choice is offered and the text is its own', () => {
  const actions = asking.find(({ name }) => name === 'mastracode-actions.screen')
  const question = actions && read(actions)?.question
  expect(question?.text).toBe('Custom pack: two')
  expect(question?.choices).toEqual([
    { key: 'Enter', label: 'Activate  Use this pack as-is', current: true },
  ])
})

test('a question is no choice of its own list, whose chosen answer is wrapped', () => {
  const start = asking.find(({ name }) => name === 'openclaw-start.screen')
  expect(start && read(start)?.question).toMatchObject({
    text: 'How would you like to start?',
    choices: [],
  })
})
