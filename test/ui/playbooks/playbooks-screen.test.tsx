import { Box } from 'ink'
import { expect, test } from 'vitest'
import type { PlaybookLine } from '../../../src/state/host-requests/playbooks-request.ts'
import { clean } from '../../../src/state/text/clean.ts'
import { confirmDialog } from '../../../src/ui/app/confirm-dialog.tsx'
import { resolveKey } from '../../../src/ui/app/keymap.ts'
import type { UiState } from '../../../src/ui/model/ui-state.ts'
import { playbooksDialog } from '../../../src/ui/playbooks/playbooks-dialog.tsx'
import { fleet, later, type Run, run, session } from '../fleet.ts'
import { printed } from '../parts/printed.tsx'

const line = (id: string, more: Partial<PlaybookLine> = {}): PlaybookLine => ({
  ...{ host: 'lab1', id, name: clean(id), agent: clean('claude'), directory: clean('/srv/app') },
  ...{ created: 1, state: 'ended', end: clean('done'), question: clean(''), ...more },
})

const sessionsOf = (host: string, names: readonly string[]) =>
  ({ type: 'sessions', host, sessions: names.map((name, at) => session(at, name)) }) as const

function pressed(state: UiState, ...keys: readonly string[]): Run {
  return keys.reduce<Run>(
    (now, key) => {
      const done = resolveKey(now.state, key)
      return 'intents' in done ? run(now.state, ...done.intents) : now
    },
    { state, commands: [] },
  )
}

const rows = [line('old'), line('asks', { state: 'gate', question: clean('Release it?') })]
const opened = () =>
  later(pressed(fleet(), 'P').state, {
    ...{ type: 'playbooks-answered', host: 'lab1', answer: { of: 'list', rows } },
  })

test('P asks all hosts, and those that wait for a person come first', () => {
  const { commands } = pressed(fleet(), 'P')
  expect(commands.every(({ type }) => type === 'ask-playbooks')).toBe(true)
  expect(commands.length).toBe(fleet().hosts.size)
  const state = opened()
  const text = printed(
    state,
    <Box width={80} height={24}>
      {playbooksDialog.draw?.(state.view)}
    </Box>,
  )
  expect(text).toMatch(/waits.*asks.*\? Release it\?[^]*done.*old/)
})

test('a host that lists as many playbooks as a host lists at most is named', () => {
  const many = Array.from({ length: 200 }, (_, at) => line(`p${at}`))
  const state = later(pressed(fleet(), 'P').state, {
    ...{ type: 'playbooks-answered', host: 'lab1', answer: { of: 'list', rows: many } },
  })
  const asked = { ...state.view.playbooks, pending: [] }
  const shown = { ...state, view: { ...state.view, playbooks: asked } }
  const text = printed(
    shown,
    <Box width={80} height={24}>
      {playbooksDialog.draw?.(shown.view)}
    </Box>,
  )
  expect(text).toContain('lab1 lists only its newest 200 playbooks')
})

test('a gate is answered after a question; a no asks nothing of the host', () => {
  const asked = pressed(opened(), 'y').state
  expect(asked.view.confirm?.question).toContain('Release it?')
  expect(pressed(asked, 'y').commands).toEqual([
    { type: 'ask-playbooks', host: 'lab1', ask: { do: 'answer', id: 'asks', answer: 'go' } },
  ])
  const no = pressed(asked, 'n')
  expect([no.state.view.mode, no.commands]).toEqual(['playbooks', []])
})

test.each([
  [['y'], 'If several people answer, the first answer counts.'],
  [['x'], 'The agent and all its processes are ended. Later, c resumes the playbook.'],
  [['j', 'c'], 'The playbook continues with the tasks that are still open.'],
])('the question of %j says what follows', (keys, words) => {
  const asked = pressed(opened(), ...keys).state
  const text = printed(
    asked,
    <Box width={80} height={24}>
      {confirmDialog.draw?.(asked.view)}
    </Box>,
  )
  expect(text.replace(/[\s│┃|]+/g, ' ')).toContain(words)
})

test('what has ended asks nothing, and what has not ended is not taken up again', () => {
  expect(pressed(opened(), 'j', 'y').state.view.toast?.text).toBe(
    'old is not waiting for an answer.',
  )
  expect(pressed(opened(), 'c').state.view.toast?.text).toBe('asks has not ended.')
})

test('one is read, and left to the list; a host that cannot tell is said', () => {
  const read = pressed(opened(), 'Enter')
  expect(read.commands).toMatchObject([{ ask: { do: 'show', id: 'asks' } }])
  expect(pressed(read.state, 'q').state.view.mode).toBe('playbooks')
  const failed = later(pressed(fleet(), 'P').state, {
    type: 'playbooks-answered',
    host: 'lab1',
    answer: { of: 'list', failure: clean('lab1 refused the connection.') },
  })
  expect(failed.view.playbooks.failures).toEqual(['lab1 refused the connection.'])
})

test('a host whose sessions change is asked again, one request at a time, and once more after it', () => {
  const running = line('asks', { state: 'running' })
  const changed = (state: UiState) => run(state, sessionsOf('lab1', ['playbook-asks']))
  const first = changed(opened())
  const ask = { type: 'ask-playbooks', host: 'lab1', ask: { do: 'list' } }
  expect(first.commands).toContainEqual(ask)
  const second = changed(first.state)
  expect(second.commands).not.toContainEqual(ask)
  const answer = { of: 'list', rows: [running] } as const
  const answered = run(second.state, { type: 'playbooks-answered', host: 'lab1', answer })
  expect(answered.commands).toContainEqual(ask)
  const done = run(answered.state, { type: 'playbooks-answered', host: 'lab1', answer })
  expect(done.commands).not.toContainEqual(ask)
  // A host without playbooks, and a screen that shows none, ask nothing.
  expect(run(opened(), sessionsOf('lab2', ['api'])).commands).not.toContainEqual(
    expect.objectContaining({ type: 'ask-playbooks' }),
  )
  const left = pressed(opened(), 'q').state
  expect(changed(left).commands).not.toContainEqual(ask)
})
