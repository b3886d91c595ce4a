import { Box } from 'ink'
import { expect, test } from 'vitest'
import { reachedHosts } from '../../../src/server/api/request/reached-hosts.ts'
import { clean } from '../../../src/state/text/clean.ts'
import { dialogOf } from '../../../src/ui/app/dialogs.ts'
import { resolveKey } from '../../../src/ui/app/keymap.ts'
import type { UiState } from '../../../src/ui/model/ui-state.ts'
import { askedHosts } from '../../../src/ui/worktrees/work-view.ts'
import { ask, asksOf, head, runs } from '../../state/runs/fleet-run.ts'
import { fleet, later } from '../fleet.ts'
import { printed } from '../parts/printed.tsx'
import { workRow } from './work-row.ts'

const pressed = (state: UiState, key: string) => {
  const done = resolveKey(state, key)
  return 'intents' in done ? later(state, ...done.intents) : state
}
const working = later(pressed(fleet(), 'w'), {
  type: 'worktrees',
  host: 'lab1',
  rows: [workRow('one', { state: 'running', run: 'b', detail: clean('an iteration of me') })],
})
const watched = later(working, { type: 'attend-runs' }, runs('lab1', head('lab1', 'b')))

function screen(state: UiState): string {
  const { columns, rows, mode } = state.view
  return printed(
    state,
    <Box width={columns} height={rows - 2}>
      {dialogOf({ mode })?.draw?.(state.view)}
    </Box>,
  )
}

test('a session whose agent waits for an answer says so in the list', () => {
  expect(screen(watched)).toMatch(/one +lab1 +running/)
  expect(screen(later(watched, asksOf('lab1', 'b', ask('1'))))).toMatch(/one +lab1 +asks you/)
})

test('a host that lists as many sessions as a host lists at most is named', () => {
  const rows = Array.from({ length: 200 }, (_, at) => workRow(`s${at}`))
  const listed = later(pressed(fleet(), 'w'), { type: 'worktrees', host: 'lab1', rows })
  const state = { ...listed, work: { ...listed.work, pending: [] } }
  expect(screen(state)).toContain('lab1 lists only its newest 200 sessions')
})

test('a host that could not be read is named, with the reason', () => {
  const failure = { kind: 'lost', what: clean('The connection was lost.') } as const
  const failed = later(working, { type: 'worktrees-failed', host: 'lab2', failure })
  const state = { ...failed, work: { ...failed.work, pending: [] } }
  expect(screen(state)).toContain('lab2 could not be read')
  const none = { ...state, work: { ...state.work, rows: [] } }
  expect(screen(none)).toContain('lab2: The connection was lost.')
  const quiet = { ...state, work: { ...state.work, rows: [workRow('two')] } }
  expect(screen(quiet)).toContain('lab2: The connection was lost.')
})

test.each(['i', 'n', 'u', 'X'])('the list stays in sight behind the prompt of %s', key => {
  const asked = pressed(watched, key)
  expect(asked.view.mode).not.toBe('work')
  expect(screen(asked)).toMatch(/one +lab1 +running/)
})

test('a machine with another tmux server is asked once', () => {
  const [name = '', host] = [...fleet().hosts].at(0) ?? []
  if (!host) throw new Error('the fleet has no host')
  const other = `${name}+more`
  const hosts = new Map(fleet().hosts)
  hosts.set(other, { ...host, config: { ...host.config, name: other, joined: 'server' } })
  const state = { ...fleet(), hosts }
  expect(askedHosts(state)).not.toContain(other)
  expect(askedHosts(state)).toContain(name)
  const store = { getState: () => state }
  expect(reachedHosts({ fleet: { store } as never })).not.toContain(other)
  expect(pressed(state, 'P').view.playbooks.pending).not.toContain(other)
})
