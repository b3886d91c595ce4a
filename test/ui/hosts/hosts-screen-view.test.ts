import { describe, expect, test } from 'vitest'
import { TRANSPORTS } from '../../../src/state/hosts/host-field-spec.ts'
import { makeCheck } from '../../../src/state/model/check.ts'
import { makeFailure } from '../../../src/state/model/failure.ts'
import type { HostConfig } from '../../../src/state/model/host-config.ts'
import type { Command } from '../../../src/state/model/messages/command.ts'
import { clean } from '../../../src/state/text/clean.ts'
import { footerHints, resolveKey } from '../../../src/ui/app/keymap.ts'
import { errorsIn } from '../../../src/ui/hosts/host-dialog.ts'
import { selectedHost } from '../../../src/ui/hosts/host-list.ts'
import type { UiState } from '../../../src/ui/model/ui-state.ts'
import type { UiMessage } from '../../../src/ui/view/step.ts'
import { emptyScreen, type Run, run, up } from '../fleet.ts'

const HOSTS: readonly HostConfig[] = [
  { name: 'local', transport: 'local' },
  { name: 'gpu1', transport: 'ssh', address: 'gpu1', tags: ['gpu'] },
  { name: 'off', transport: 'ssh', address: 'off', disabled: true },
  { name: 'web', transport: 'docker', container: 'web' },
  { name: 'theirs', transport: 'ssh', address: 'theirs', from: '/home/me/.atmux.json' },
]
const empty = emptyScreen({ columns: 100, rows: 40 })
const configured = (hosts = HOSTS): UiMessage => ({
  type: 'configured',
  hosts,
  settings: empty.settings,
})
const start = up(run(empty, configured()).state, 'local', [])
const opened = run(start, { type: 'open-hosts', host: 'gpu1' }).state

/** Presses keys, one after the other; printable texts in a form are typed. */
function keys(state: UiState, ...all: readonly string[]): Run {
  return all.reduce<Run>(
    (before, key) => {
      const typed = /^"(.*)"$/s.exec(key)?.[1]
      const pressed = typed === undefined ? resolveKey(before.state, key) : null
      const asked: readonly UiMessage[] =
        pressed === null
          ? [{ type: 'typed', text: typed ?? '' }]
          : 'intents' in pressed
            ? pressed.intents
            : []
      const next = run(before.state, ...asked)
      return { state: next.state, commands: [...before.commands, ...next.commands] }
    },
    { state, commands: [] },
  )
}

const asked = (commands: readonly Command[], type: Command['type']) =>
  commands.filter(command => command.type === type)
const toast = ({ view }: UiState) => view.toast?.text

describe('the rows', () => {
  test('H opens the list at the selected host, esc returns', () => {
    const pool = run(start, { type: 'focus', panel: 'pool' }, { type: 'jump', row: 2 }).state
    const { state } = keys(pool, 'H')
    expect([state.view.mode, selectedHost(state)?.config.name]).toEqual(['hosts', 'gpu1'])
    const back = keys(state, 'j', 'Escape').state
    expect([back.view.mode, back.view.hosts, back.view.host]).toEqual(['normal', null, 'off'])
  })

  test('e in the pool opens the list at that host, even if it is down', () => {
    const pool = run(start, { type: 'focus', panel: 'pool' }, { type: 'jump', row: 5 }).state
    expect(selectedHost(keys(pool, 'e').state)?.config.name).toBe('theirs')
  })

  test('the selection moves, pages, and keeps its position when a host disappears', () => {
    const name = (...all: readonly string[]) =>
      selectedHost(keys(opened, ...all).state)?.config.name
    expect([name('k'), name('k', 'k'), name('G'), name('G', 'j'), name('G', 'g')]).toEqual([
      'local',
      'local',
      'theirs',
      'theirs',
      'local',
    ])
    expect([name('NPage'), name('NPage', 'PPage')]).toEqual(['theirs', 'local'])
    const gone = run(opened, configured(HOSTS.filter(host => host.name !== 'gpu1'))).state
    expect(selectedHost(gone)?.config.name).toBe('off')
  })

  test('the filter applies here too; esc clears it first', () => {
    const filtered = run(opened, { type: 'filter', text: 'we' }).state
    expect(selectedHost(filtered)?.config.name).toBe('web')
    const dropped = keys(filtered, 'Escape').state
    expect([dropped.view.filter, dropped.view.mode]).toEqual(['', 'hosts'])
    const asking = keys(opened, '/', '"web"', 'Enter').state
    expect([asking.view.filter, asking.view.mode]).toEqual(['web', 'hosts'])
  })

  test.each(['?', 'E'])('what is opened with %s closes to the hosts', key => {
    const { state } = keys(opened, key)
    expect(state.view.mode).not.toBe('hosts')
    expect(keys(state, 'Escape').state.view.mode).toBe('hosts')
  })
})

