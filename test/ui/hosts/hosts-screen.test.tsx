import { Box } from 'ink'
import { describe, expect, test } from 'vitest'
import { makeCheck } from '../../../src/state/model/check.ts'
import { makeFailure } from '../../../src/state/model/failure.ts'
import type { HostConfig } from '../../../src/state/model/host-config.ts'
import { clean } from '../../../src/state/text/clean.ts'
import { Confirm } from '../../../src/ui/app/confirm-dialog.tsx'
import { HostForm } from '../../../src/ui/hosts/host-form.tsx'
import { HostPicks } from '../../../src/ui/hosts/host-picks-dialog.tsx'
import { HostTrial } from '../../../src/ui/hosts/host-test-dialog.tsx'
import { Hosts } from '../../../src/ui/hosts/hosts-screen.tsx'
import type { UiState } from '../../../src/ui/model/ui-state.ts'
import type { UiMessage } from '../../../src/ui/view/step.ts'
import { emptyScreen, later, up } from '../fleet.ts'
import { printed } from '../parts/printed.tsx'

const HOSTS: readonly HostConfig[] = [
  { name: 'local', transport: 'local' },
  { name: 'gpu1', transport: 'ssh', address: 'gpu1', tags: ['gpu'], tier: 'l', default: true },
  { name: 'old-box', transport: 'ssh', address: 'ana@10.0.0.7:2222', key: '~/.ssh/old' },
  { name: 'holiday', transport: 'ssh', address: 'holiday', disabled: true },
  { name: 'web', transport: 'docker', container: 'web', environment: { TOKEN: 'secret' } },
  { name: 'pod', transport: 'kube', pod: 'api-0', namespace: 'shop' },
]

const FAILURE = makeFailure({
  kind: 'unreachable',
  what: 'The machine answers, but no sshd listens on this port.',
  why: 'Connection refused',
  hint: 'Start sshd on the host, or correct the port.',
})

function opened(
  columns: number,
  rows: number,
  host: string,
  ...more: readonly UiMessage[]
): UiState {
  const empty = emptyScreen({ columns, rows })
  const configured = later(
    empty,
    { type: 'configured', hosts: HOSTS, settings: empty.settings },
    { type: 'link', host: 'old-box', link: { state: 'down', failure: FAILURE } },
  )
  return later(up(up(configured, 'local', []), 'gpu1', []), { type: 'open-hosts', host }, ...more)
}

function shown(state: UiState): string {
  const { view } = state
  const { hosts } = view
  return printed(
    state,
    <Box width={view.columns} height={view.rows - 2}>
      <Hosts />
      {hosts?.picks && !hosts.form && <HostPicks picks={hosts.picks} />}
      {view.mode === 'host-form' && hosts?.form && <HostForm form={hosts.form} />}
      {view.mode === 'host-trial' && <HostTrial />}
      {view.confirm && <Confirm confirm={view.confirm} />}
    </Box>,
  )
}

/** Every line is as wide as the screen. */
function isAligned(text: string): boolean {
  const lines = text.split('\n').filter(line => line.trim() !== '')
  return new Set(lines.map(line => line.length)).size === 1
}

const check = (
  name: string,
  state: 'ok' | 'warn' | 'fail',
  found: string,
  hint?: string,
): UiMessage => ({
  type: 'probed',
  host: 'gpu1',
  test: 't',
  check: makeCheck({ name, state, found, ...(hint && { hint }) }),
})

describe.each([
  [80, 24],
  [120, 40],
  [40, 20],
])('%ix%i', (columns, rows) => {
  const open = (host: string, ...more: readonly UiMessage[]) =>
    shown(opened(columns, rows, host, ...more))

  test('the hosts, and the failure of the selected one', () => {
    const text = open('old-box')
    for (const part of [
      'Hosts 6',
      '3 of 6',
      '▌ ✗ old-box  ssh',
      '⊘ holiday',
      '● gpu1',
      'docker',
      'kube',
    ])
      expect(text).toContain(part)
    const words = text.replace(/[\s┃]+/g, ' ')
    for (const part of [
      'The machine answers, but no sshd listens on this port.',
      'why Connection refused',
      'do now Start sshd on the host',
      'here c logs in',
    ])
      expect(words).toContain(part)
    expect(isAligned(text)).toBe(true)
  })

  test('a test, line by line', () => {
    const begun = open(
      'gpu1',
      { type: 'test-host', host: 'gpu1', ref: 't' },
      check('reach', 'ok', 'gpu1'),
    )
    expect(begun).toMatch(/reach +ok +gpu1/)
    expect(begun).toContain('testing…')
    expect(isAligned(begun)).toBe(true)
    const over = open(
      'gpu1',
      { type: 'test-host', host: 'gpu1', ref: 't' },
      check('tmux', 'fail', 'not found', 'Install it.'),
      { type: 'tested', host: 'gpu1', test: 't' },
    )
    expect(over).toMatch(/tmux +FAIL not found[^]*Install it\.[^]*One check failed\./)
  })

  test('the form shows an error below its field', () => {
    const text = open(
      'gpu1',
      { type: 'open-host-form', host: null },
      { type: 'typed', text: 'a b' },
    )
    expect(text).toMatch(/Add a host[^]*▌name +a b[^]*✗ A name must not[^]*transport +\[ssh\]/)
    expect(isAligned(text)).toBe(true)
  })

  test('the question before a host is removed', () => {
    const text = open('gpu1', { type: 'ask-drop', host: 'gpu1' })
    expect(text).toMatch(/Remove a host[^]*Remove gpu1 from the/)
    expect(text.replace(/[^a-z;.?]+/gi, ' ')).toContain(
      'Only its configuration entry is removed; its sessions go on.',
    )
    expect(isAligned(text)).toBe(true)
  })
})

