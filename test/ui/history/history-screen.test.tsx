import { Box } from 'ink'
import { expect, test } from 'vitest'
import type { HistoryEntry } from '../../../src/state/shared-history/history-entry.ts'
import { clean, cleanName } from '../../../src/state/text/clean.ts'
import { resolveKey } from '../../../src/ui/app/keymap.ts'
import { historyDialogs } from '../../../src/ui/history/history-dialog.tsx'
import type { UiState } from '../../../src/ui/model/ui-state.ts'
import { fleet, later, type Run, run } from '../fleet.ts'
import { printed } from '../parts/printed.tsx'

const entry = (id: string, person: string, machine: string): HistoryEntry => ({
  ...{ id, type: 'USER', timestamp: 1, summary: clean(`asked ${id}`), project: cleanName('') },
  ...{ person: cleanName(person), machine: cleanName(machine) },
})

function pressed(state: UiState, ...keys: readonly string[]): Run {
  return keys.reduce<Run>(
    (now, key) => {
      const done = resolveKey(now.state, key)
      return 'intents' in done ? run(now.state, ...done.intents) : now
    },
    { state, commands: [] },
  )
}

const entries = [entry('one', 'ann', 'laptop'), entry('two', 'bob', 'desk')]

function opened(): UiState {
  const { state, commands } = pressed(fleet(), 'Y')
  const [asked] = commands
  if (asked?.type !== 'ask-history') throw new Error('nothing was asked')
  const here = clean('laptop')
  const answer = {
    turn: asked.ask.turn,
    entries,
    directory: clean('/srv/app'),
    failure: null,
    here,
  }
  return later(state, { type: 'history-answered', host: asked.host, answer })
}

const screen = (state: UiState) =>
  printed(
    state,
    <Box width={80} height={24}>
      {historyDialogs.find(({ mode }) => mode === state.view.mode)?.draw?.(state.view)}
    </Box>,
  )

test('Y reads the history of the directory; entries of other machines have a badge', () => {
  const text = screen(opened())
  expect(text).toMatch(/ann +laptop[^]*bob +@desk/)
  expect(text).toContain('/srv/app')
})

test('a history that was not read as a whole says so beside the number of its entries', () => {
  const state = opened()
  const { host = '', answer } = state.view.history ?? {}
  if (!answer || 'refused' in answer) throw new Error('there is no answer')
  const cut = { ...answer, isCut: true as const }
  expect(screen(state)).not.toContain('not read')
  expect(screen(later(state, { type: 'history-answered', host, answer: cut }))).toContain(
    '2, and others that were not read',
  )
})

test('entries are searched, and filtered by person and machine', () => {
  const byMachine = pressed(opened(), 'j', 'm').state
  expect(screen(byMachine)).toContain('Only machine desk')
  expect(screen(byMachine)).not.toContain('asked one')
  expect(screen(pressed(byMachine, 'm').state)).toContain('asked one')
  const searching = run(pressed(opened(), '/').state, { type: 'typed', text: 'TWO' }).state
  const found = pressed(searching, 'Enter').state
  expect([found.view.mode, screen(found).includes('asked one')]).toEqual(['history', false])
})

test('a late answer of another host or turn changes nothing', () => {
  const before = opened()
  const answer = { turn: 99, refused: clean('no') }
  const host = before.view.history?.host ?? ''
  expect(later(before, { type: 'history-answered', host, answer }).view).toEqual(before.view)
})