describe('a key on a host', () => {
  test.each([
    ['t', { type: 'test-host', agents: false, host: HOSTS[1] }],
    ['T', { type: 'test-host', agents: true, host: HOSTS[1] }],
    ['c', { type: 'connect-host', waits: true, host: HOSTS[1] }],
    ['r', { type: 'dial', host: HOSTS[1] }],
    ['d', { type: 'keep-host', host: 'gpu1', change: { enabled: false } }],
    ['*', { type: 'keep-host', host: 'gpu1', change: { default: true } }],
  ] as const)('%s asks %j', (key, command) => {
    expect(keys(opened, key).commands).toContainEqual(expect.objectContaining(command))
  })

  test('d and * undo their own effect', () => {
    const hosts = HOSTS.map(host =>
      host.name === 'gpu1' ? { ...host, default: true as const } : host,
    )
    const marked = run(opened, configured(hosts)).state
    expect(keys(marked, '*').commands[0]).toMatchObject({ change: { default: null } })
    expect(keys(opened, 'j', 'd').commands[0]).toMatchObject({
      host: 'off',
      change: { enabled: null },
    })
  })

  test('ctrl-t tests all enabled hosts', () => {
    const tested = asked(keys(opened, 'C-t').commands, 'test-host').map(command =>
      'host' in command && typeof command.host === 'object' ? command.host?.name : '',
    )
    expect(tested).toEqual(['local', 'gpu1', 'web', 'theirs'])
  })

  test('x asks before it removes the host', () => {
    const { state } = keys(opened, 'x')
    expect(state.view.confirm?.question).toBe('Remove gpu1 from the configuration?')
    expect(keys(state, 'n').commands).toEqual([])
    const gone = keys(state, 'y')
    expect(gone.commands).toEqual([{ type: 'drop-host', host: 'gpu1' }])
    expect(gone.state.view.mode).toBe('hosts')
  })

  test.each([
    ['local', 'd', 'This machine is always in the list'],
    ['local', 'e', 'This machine is always in the list'],
    ['local', 'c', 'local needs no login'],
    ['local', 'r', 'local is connected.'],
    ['off', 't', 'off is disabled: press d to enable it.'],
    ['off', 'c', 'off is disabled'],
    ['off', 'r', 'off is disabled'],
    ['web', 'c', 'web needs no login, because it is not an ssh host.'],
    ['theirs', 'x', 'theirs comes from /home/me/.atmux.json'],
    ['theirs', 'Enter', 'hosts import --from atmux'],
  ])('%s: %s says %s', (host, key, words) => {
    const { state, commands } = keys(run(opened, { type: 'open-hosts', host }).state, key)
    expect(toast(state)).toContain(words)
    expect(commands).toEqual([])
  })

  test('c is a key of the pool too', () => {
    const pool = run(start, { type: 'focus', panel: 'pool' }, { type: 'jump', row: 2 }).state
    expect(asked(keys(pool, 'c').commands, 'connect-host')).toHaveLength(1)
    expect(toast(keys(run(pool, { type: 'first' }).state, 'c').state)).toContain('needs no login')
  })
})

