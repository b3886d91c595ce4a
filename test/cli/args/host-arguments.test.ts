import { describe, expect, test } from 'vitest'
import { ALL_COMMANDS } from '../../../src/cli/command-table.ts'
import { ADDRESS, ask } from '../pretend-fleet.ts'

const ID = 'sess-20260502-203014-4f2a'

/** TARGET and HOST are where a place is named; SOME: where several may be. */
type Line = readonly string[]

/** How each word is written, whichever way it names a place. A word that is not here fails the first test. */
const LINES: Readonly<Record<string, readonly Line[]>> = {
  ls: [['ls'], ['ls', '--host', 'SOME']],
  output: [
    ['output', 'TARGET'],
    ['output', '--lines', '3', '--follow', 'TARGET'],
  ],
  explain: [['explain', 'TARGET']],
  watch: [['watch'], ['watch', '--host', 'SOME']],
  wait: [['wait', '--for', 'idle', '--timeout', '1', 'TARGETS']],
  grep: [['grep', 'x']],
  record: [['record', '-o', '/nowhere/x.cast', 'TARGET']],
  send: [
    ['send', 'TARGETS', 'text'],
    ['send', '--to', 'TARGETS', 'text'],
    ['send', '--answer-to', 'TARGETS', 'text'],
    ['send', '--keys', 'Up', 'TARGETS'],
    ['send', '--to', 'TARGETS', '--answer-to', 'TARGETS', 'text'],
  ],
  interrupt: [
    ['interrupt', 'TARGETS'],
    ['interrupt', '--to', 'TARGETS'],
  ],
  attach: [['attach', 'TARGET']],
  new: [['new', '--host', 'HOST']],
  kill: [['kill', '--yes', 'TARGET']],
  start: [['start', '--host', 'HOST', 'prompt']],
  list: [['list']],
  status: [['status']],
  pool: [
    ['pool', 'cordon', 'HOST'],
    ['pool', 'uncordon', 'HOST'],
    ['pool', 'drain', 'HOST'],
    ['pool', '--yes', 'remove', 'HOST'],
  ],
  exec: [['exec', 'fix', 'prompt', '--vm-name', 'HOST']],
  run: [
    ['run', 'claude', 'prompt', '--on', 'HOST'],
    ['run', 'list', '--on', 'HOST'],
  ],
  benchmark: [
    ['benchmark', 'x.yaml', '--on', 'HOST'],
    ['benchmark', 'list'],
    ['benchmark', 'show', 'x'],
  ],
  work: [
    ['work', 'list', '--host', 'HOST'],
    ['work', 'status', 'some', '--host', 'HOST'],
  ],
  fetch: [['fetch', ID]],
  recover: [['recover', 'SOME']],
  reassign: [['reassign', ID, 'HOST']],
  secrets: [['secrets']],
  hosts: [
    ['hosts'],
    ['hosts', 'show', 'HOST'],
    ['hosts', 'edit', 'HOST', '--no-test', '--port', '22'],
    ['hosts', '--yes', 'remove', 'HOST'],
    ['hosts', 'test', 'SOME'],
    ['hosts', 'connect', 'HOST'],
    ['hosts', 'enable', 'HOST'],
    ['hosts', 'disable', 'HOST'],
    ['hosts', 'default', 'HOST'],
    ['hosts', 'tag', 'HOST', 'a'],
    ['hosts', 'cordon', 'HOST'],
    ['hosts', 'uncordon', 'HOST'],
    ['hosts', 'close', 'HOST'],
    ['hosts', 'add', 'HOST', '--no-test'],
    ['hosts', 'add', 'new', '--no-test', '--host', 'HOST'],
    ['hosts', 'import', 'HOST'],
    ['hosts', 'discover', 'docker', 'HOST'],
    ['hosts', 'discover', 'kube', 'HOST', 'HOST'],
  ],
  server: [['server']],
  detect: [['detect', 'codex', '--on', 'HOST']],
  ask: [
    ['ask', '--to', 'TARGETS', 'text'],
    ['ask', '--select', 'host=none', '--moderator', 'TARGET', 'text'],
  ],
  talks: [['talks']],
  history: [
    ['history', 'HOST:dir'],
    ['history', 'add', 'HOST', 'text'],
    ['history', 'on', 'TARGET'],
  ],
  term: [['term', 'HOST:dir']],
  playbook: [
    ['playbook', 'list', '--on', 'HOST'],
    ['playbook', 'check', 'x', '--dir', 'HOST:dir'],
  ],
  'run-on': [['run-on', '--on', 'HOST', '--', 'true']],
  files: [['files', 'ls', 'HOST:dir']],
  install: [['install', 'codex', '--on', 'HOST']],
  update: [['update', 'codex', '--on', 'HOST']],
  uninstall: [['uninstall', 'codex', '--on', 'HOST']],
  conversations: [
    ['conversations', '--on', 'HOST'],
    ['conversations', 'show', 'ID', '--on', 'HOST'],
    ['conversations', 'search', 'text', '--on', 'HOST'],
  ],
  'agent-sessions': [['agent-sessions', 'cost', '--on', 'HOST']],
  hooks: [['hooks', 'list', 'codex', '--on', 'HOST']],
  mcp: [['mcp'], ['mcp', 'list', 'codex', '--on', 'HOST']],
  skill: [['skill']],
  config: [['config', 'path']],
  doctor: [['doctor'], ['doctor', '--host', 'SOME'], ['doctor', '--on', 'SOME']],
  completion: [['completion', 'bash']],
  complete: [['complete', '--', 'send', '']],
  demo: [['demo']],
}