test('each host shows as many details as fit, but never values of the environment', () => {
  const wide = shown(opened(120, 40, 'web'))
  expect(wide).toMatch(/gpu1 +ssh +up +using ssh config +#gpu +l +default/)
  expect(wide).toMatch(/old-box[^]*ana@10\.0\.0\.7:2222/)
  expect(wide).toMatch(/web +docker[^\n]*container web/)
  expect(wide).toMatch(/pod +kube[^\n]*pod api-0 in shop/)
  expect(wide).toContain('environment  TOKEN')
  expect(wide).not.toContain('secret')
})

test('the form of each transport has its own fields, and mentions the ssh config only if it applies', () => {
  const ssh = shown(opened(100, 40, 'gpu1', { type: 'open-host-form', host: 'gpu1' }))
  expect(ssh).toMatch(/Change gpu1[^]*▌host[^]*port +using ssh config[^]*key +using ssh config/)
  const docker = shown(opened(100, 40, 'web', { type: 'open-host-form', host: 'web' }))
  expect(docker).toMatch(/\[docker\][^]*container +web[^]*workdir[^]*TOKEN=secret/)
  expect(docker).not.toMatch(/ port /)
})

test('the error and the description of a field are shown completely', () => {
  const typed = [
    { type: 'open-host-form', host: null },
    { type: 'typed', text: 'a b' },
    { type: 'next-field', by: 1 },
  ] as const
  const words = shown(opened(40, 20, 'gpu1', ...typed)).replace(/[\s┃]+/g, ' ')
  expect(words).toContain('✗ A name must not contain " "')
  expect(words).toContain('kube: a pod. space, left, right change it')
})

test('the form for ssh2 does not mention the ssh config', () => {
  const steps: UiMessage[] = [{ type: 'open-host-form', host: null }]
  steps.push({ type: 'next-field', by: 1 }, { type: 'typed', text: ' ' })
  for (const field of ['host', 'port', 'user', 'key']) {
    steps.push({ type: 'next-field', by: 1 })
    const text = shown(opened(120, 40, 'gpu1', ...steps))
    expect(text).toContain(`▌${field}`)
    expect(text).not.toMatch(/ssh config says|only those|Host of/)
  }
})

test('with fewer rows than fields, the edited field is visible', () => {
  const moved = Array<UiMessage>(15).fill({ type: 'next-field', by: 1 })
  const text = shown(opened(80, 16, 'gpu1', { type: 'open-host-form', host: null }, ...moved))
  expect(text).toContain('▌default')
})

test('with more hosts than rows, the selected host is visible', () => {
  const hosts = Array.from({ length: 500 }, (_, index) => ({
    name: `h${index}`,
    transport: 'ssh' as const,
  }))
  const state = opened(
    80,
    24,
    'h250',
    { type: 'configured', hosts, settings: emptyScreen({ columns: 1, rows: 1 }).settings },
    { type: 'open-hosts', host: 'h250' },
  )
  expect(shown(state)).toMatch(/Hosts 500[^]*▌ · h250 /)
})

test('the lists of hosts to import: selected, known and failed ones', () => {
  const picks = { type: 'pick-hosts', from: 'ssh', ref: 'r' } as const
  const hosts = [
    { name: clean('new'), goal: clean('me@new:22'), isKnown: false },
    { name: clean('gpu1'), goal: clean('me@gpu1:22'), isKnown: true },
  ]
  const waiting = opened(100, 30, 'gpu1', picks)
  expect(shown(waiting)).toContain('Asking ssh for the addresses…')
  const list = later(
    waiting,
    { type: 'importable', hosts, ref: 'r' },
    { type: 'tick-host', what: 'one' },
  )
  expect(shown(list)).toMatch(
    /1 selected[^]*\[✓\] new +me@new:22[^]*gpu1 .*The host gpu1 already exists/,
  )
  const failed = later(waiting, { type: 'failed', failure: FAILURE, ref: 'r' })
  expect(shown(failed)).toContain('no sshd listens on this port')
  const none = later(waiting, { type: 'importable', hosts: [], ref: 'r' })
  expect(shown(none)).toContain('Your ssh config contains no host.')
})

test('a failed test before saving asks what to do', () => {
  const trial = opened(
    100,
    30,
    'gpu1',
    { type: 'open-host-form', host: 'gpu1' },
    {
      type: 'try-host',
      host: 'gpu1',
      change: { tier: 's' },
      isNew: false,
      untested: false,
      ref: 't',
    },
    { type: 'test-host', host: 'gpu1', change: { tier: 's' }, ref: 't' },
    check('tmux', 'fail', 'not found'),
    { type: 'tested', host: 'gpu1', test: 't' },
  )
  expect(shown(trial)).toMatch(/Test gpu1[^]*tmux +FAIL not found[^]*Save the host anyway\?/)
})