describe('the form', () => {
  const form = keys(opened, 'a').state
  const row = ({ view }: UiState) => view.hosts?.form?.current
  const wrong = (state: UiState) =>
    state.view.hosts?.form ? errorsIn(state, state.view.hosts.form) : {}

  test('shows errors of a field while typing, and of other fields only after they were visited', () => {
    expect(wrong(form)).toEqual({})
    expect(wrong(keys(form, '"gpu1"').state)).toEqual({ name: 'The host gpu1 already exists' })
    expect(wrong(keys(form, '"gpu1x"').state)).toEqual({})
    const left = keys(form, '"x"', 'Tab', 'Tab', 'Tab', '"0"').state
    expect(wrong(left)).toEqual({
      host: 'Host is required',
      port: 'Port must be between 1 and 65535',
    })
  })

  test('saving with errors shows all errors, goes to the first, and tests nothing', () => {
    const { state, commands } = keys(form, 'C-s')
    expect(wrong(state)).toEqual({ name: 'Name is required', host: 'Host is required' })
    expect([row(state), state.view.mode, commands]).toEqual(['name', 'host-form', []])
  })

  test('shows the fields of its transport; a choice is changed with space, arrows and letters', () => {
    const kind = keys(form, 'Tab').state
    const at = (...all: readonly string[]) =>
      keys(kind, ...all).state.view.hosts?.form?.texts.transport
    expect([at('Right'), at('" "'), at('Left'), at('"k"'), at('"s"')]).toEqual([
      'ssh2',
      'ssh2',
      TRANSPORTS.at(-1),
      'kube',
      'ssh2',
    ])
    const next = keys(kind, '"d"', 'Tab').state
    expect(row(next)).toBe('container')
    expect(wrong(keys(next, 'Tab').state)).toMatchObject({
      container: 'A docker host needs a container',
    })
  })

  test('cycles through its fields, enter goes to the next; the environment has its own lines', () => {
    expect(row(keys(form, 'BTab').state)).toBe('default')
    expect(row(keys(form, 'Enter', 'Enter').state)).toBe('host')
    expect(row(keys(form, 'Down', 'Up').state)).toBe('name')
    const there = run(form, ...Array(7).fill({ type: 'next-field', by: 1 })).state
    expect(row(there)).toBe('environment')
    const two = keys(there, '"A=1"', 'C-j', '"B"').state
    expect(two.view.hosts?.form?.texts.environment).toBe('A=1\nB')
    expect(wrong(two)).toMatchObject({ environment: '"B" is not NAME=value' })
    expect(row(keys(two, 'Up').state)).toBe('environment')
    expect(row(keys(two, 'Up', 'Up').state)).toBe('directory')
    expect(keys(form, '"a\nb"').state.view.hosts?.form?.texts.name).toBe('a b')
  })

  test('of an existing host begins with its current values', () => {
    const { state } = keys(opened, 'e')
    expect(state.view.hosts?.form).toMatchObject({
      host: 'gpu1',
      current: 'host',
      texts: { name: 'gpu1', host: 'gpu1', port: '', tags: 'gpu', enabled: 'yes' },
    })
    expect(toast(keys(state, 'C-s').state)).toBe('Nothing was changed.')
    const tested = keys(state, 'Tab', '"2222"', 'C-s')
    expect(tested.commands).toEqual([
      expect.objectContaining({
        type: 'test-host',
        host: expect.objectContaining({ name: 'gpu1', address: 'gpu1:2222' }),
      }),
    ])
  })

  test('can rename a host without changing its address', () => {
    const named = keys(opened, 'e', 'BTab', 'BTab', 'C-u', '"box"', 'C-s')
    expect(named.commands[0]).toMatchObject({ type: 'test-host', host: { name: 'gpu1' } })
    const trial = named.state.view.hosts?.form?.trial
    expect(trial).toMatchObject({ host: 'gpu1', change: { name: 'box', address: 'gpu1' } })
    const ref = trial?.ref ?? ''
    const over = run(named.state, { type: 'tested', host: 'gpu1', test: ref })
    expect(over.commands[0]).toMatchObject({ type: 'keep-host', host: 'gpu1', isNew: false })
    const done = run(over.state, { type: 'did', text: 'Done.', ref: `${ref} kept` }).state
    expect(done.view.hosts?.host).toBe('box')
    const taken = keys(opened, 'e', 'BTab', 'BTab', 'C-u', '"web"').state
    expect(wrong(taken)).toEqual({ name: 'The host web already exists' })
  })

  test('of a host named only with --remote adds it to the configuration', () => {
    const named: HostConfig = { name: 'far', transport: 'ssh', address: 'far', joined: 'name' }
    const joined = run(opened, configured([...HOSTS, named]), { type: 'last' }).state
    expect(toast(keys(joined, 'd').state)).toBe(
      'far is not in the configuration. Press e to add the host.',
    )
    const { state } = keys(joined, 'e')
    expect(state.view.hosts?.form).toMatchObject({
      host: null,
      texts: { name: 'far', host: 'far' },
    })
    expect(asked(keys(state, 'C-s').commands, 'test-host')).toHaveLength(1)
  })

  test('leaves without doing anything', () => {
    const { state, commands } = keys(form, '"x"', 'Escape')
    expect([state.view.mode, state.view.hosts?.form, commands]).toEqual(['hosts', null, []])
  })

  test('ctrl-x stores the address that ssh resolves', () => {
    const edited = keys(opened, 'e', 'C-x')
    expect(asked(edited.commands, 'read-importable')).toHaveLength(1)
    const hosts = [{ name: clean('gpu1'), goal: clean('ana@fe80::1:22'), isKnown: true }]
    const told = run(edited.state, { type: 'importable', hosts }).state
    expect(told.view.hosts?.form?.texts).toMatchObject({ host: 'fe80::1', user: 'ana', port: '22' })
    expect(toast(keys(told, 'C-x').state)).toBe('This host does not use your ssh config.')
    const unknown = run(edited.state, { type: 'importable', hosts: [] }).state
    expect(toast(unknown)).toContain('has no host gpu1')
    expect(unknown.view.hosts?.form?.texts.user).toBe('')
  })
})