const all = [['(screen)', []] as const, ...Object.entries(LINES).flatMap(named)]
const targets = all.filter(([, line]) => line.some(part => part.startsWith('TARGET')))
const single = targets.filter(([, line]) => line.includes('TARGET'))
const placed = all.filter(([, line]) => line.includes('HOST') || line.includes('SOME'))

/** Words that take TARGET and are about nothing else. */
const NO_TARGETS = [
  '',
  ' ',
  '/',
  '/s1',
  ' /s1',
  'h1/',
  'h1/ ',
  ':1',
  'h1/:1',
  's1:',
  's1:1.',
  's1:.',
]
const NO_HOSTS = ['', ' ', '\t', '\n']
const NO_LISTS = [...NO_HOSTS, ',', ' , ,']

test('every word stands here, and each way in which it names a place', () => {
  expect(Object.keys(LINES).sort()).toEqual(ALL_COMMANDS.map(({ name }) => name).sort())
  for (const { name, first, flags } of ALL_COMMANDS) {
    const lines = LINES[name] ?? []
    if (first === 'target') expect([name, lines.flat().some(isTarget)]).toEqual([name, true])
    for (const [flag, { of }] of Object.entries(flags)) {
      const isHere = lines.some(line =>
        isPlace(line[line.indexOf(`--${flag}`) + 1] ?? '', line, flag),
      )
      if (typeof of === 'string') expect([name, flag, isHere]).toEqual([name, flag, true])
    }
  }
})

test('a flag that is called like a place says that it is one', () => {
  // The --host of `server` is an address of this machine, to listen on.
  const others = ALL_COMMANDS.filter(({ name }) => name !== 'hosts' && name !== 'server')
  for (const { name, flags } of others) {
    for (const [flag, { of }] of Object.entries(flags)) {
      const isPlaceName = /^(host|remote|on|to|target|machine|vm-name)s?$/.test(flag)
      if (isPlaceName) expect([name, flag, of]).toEqual([name, flag, expect.any(String)])
    }
  }
})

describe('what names nothing is a usage error, and nothing is done', () => {
  test.each(targets)('%s %j', async (_, line) => {
    for (const text of NO_TARGETS) await isRefused(fill(line, text))
  })

  test.each(placed)('%s %j', async (_, line) => {
    for (const text of NO_HOSTS) await isRefused(fill(line, text))
  })

  test.each(placed.filter(([, line]) => isFlagged(line)))('%s %j: commas', async (_, line) => {
    for (const text of [',', ' , ,']) await isRefused(fill(line, text))
  })

  test('a directory behind no host is not one of this machine', async () => {
    await isRefused(['playbook', 'check', 'x', '--dir', ':dir'], './:dir')
  })

  test.each(['list', 'show', 'stop'])('benchmark %s is about no other host', async word => {
    await isRefused(['benchmark', word, 'x', '--on', 'h1'], 'Omit --on')
  })

  test.each(all)('--remote, for %s %j', async (_, line) => {
    const whole = fill(line, 's1')
    for (const text of NO_LISTS) {
      await isRefused([`--remote=${text}`, ...whole])
      await isRefused(['--remote', text, ...whole])
      await isRefused(['--remote', 'h1', '--remote', text, ...whole])
    }
  })
})

