import { afterAll, beforeAll, expect, test } from 'vitest'
import { until } from '../lab/process.ts'
import { type App, openApp, shows } from './app.ts'

let app: App
beforeAll(async () => {
  app = await openApp()
  await app.tmux('new-session', '-d', '-s', 's10', '-x', '80', '-y', '10', 'exec cat')
})
afterAll(() => app.close())

const alive = async () =>
  (await app.tmux('list-sessions', '-F', '#{session_name}')).trim().split('\n')

test('ls: a line a session, separated by tabs, in a pipe', async () => {
  const { code, out } = await app.run(['ls'])
  expect(code).toBe(0)
  expect(out.split('\t').slice(0, 5)).toEqual(['local/s10', '1', '0', 'now', 'cat'])
})

test('ls on a terminal: aligned under titles, and never wider than it', async () => {
  await app.tmux('select-pane', '-t', '=s10:', '-T', '宽'.repeat(60))
  const { code, out } = await app.start(['ls'], { terminal: true }).ended
  const [titles = '', row = ''] = out.split('\r\n')
  expect(code).toBe(0)
  expect(titles).toMatch(/^TARGET +WINDOWS +ATTACHED +OUTPUT +COMMAND +TITLE$/)
  expect(row.indexOf('1')).toBeGreaterThan(0)
  expect(titles.indexOf('OUTPUT')).toBe(row.indexOf('now'))
  expect(row.endsWith('…')).toBe(true)
})

test('ls --json is one document of a documented shape', async () => {
  const { out } = await app.run(['ls', '--json'])
  const { version, hosts, sessions, failures } = JSON.parse(out)
  expect(version).toBe(1)
  expect(hosts[0]).toMatchObject({
    name: 'local',
    link: 'up',
    server: { state: 'running', path: 'pushed' },
    failure: null,
  })
  expect(sessions[0]).toMatchObject({
    target: 'local/s10',
    host: 'local',
    name: 's10',
    command: 'cat',
    windows: 1,
  })
  expect(sessions[0].panes[0]).toMatchObject({ width: 80, height: 10, dead: null })
  expect(failures).toEqual([])
})

test('send to s1 while only s10 lives: exit 3, and nothing is typed', async () => {
  for (const target of ['local/s1', 's1', 's1:0.0', 's10:7', 's10:0.3']) {
    const { code, err } = await app.run(['send', target, 'typed wrongly'])
    expect([target, code]).toEqual([target, 3])
    expect(err).toMatch(/There is no session s1\. Did you mean local\/s10\?|has no pane/)
  }
  expect(await app.tmux('capture-pane', '-p', '-t', '=s10:')).not.toContain('typed')
})

const texts = [
  '$(touch x) `id` "quoted" \'single\' \\n',
  '宽 ünïcode 🙂',
  '-rf --help',
  'C-c',
  'Enter',
  ';',
  '#{pane_id}',
  '~/x %1',
]

test.each(texts)('send types %j as it is, and Enter', async text => {
  const lines = async () => {
    const shown = await app.tmux('capture-pane', '-p', '-J', '-S', '-', '-t', '=s10:')
    return shown.split('\n').filter(line => line.trimEnd() === text).length
  }
  const before = await lines()
  const { code, out, err } = await app.run(['send', 'local/s10', '--', text])
  expect([code, out]).toEqual([0, ''])
  expect(err).toMatch(/^Sent to local\/s10:0\.0: (delivered|echoed|submitted)\.\n$/)
  // cat says it again: the Enter arrived too.
  await until(text, async () => (await lines()) === before + 2)
})

test('send reads stdin, and leaves the Enter out when it is told to', async () => {
  expect((await app.run(['send', 's10', '-'], { stdin: 'from stdin\n' })).code).toBe(0)
  await shows(app, '=s10:', 'from stdin\nfrom stdin\n')
  expect((await app.run(['send', '--no-enter', 's10', 'not yet'])).code).toBe(0)
  await shows(app, '=s10:', 'not yet')
  expect((await app.run(['send', 's10', ''])).code).toBe(0)
  await shows(app, '=s10:', 'not yet\nnot yet\n')
})

test('send refuses what is not text', async () => {
  const { code, err } = await app.run(['send', 's10', '-'], { stdin: Buffer.from([0x61, 0xff]) })
  expect([code, err]).toEqual([
    2,
    'fleetmux: The content of stdin is not UTF-8 text. Nothing was sent. Convert the text to UTF-8, for example with `iconv`.\n',
  ])
})