describe('saving', () => {
  const filled = keys(opened, 'a', '"new"', 'Tab', 'Tab', '"10.0.0.9"', 'C-s')
  const ref = filled.state.view.hosts?.form?.trial?.ref ?? ''
  const probed = (state: 'ok' | 'fail'): UiMessage => ({
    type: 'probed',
    host: 'new',
    check: makeCheck({ name: 'reach', state, found: 'x' }),
    test: ref,
  })
  const tested: UiMessage = { type: 'tested', host: 'new', test: ref }
  const keep = {
    type: 'keep-host',
    host: 'new',
    isNew: true,
    change: expect.objectContaining({ address: '10.0.0.9', enabled: null }),
  }

  test('tests first; if the test succeeds, the host is saved and selected', () => {
    expect(filled.state.view.mode).toBe('host-trial')
    expect(asked(filled.commands, 'keep-host')).toEqual([])
    const over = run(filled.state, probed('ok'), tested)
    expect(over.commands).toEqual([expect.objectContaining(keep)])
    expect(toast(keys(over.state, 'y').state)).toBe('The host is being saved.')
    expect(run(over.state, { type: 'keep-anyway' }).commands).toEqual([])
    const done = run(over.state, { type: 'did', text: 'Added new.', ref: `${ref} kept` })
    const { view } = run(
      done.state,
      configured([...HOSTS, { name: 'new', transport: 'ssh' }]),
    ).state
    expect([view.mode, view.hosts?.host, view.hosts?.form]).toEqual(['hosts', 'new', null])
  })

  test('if the test fails, the user decides', () => {
    const over = run(filled.state, probed('fail'), tested)
    expect(over.commands).toEqual([])
    expect(footerHints(over.state).map(hint => hint.label)).toContain('save anyway')
    expect(keys(over.state, 'y').commands).toEqual([expect.objectContaining(keep)])
    const back = keys(over.state, 'n')
    expect([back.state.view.mode, back.state.view.hosts?.form?.texts.host]).toEqual([
      'host-form',
      '10.0.0.9',
    ])
    expect(asked(keys(over.state, 't').commands, 'test-host')).toHaveLength(1)
  })

  test('during the test, only going back is possible; results after that are ignored', () => {
    expect(toast(keys(filled.state, 'y').state)).toContain('The test is still running')
    const left = keys(filled.state, 'Escape').state
    expect(run(left, probed('ok'), tested).commands).toEqual([])
  })

  test('if the file cannot be written, the form is shown again', () => {
    const over = run(filled.state, probed('ok'), tested).state
    const failure = makeFailure({ kind: 'refused', what: 'It cannot be written.' })
    const failed = run(over, { type: 'failed', failure, ref: `${ref} kept` }).state
    expect([failed.view.mode, failed.view.hosts?.form?.trial]).toEqual(['host-form', null])
    expect(toast(failed)).toContain('It cannot be written.')
  })

  test('simulated hosts are not written to the configuration', () => {
    const settings = { ...empty.settings, pretends: true as const }
    const demo = run(opened, { type: 'configured', hosts: HOSTS, settings }).state
    for (const key of ['d', '*']) {
      const refused = keys(demo, key)
      expect(refused.commands).toEqual([])
      expect(toast(refused.state)).toContain('The hosts of the demo are simulated')
    }
    const trial = keys(demo, 'a', '"new"', 'Tab', 'Tab', '"10.0.0.9"', 'C-s').state
    const pretended: UiMessage = { ...tested, test: trial.view.hosts?.form?.trial?.ref ?? '' }
    const over = run(trial, pretended)
    expect([over.commands, over.state.view.mode]).toEqual([[], 'host-form'])
  })

  test('a disabled host is not tested', () => {
    const off = keys(opened, 'a', '"x"', 'Tab', 'Tab', '"h"', 'BTab', 'BTab', 'BTab', 'BTab', '" "')
    expect(off.state.view.hosts?.form?.texts.enabled).toBe('no')
    expect(keys(off.state, 'C-s').commands).toEqual([
      expect.objectContaining({
        type: 'keep-host',
        change: expect.objectContaining({ enabled: false }),
      }),
    ])
  })
})

