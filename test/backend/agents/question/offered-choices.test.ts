import { expect, test } from 'vitest'
import { bundled } from '../../../../src/backend/agents/catalogue.ts'
import { readObservation } from '../../../../src/backend/agents/observation.ts'
import type { Pane } from '../../../../src/state/model/fleet.ts'
import { clean } from '../../../../src/state/text/clean.ts'
import { observationOf, recorded } from '../recorded.ts'

/** What is offered on screens that the agents' own components have drawn: only keys that certainly take the choice. */
const OFFERED: Readonly<Record<string, readonly string[]>> = {
  // A digit would become part of the text that is typed.
  'kimi/waiting-text-feedback': [],
  'kimi/waiting-text-own-answer': [],
  'opencode/waiting-text-own-answer': [],
  'pi/waiting-text-own-answer': [],
  'pi/waiting-text-editor': [],
  // Enter does not take a choice, or does something else with it.
  'kimi/waiting-choice-goals': [],
  'pi/waiting-choice-delete': [],
  // A typed text would go to the input field behind it, or close it and take a choice.
  'kimi/waiting-choice-browser-login': [],
  'kimi/waiting-permission-preview': [],
  'amp/waiting-choice-palette': [],
  // The numbers are no keys.
  'pi/waiting-choice-question': ['Enter SQLite'],
  'kimi/waiting-choice-migrated': ['Enter Continue'],
  // The numbered list belongs to an answer above.
  'pi/waiting-choice-single': ['Enter files'],
  'pi/waiting-choice-servers': ['Enter files'],
  'pi/waiting-choice-tree': ['Enter • assistant: Done.'],
  'pi/waiting-choice-messages': ['Enter And the docs'],
  'pi/waiting-permission-confirm': ['Enter Yes'],
  'pi/waiting-login-providers': ['Enter Anthropic [subscription] • not configured'],
  'amp/waiting-permission-docked': ['Enter Allow Once'],
  'amp/waiting-permission-docked-second': ['Enter Reject with feedback'],
  'amp/waiting-permission-confirm': [],
  'amp/waiting-choice-docked': ['Enter PostgreSQL'],
  'amp/waiting-choice-error': ['Enter Retry'],
  'amp/waiting-trust-server': ['Enter Trust Server'],
}

const screens = new Map(recorded().map(screen => [screen.name, screen]))

test.each(Object.entries(OFFERED))('%s offers %j', (name, offered) => {
  const screen = screens.get(`drawn/${name}`)
  const { reading } = screen ? readObservation(bundled, observationOf(screen), 0) : {}
  expect(reading?.question?.choices.map(({ key, label }) => `${key} ${label}`)).toEqual(offered)
})

test('the question of a dialog is read without the answer above it', () => {
  const screen = screens.get('drawn/amp/waiting-permission-docked')
  const { reading } = screen ? readObservation(bundled, observationOf(screen), 0) : {}
  expect(reading?.question?.text).toBe('Run the command rm -rf build?')
})

test('a numbered list is not offered if a further dialog is below it', () => {
  const ruler = '─'.repeat(60)
  const dialog = [ruler, ' Refine it:', ruler, '', ruler, ' enter submit  escape cancel', ruler]
  const lines = ['The steps:', '', '  1. read', '  2. write', '', ...dialog]
  const pane = { command: clean('tool'), title: clean(''), ours: false } as Pane
  const cursor = { x: 0, y: 0, visible: false }
  const seen = { pane, agent: null, lines, cursor, moved: -60_000 }
  expect(readObservation(bundled, seen, 0).reading?.question?.choices).toEqual([])
})

test.each([
  ['a list', ' Themes\n   Light\n   Dark\n Enter to select · Esc to close', 'choice'],
  ['a text', ' New name\n > \n Enter to save · Esc to cancel', 'text'],
])('a text may be typed into a panel only if it has a field for one: %s', (_, shown, kind) => {
  const pane = { command: clean('tool'), title: clean(''), ours: false } as Pane
  const cursor = { x: 0, y: 0, visible: false }
  const lines = `${'─'.repeat(60)}\n${shown}`.split('\n')
  const seen = { pane, agent: null, lines, cursor, moved: -60_000 }
  expect(readObservation(bundled, seen, 0).reading?.question).toMatchObject({ kind, choices: [] })
})