test('new starts a command in a directory and prints its target; kill ends that one only', async () => {
  for (const name of ['two words', "it's", '$(id)', 'ünï宽', '-dash', '"q"', 'a/b']) {
    const line = [
      'new',
      '--host',
      'local',
      `--name=${name}`,
      '--cwd',
      app.dir,
      '--',
      'sh',
      '-c',
      'pwd; echo "$1"; cat',
      'x',
      'a  b',
    ]
    expect(await app.run(line)).toEqual({ code: 0, out: `local/${name}\n`, err: '' })
    await until(
      name,
      async () => (await app.run(['output', `local/${name}`])).out === `${app.dir}\na  b\n`,
    )
    const { code, err } = await app.run(['kill', '--yes', `local/${name}`])
    expect([code, err]).toEqual([0, `Ended ${name} on local.\n`])
    expect(await alive()).toEqual(['s10'])
  }
})

test('new without a name prints the one that tmux gave; without a host it is a usage error', async () => {
  const { code, out } = await app.run(['new', '--host', 'local'])
  expect(code).toBe(0)
  expect(await alive()).toContain(out.trim().replace('local/', ''))
  await app.run(['kill', '-y', out.trim()])
  const without = await app.run(['new', '--', 'top'])
  expect([without.code, without.out]).toEqual([2, ''])
})

test('new says what tmux does not take', async () => {
  const { code, err } = await app.run(['new', '--host', 'local', '--name', 's10'])
  expect(code).toBe(1)
  expect(err).toContain('A session s10 already exists on the host.')
})

test('kill asks on a terminal, naming host and session, and only yes is yes', async () => {
  for (const [answer, code] of [
    ['\r', 1],
    ['n\r', 1],
    ['yep\r', 1],
    ['y\r', 0],
  ] as const) {
    await app.tmux('new-session', '-d', '-s', 'doomed', 'cat')
    const live = app.start(['kill', 'doomed'], { terminal: true })
    await until('the question', () =>
      live.out().includes('End session doomed on local, with 1 pane? [y/N]'),
    )
    expect(await alive()).toContain('doomed')
    live.child.stdin.write(answer)
    expect((await live.ended).code).toBe(code)
    expect((await alive()).includes('doomed')).toBe(code === 1)
    if (code === 1) await app.tmux('kill-session', '-t', '=doomed')
  }
})

test('kill without a terminal wants --yes, and takes whole sessions only', async () => {
  const without = await app.run(['kill', 's10'])
  expect([without.code, without.err]).toEqual([
    2,
    'fleetmux: fleetmux cannot ask for a confirmation, because stdin is not a terminal. Use --yes to end the session without a confirmation.\n',
  ])
  expect((await app.run(['kill', '--yes', 's10:0'])).code).toBe(2)
  expect((await app.run(['kill', '--yes', 's1'])).code).toBe(3)
  expect(await alive()).toContain('s10')
})

test('fleetmux in a pane neither types into its own nor ends it', async () => {
  const pane = (await app.tmux('display-message', '-p', '-t', '=s10:', '#{pane_id}')).trim()
  const socket = (await app.tmux('display-message', '-p', '#{socket_path},#{pid},0')).trim()
  const env = { TMUX: socket, TMUX_PANE: pane }
  for (const args of [
    ['send', 's10', 'x'],
    ['kill', '--yes', 's10'],
    ['output', 's10'],
  ]) {
    const { code, err } = await app.run(args, { env })
    expect([args[0], code]).toEqual([args[0], 1])
    expect(err).toMatch(/fleetmux itself/)
  }
})

test('attach wants a terminal, hands it over, and comes back', async () => {
  const without = await app.run(['attach', 's10'])
  expect([without.code, without.err]).toEqual([
    2,
    expect.stringContaining('attach needs a terminal'),
  ])
  const live = app.start(['attach', 'local/s10'], { terminal: true })
  await until('the client', async () =>
    (await app.tmux('list-clients', '-F', '#{client_tty}')).includes('/dev/'),
  )
  live.child.stdin.write('\x02d')
  expect((await live.ended).code).toBe(0)
  expect(await alive()).toContain('s10')
})