describe('importing', () => {
  const asking = keys(opened, 'i')
  const ref = asking.state.view.hosts?.picks?.ref ?? ''
  const hosts = ['a', 'gpu1', 'b'].map(name => ({
    name: clean(name),
    goal: clean(`me@${name}:22`),
    isKnown: name === 'gpu1',
  }))
  const list = run(asking.state, { type: 'importable', hosts, ref }).state
  const imported = (state: UiState) => asked(keys(state, 'Enter').commands, 'import-hosts')

  test('asks ssh once and ignores other answers', () => {
    expect(asking.commands).toEqual([{ type: 'read-importable', ref }])
    expect(
      run(asking.state, { type: 'importable', hosts, ref: 'x' }).state.view.hosts?.picks?.rows,
    ).toBeNull()
    const failure = makeFailure({ kind: 'missing', what: 'No file.' })
    const failed = run(asking.state, { type: 'failed', failure, ref }).state
    expect(failed.view.hosts?.picks?.failure).toEqual(failure)
  })

  test.each([
    [[], ['a']],
    [['Space'], ['a']],
    [
      ['Space', 'Space', 'Space'],
      ['a', 'b'],
    ],
    [['*'], ['a', 'b']],
    [['*', '*', 'G'], ['b']],
    [['Space', 'g', 'Space', 'G'], ['b']],
  ])('%j and enter imports %j', (pressed, names) => {
    expect(imported(keys(list, ...pressed).state)).toEqual([
      { type: 'import-hosts', from: 'ssh', names },
    ])
  })

  test('a known host cannot be selected', () => {
    expect(toast(keys(list, 'j', 'Enter').state)).toBe('No host is selected: space selects one.')
    expect(keys(list, 'q').state.view.mode).toBe('hosts')
  })
})

describe('discovering', () => {
  const asking = keys(opened, 'D')
  const ref = asking.state.view.hosts?.picks?.ref ?? ''
  const entry = (container: string) => ({
    name: container,
    transport: 'docker' as const,
    container,
  })
  const found = [
    { entry: entry('api'), sessions: 2 },
    { entry: entry('web'), sessions: 1, known: 'web' },
    { entry: entry('db'), sessions: null },
    { entry: entry('bad'), sessions: null, trouble: clean('No shell in it.') },
  ]
  const list = run(asking.state, { type: 'discovered', from: 'docker', found, ref }).state

  test('enter copies one into the form, esc returns to the list', () => {
    expect(asking.commands).toEqual([{ type: 'discover', from: 'docker', ref }])
    const { state } = keys(list, 'Enter')
    expect(state.view.hosts?.form).toMatchObject({
      host: null,
      texts: { name: 'api', transport: 'docker', container: 'api' },
    })
    expect(keys(state, 'Escape').state.view).toMatchObject({ mode: 'discover' })
    expect(asked(keys(state, 'C-s').commands, 'test-host')).toHaveLength(1)
  })

  test.each([
    [['j'], 'This is already the host web.'],
    [['j', 'j'], 'tmux is not installed in db.'],
    [['G'], 'No shell in it.'],
  ])('%j: %s', (pressed, words) => {
    expect(toast(keys(list, ...pressed, 'Enter').state)).toBe(words)
  })

  test('tab looks for pods, r repeats the search', () => {
    expect(keys(list, 'Tab').commands[0]).toMatchObject({ type: 'discover', from: 'kube' })
    expect(keys(list, 'Tab', 'r').commands.at(-1)).toMatchObject({ from: 'kube' })
    expect(keys(list, 'Tab', 'Tab').commands.at(-1)).toMatchObject({ from: 'docker' })
  })
})
