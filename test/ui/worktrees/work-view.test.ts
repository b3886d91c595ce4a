import { expect, test } from 'vitest'
import type { Command } from '../../../src/state/model/messages/command.ts'
import type { WorkRow } from '../../../src/state/model/work.ts'
import { clean } from '../../../src/state/text/clean.ts'
import { footerHints, resolveKey } from '../../../src/ui/app/keymap.ts'
import type { UiState } from '../../../src/ui/model/ui-state.ts'
import { selectedWork } from '../../../src/ui/view/selected-work.ts'
import type { UiMessage } from '../../../src/ui/view/step.ts'
import type { UiStore } from '../../../src/ui/view/ui-store.ts'
import { refreshWork } from '../../../src/ui/worktrees/refresh-work.ts'
import { until } from '../../lab/process.ts'
import { fleet, later, type Run, run } from '../fleet.ts'
import { workRow } from './work-row.ts'

function pressed(state: UiState, ...keys: readonly string[]): Run {
  return keys.reduce<Run>(
    (now, key) => {
      const done = resolveKey(now.state, key)
      return 'intents' in done ? run(now.state, ...done.intents) : now
    },
    { state, commands: [] },
  )
}

const opened = later(pressed(fleet(), 'w').state, {
  ...{ type: 'worktrees', host: 'lab1', rows: [workRow('one'), workRow('two')] },
})

test('w asks all hosts, and shows what has answered', () => {
  const { state, commands } = pressed(fleet(), 'w')
  expect([state.view.mode, commands.map(({ type }) => type)]).toEqual(['work', ['read-worktrees']])
  expect(state.work.pending.length).toBeGreaterThan(0)
  expect(opened.work.rows.map(({ id }) => id)).toEqual(['one', 'two'])
  expect(opened.work.pending).not.toContain('lab1')
})

test('d reads the diff of the selected one; it is searched, and left to the list again', () => {
  const { state, commands } = pressed(opened, 'j', 'd')
  expect(commands).toContainEqual({
    ...{ type: 'read-worktree-text', host: 'lab1', id: 'two', what: 'diff' },
  })
  const lines = Array.from({ length: 100 }, (_, at) => clean(at === 60 ? '+needle' : ' hay'))
  const read = later(state, { type: 'worktree-text', text: { id: 'two', title: clean(''), lines } })
  const found = later(
    pressed(read, '/').state,
    { type: 'typed', text: 'NEEDLE' },
    { type: 'submit' },
  )
  expect([found.view.mode, found.view.scroll]).toEqual(['work-text', 60])
  expect(pressed(found, 'n').state.view.scroll).toBe(60)
  const back = pressed(found, 'q').state
  expect([back.view.mode, back.view.hit]).toEqual(['work', 1])
})

test('what continues or aborts is in the footer only where something is interrupted', () => {
  const hints = (state: WorkRow['state']) =>
    footerHints(
      later(opened, { type: 'worktrees', host: 'lab1', rows: [workRow('one', { state })] }),
    ).map(({ keys }) => keys)
  expect(hints('idle')).not.toContain('c')
  expect(hints('interrupted')[0]).toBe('c')
  expect(hints('rebasing').slice(0, 2)).toEqual(['c', 'a'])
})

test('m asks first, and a no does nothing', () => {
  const asked = pressed(opened, 'm').state
  expect(asked.view.confirm?.question).toBe('Merge one into main, as one commit?')
  const no = pressed(asked, 'n')
  expect([no.state.view.mode, no.commands]).toEqual(['work', []])
  expect(pressed(asked, 'y').commands).toEqual([
    { type: 'act-on-worktree', host: 'lab1', id: 'one', act: 'merge' },
  ])
})

test('i asks for a prompt, and passes it on as it was written', () => {
  const typed = later(pressed(opened, 'i').state, { type: 'typed', text: 'add tests' })
  const { state, commands } = pressed(typed, 'Enter')
  expect(commands).toEqual([
    { type: 'act-on-worktree', host: 'lab1', id: 'one', act: 'iterate', text: 'add tests' },
  ])
  expect(state.view.mode).toBe('work')
})

test('without a session a key says so', () => {
  const { state, commands } = pressed(pressed(fleet(), 'w').state, 'm')
  expect([state.view.toast?.text, commands]).toEqual(['No session is selected.', []])
})

test('n makes one as the selected one was, once agent, repository and prompt are there', () => {
  const begun = pressed(opened, 'n').state
  expect([begun.view.mode, begun.view.line.text]).toEqual(['work-new', 'claude @lab1 /r '])
  const unsaid = pressed(begun, 'Enter')
  expect([unsaid.state.view.mode, unsaid.commands]).toEqual(['work-new', []])
  const { state, commands } = pressed(later(begun, { type: 'typed', text: 'Add tests' }), 'Enter')
  expect(state.view.mode).toBe('work')
  expect(commands).toContainEqual({
    ...{ type: 'new-worktree', host: 'lab1', agent: 'claude', repository: '/r' },
    prompt: 'Add tests',
  })
})

test('K tells what is kept, u brings one of it back, e writes one to a file', () => {
  const kept = pressed(opened, 'K')
  expect([kept.state.view.mode, kept.commands.map(({ type }) => type)]).toEqual([
    'work-text',
    ['read-kept-worktrees'],
  ])
  const asked = later(pressed(opened, 'u').state, { type: 'typed', text: '01abc' })
  const { state, commands } = pressed(asked, 'Enter')
  expect(state.view.mode).toBe('work')
  expect(commands).toContainEqual(
    expect.objectContaining({ type: 'restore-worktree', id: '01abc' }),
  )
  expect(pressed(opened, 'e').commands).toContainEqual(
    expect.objectContaining({ type: 'act-on-worktree', id: 'one', act: 'export' }),
  )
})