describe('a place that was named is the only one', () => {
  test.each(targets)('%s %j: with --remote a target is on that host', async (_, line) => {
    const { hosts, code } = await ask('--remote', 'h1', ...fill(line, 's1'))
    expect([hosts, code]).toEqual([['h1'], 1])
  })

  test.each(targets)('%s %j: a target with its host is on that host', async (_, line) => {
    expect((await ask(...fill(line, 'h2/s1'))).hosts).toEqual(['h2'])
  })

  test.each(targets)('%s %j: without any host it is this machine', async (_, line) => {
    expect((await ask(...fill(line, 's1'))).hosts).toEqual(['local'])
  })

  test.each(single)('%s %j: takes one host', async (_, line) => {
    await isRefused(['--remote', 'h1,h2', ...fill(line, 's1')], 'h1 and h2')
    await isRefused(['--remote', 'h1', ...fill(line, 'h2/s1')], 'h2/s1')
  })

  test.each(targets.filter(([, line]) => line.includes('TARGETS')))(
    '%s %j: on each of several hosts',
    async (_, line) => {
      expect((await ask('--remote', 'h1,h2', ...fill(line, 's1'))).hosts).toEqual(['h1', 'h2'])
    },
  )

  test.each(placed)('%s %j: a host is named once', async (name, line) => {
    const isNew = line.includes('add') || line.includes('import') || line.includes('discover')
    if (isNew) return
    const { code, hosts } = await ask('--remote', 'h1', ...fill(line, 'configured'))
    if (!line.includes('SOME') || name === 'hosts') expect([code, hosts]).toEqual([2, []])
    else expect(hosts).toEqual(['configured', 'h1'])
  })

  test.each([
    ['new', ['new']],
    ['start', ['start', 'prompt']],
    ['exec', ['exec', 'fix', 'prompt']],
    ['hosts test', ['hosts', 'test']],
    ['hosts close', ['hosts', 'close']],
    ['hosts default', ['hosts', 'default']],
    ['hosts connect', ['hosts', 'connect']],
  ])('%s means the host of --remote where it names none', async (_, line) => {
    expect((await ask('--remote', 'h1', ...line)).hosts).toEqual(['h1'])
  })

  test('pool too, which is about no host of which it knows nothing', async () => {
    const { code, err } = await ask('--remote', 'h1', 'pool', 'cordon')
    expect([code, err]).toEqual([1, expect.stringContaining('h1')])
  })

  test.each([...targets, ...placed])('%s %j: a host as ssh takes it too', async (_, line) => {
    const isTargetLine = line.some(isTarget)
    const whole = fill(line, isTargetLine ? 'ssh://me@h3:22/s1' : 'ssh://me@h3:22/')
    const { hosts } = await ask(...whole)
    if (isTargetLine) expect(hosts).toEqual(['me@h3:22'])
    else expect(hosts.join()).not.toContain('ssh://')
    const rest = fill(line, isTargetLine ? 's1' : 'me@h3:22')
    const far = await ask('--remote', 'ssh://me@h3:22', ...rest)
    expect(far.hosts).toEqual((await ask('--remote', 'me@h3:22', ...rest)).hosts)
  })

  test.each([...targets, ...placed])(
    '%s %j: the address of a host is that host',
    async (name, line) => {
      // The words that keep the configuration take its names; what is new has none yet.
      if (name === 'hosts' && !/^(test|connect|close)$/.test(line[1] ?? '')) return
      const whole = fill(line, line.some(isTarget) ? `${ADDRESS}/s1` : ADDRESS)
      const named = fill(line, line.some(isTarget) ? 'configured/s1' : 'configured')
      const [asked, right] = [await ask(...whole), await ask(...named)]
      expect([asked.code, asked.hosts]).toEqual([right.code, right.hosts])
    },
  )

  test('demo has hosts of its own', async () => {
    await isRefused(['--remote', 'h1', 'demo'], 'Omit --remote')
  })
})

test('another value that is empty is a usage error too', async () => {
  for (const flag of ['--cwd', '--name']) await isRefused(['new', '--host', 'local', flag, ''])
  for (const flag of ['--repo', '--branch', '--agent', '--region'])
    await isRefused(['start', '--host', 'h1', flag, '', 'prompt'])
  await isRefused(['--ssh-config', '', 'ls'])
})

test('an unknown host, where only one of the configuration will do', async () => {
  for (const what of ['show', 'edit', 'enable', 'disable', 'default'])
    expect([what, (await ask('hosts', what, 'nowhere')).code]).toEqual([what, 2])
})

async function isRefused(line: Line, words = ''): Promise<void> {
  const { code, err, hosts, commands } = await ask(...line)
  const asked = commands.filter(({ type }) => type !== 'wake' && type !== 'track')
  expect([line, code, hosts, asked]).toEqual([line, 2, [], []])
  expect(err).toContain(words)
  expect(err).toMatch(/^fleetmux: \S/)
}

function fill(line: Line, text: string): string[] {
  return line.map(part => (/^(TARGETS?|HOST|SOME)$/.test(part) ? text : part))
}

function named([name, lines]: readonly [string, readonly Line[]]) {
  return lines.map(line => [name, line] as const)
}

/** Whether a flag names the place. */
function isFlagged(line: Line): boolean {
  const at = line.findIndex(part => part === 'HOST' || part === 'SOME')
  return line[at - 1]?.startsWith('--') === true
}

function isTarget(part: string): boolean {
  return part === 'TARGET' || part === 'TARGETS'
}

function isPlace(part: string, line: Line, flag: string): boolean {
  return line.includes(`--${flag}`) && (isTarget(part) || part === 'HOST' || part === 'SOME')
}