test('X removes by force only what was named', () => {
  const asked = pressed(opened, 'X').state
  expect(asked.view.mode).toBe('work-force')
  const wrong = pressed(later(asked, { type: 'typed', text: 'two' }), 'Enter')
  expect([wrong.state.view.mode, wrong.commands]).toEqual(['work-force', []])
  expect(wrong.state.view.toast?.text).toContain('not the name')
  const { state, commands } = pressed(later(asked, { type: 'typed', text: 'one' }), 'Enter')
  expect(state.view.mode).toBe('work')
  expect(commands).toEqual([
    { type: 'act-on-worktree', host: 'lab1', id: 'one', act: 'force-clean' },
  ])
  // The list moved under the prompt: the same session is meant.
  const rows = [workRow('aaa'), workRow('one')]
  const moved = later(asked, { type: 'worktrees', host: 'lab1', rows })
  const late = pressed(later(moved, { type: 'typed', text: 'one' }), 'Enter')
  expect(late.commands).toEqual(commands)
})

test('a set-up command is shown by S, and the session is made with it, without it, or later', () => {
  const order = { host: 'lab1', repository: '/r', agent: 'claude', prompt: 'go' }
  const lines = ['npm ci', 'make'].map(line => clean(line))
  const setup = { ...order, lines, digest: 'd1' }
  expect(pressed(opened, 'S').state.view.toast?.text).toContain('No new session needs')
  const waits = later(opened, { type: 'worktree-setup', setup })
  expect([waits.view.mode, waits.view.toast?.text]).toEqual([
    'work',
    expect.stringContaining('press w, then S'),
  ])
  const shown = pressed(waits, 'S').state
  expect(shown.view.mode).toBe('work-setup')
  expect(pressed(shown, 'q').state.work.setup).toEqual(setup)
  const yes = pressed(shown, 'y')
  expect(yes.commands).toEqual([{ type: 'new-worktree', ...order, setup: 'd1' }])
  expect([yes.state.view.mode, yes.state.work.setup]).toEqual(['work', null])
  expect(pressed(shown, 'n').commands).toEqual([{ type: 'new-worktree', ...order, setup: 'skip' }])
})

const told = (state: UiState, ...rows: readonly WorkRow[]) =>
  later(state, { type: 'worktrees', host: 'lab1', rows })

test('the same session stays selected where the list changes', () => {
  const second = pressed(opened, 'j').state
  const more = told(second, workRow('a'), workRow('one'), workRow('two'))
  expect(selectedWork(more)?.id).toBe('two')
  expect(selectedWork(told(more, workRow('two')))?.id).toBe('two')
})

test.each(['i', 'X'])('a prompt of %s about a session that is gone reaches no other', key => {
  const asked = later(pressed(opened, key).state, { type: 'typed', text: 'two' })
  const gone = told(asked, workRow('two'))
  expect([gone.view.mode, gone.view.toast?.text]).toEqual([
    'work',
    'one is gone. Nothing was sent.',
  ])
  // One that goes on is asked as before.
  expect(told(asked, workRow('a'), workRow('one')).view.mode).toBe(asked.view.mode)
})

/** A store that does what a real one does with messages, and keeps what was asked of hosts. */
function storeAt(first: UiState) {
  let state = first
  const asked: Command[] = []
  const listeners = new Set<() => void>()
  const store = {
    getState: () => state,
    dispatch(message: UiMessage) {
      const done = run(state, message)
      state = done.state
      asked.push(...done.commands)
      for (const each of listeners) each()
    },
    subscribe(listener: () => void) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  } as unknown as UiStore
  return { store, asked }
}

test('what works is read again while the list is shown, and all when it has ended', async () => {
  const idle = later(
    opened,
    ...opened.work.pending.map(host => ({ type: 'worktrees', host, rows: [] }) as const),
  )
  const { store, asked } = storeAt(idle)
  const stop = refreshWork(store, 1)
  const answer = (...rows: readonly WorkRow[]) =>
    store.dispatch({ type: 'worktrees', host: 'lab1', rows })
  answer(workRow('one'), workRow('two', { state: 'running' }))
  await until('the first', () => asked.length === 1)
  expect(asked[0]).toEqual({ type: 'read-worktrees', hosts: ['lab1'], refresh: true })
  expect(store.getState().work.pending).toEqual([])
  answer(workRow('one'), workRow('two'))
  await until('all hosts', () => asked.length === 2)
  expect(asked[1]).toEqual({ type: 'read-worktrees', hosts: store.getState().work.pending })
  for (const host of store.getState().work.pending)
    store.dispatch({ type: 'worktrees', host, rows: [] })
  store.dispatch({ type: 'back' })
  answer(workRow('two', { state: 'running' }))
  await new Promise(resolve => setTimeout(resolve, 20))
  expect(asked.length).toBe(2)
  stop()
})

test('a host that did not answer is asked by a person alone', async () => {
  const running = told(opened, workRow('one', { state: 'running' }))
  const failure = { kind: 'lost', what: clean('The link is gone.') } as const
  const failed = running.work.pending.map(
    host => ({ type: 'worktrees-failed', host, failure }) as const,
  )
  const { store, asked } = storeAt(
    later(running, ...failed, { type: 'worktrees-failed', host: 'lab1', failure }),
  )
  const stop = refreshWork(store, 1)
  store.dispatch({ type: 'say', text: 'x' })
  await new Promise(resolve => setTimeout(resolve, 20))
  expect(asked).toEqual([])
  stop()
})
