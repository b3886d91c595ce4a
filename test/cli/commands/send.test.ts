import { readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { until } from '../../lab/process.ts'
import { unique } from '../../lab/unique.ts'
import { type App, openApp, shows } from '../app.ts'

let app: App
const NAMES = ['a', 'b', 'c']
beforeAll(async () => {
  app = await openApp()
  for (const name of NAMES)
    await app.tmux('new-session', '-d', '-s', name, '-x', '80', '-y', '20', 'exec cat')
})
afterAll(() => app.close())

const pane = (name: string) => app.tmux('capture-pane', '-p', '-t', `=${name}:`)
const clear = (name: string) => app.tmux('respawn-pane', '-k', '-t', `=${name}:`, 'exec cat')
const rows = (out: string) =>
  out
    .split('\n')
    .slice(0, -1)
    .map(line => line.split('\t'))

test('send to several: shown before, a receipt each, a pane that is meant twice hears it once', async () => {
  const text = unique('to two')
  const to = ['a', 'local/b:0', 'a:0.0'].flatMap(target => ['--to', target])
  const { code, out, err } = await app.run(['send', ...to, text])
  expect(code).toBe(0)
  expect(err).toMatch(/local\/a:0\.0 +cat +gets the text\nlocal\/b:0\.0 +cat +gets the text\n/)
  expect(err).toMatch(/Sent to 2 of 2: .*\n$/)
  expect(rows(out).map(([name]) => name)).toEqual(['local/a:0.0', 'local/b:0.0'])
  for (const [, word] of rows(out)) expect(word).toMatch(/echoed|submitted/)
  for (const name of ['a', 'b']) await shows(app, `=${name}:`, `${text}\n${text}\n`)
  expect((await pane('a')).split(text).length).toBe(3)
  expect(await pane('c')).not.toContain(text)
})

test('--dry-run says who would hear it and who would not, and types nothing', async () => {
  await app.tmux('copy-mode', '-t', '=b:')
  const { code, out } = await app.run([
    'send',
    '--dry-run',
    '--to',
    'a',
    '--to',
    'b',
    '--to',
    'nosuch',
    'rehearsed',
  ])
  await app.tmux('send-keys', '-t', '=b:', '-X', 'cancel')
  expect(code).toBe(4)
  expect(rows(out)).toEqual([
    ['local/a:0.0', 'cat', 'gets the text'],
    ['local/b:0.0', 'cat', expect.stringMatching(/^refused: The pane is in copy mode/)],
    ['local/nosuch', '', expect.stringMatching(/^refused: There is no session nosuch/)],
  ])
  for (const name of NAMES) expect(await pane(name)).not.toContain('rehearsed')
})

test('--select and --all: all that match, and nobody where nobody does', async () => {
  const selected = await app.run(['send', '--dry-run', '--select', 'session=a,c host=local', 'x'])
  expect(rows(selected.out).map(([name]) => name)).toEqual(['local/a:0.0', 'local/c:0.0'])
  const all = await app.run(['send', '--dry-run', '--all', 'x'])
  expect(rows(all.out)).toHaveLength(3)
  const nobody = await app.run(['send', '--select', 'command=vim', 'x'])
  expect([nobody.code, nobody.err]).toEqual([1, expect.stringContaining('No session matches.')])
  const wrong = await app.run(['send', '--select', 'hots=x', 'x'])
  expect([wrong.code, wrong.err]).toEqual([2, expect.stringContaining('Did you mean host=?')])
})

test.each([
  [['send', 'a', 'x', '--no-enter', '--literal'], '--no-enter and --literal exclude each other'],
  [['send', 'a', '--keys', 'Up', '-m', 'enter'], '--keys and --mode exclude each other'],
  [['send', 'a', '--keys', 'Up', '--file', 'f'], '--keys and --file exclude each other'],
  [['send', 'a', 'x', '-m', 'enter-delayd'], 'Did you mean enter-delayed?'],
  [['send', '--to', 'a', 'two', 'words'], 'unexpected argument'],
  [['send', 'a'], 'Usage: `fleetmux send TARGET TEXT`.'],
  [['send', '--file', 'f'], 'send: missing recipient'],
  [['send', '--retry', 'f', '--all'], '--retry and --all exclude each other'],
  [['send', '--remote=h1', 'h1/a', 'x'], 'Omit h1/'],
  [['interrupt'], 'interrupt: missing recipient'],
])('%j is a usage error', async (args, words) => {
  const { code, err } = await app.run(args)
  expect([code, err]).toEqual([2, expect.stringContaining(words)])
})

test('text from a file and from stdin; modes that press no Enter', async () => {
  const file = join(app.dir, 'prompt.txt')
  await writeFile(file, 'from a file\n')
  // One after the other: tmux 3.3a may end while several control clients arrive (docs/decisions/0014).
  const sent = [
    await app.run(['send', 'a', '--file', file]),
    await app.run(['send', '--to', 'b', '-'], { stdin: 'from stdin\n' }),
    await app.run(['send', 'c', '--literal', 'lit']),
  ]
  expect(sent.map(({ code }) => code)).toEqual([0, 0, 0])
  await shows(app, '=a:', 'from a file\nfrom a file\n')
  await shows(app, '=b:', 'from stdin\nfrom stdin\n')
  expect((await app.run(['send', 'c', '--keys', 'e r Enter'])).code).toBe(0)
  await shows(app, '=c:', 'liter\nliter\n')
  expect((await app.run(['send', 'c', '-m', 'enter-literal', 'atmux'])).code).toBe(0)
  await shows(app, '=c:', 'atmux\natmux\n')
  expect((await app.run(['send', 'c', '--file', join(app.dir, 'none')])).code).toBe(1)
  expect((await app.run(['send', 'c', '--keys', 'Nokey'])).err).toContain(
    'tmux has no key called "Nokey"',
  )
})

test('interrupt presses C-c', async () => {
  await app.tmux(
    'new-session',
    '-d',
    '-s',
    'loop',
    'trap "echo stopped" INT; while :; do sleep 1; done',
  )
  expect((await app.run(['interrupt', 'loop'])).code).toBe(0)
  await shows(app, '=loop:', 'stopped')
  await app.tmux('kill-session', '-t', '=loop')
})

test('--only-at-prompt refuses other programs, and says which', async () => {
  const { code, err } = await app.run(['send', '--only-at-prompt', 'a', 'not for cat'])
  expect([code, err]).toEqual([1, expect.stringContaining('The pane runs cat')])
  expect(await pane('a')).not.toContain('not for cat')
})

test('--json: a document for each change of a receipt, and a summary', async () => {
  const { code, out } = await app.run(['send', '--json', '--to', 'a', '--to', 'nosuch', 'as json'])
  expect(code).toBe(4)
  const all = out
    .split('\n')
    .slice(0, -1)
    .map(line => JSON.parse(line))
  const receipts = all.flatMap(({ receipt }) => receipt ?? [])
  const good = receipts.filter(({ target }) => target === 'local/a:0.0')
  expect(good[0]).toMatchObject({
    host: 'local',
    pane: '%0',
    command: 'cat',
    word: 'waiting',
    open: true,
  })
  expect(good.at(-1)).toMatchObject({ open: false, typed: null, failure: null })
  expect(good.at(-1).word).toMatch(/echoed|submitted/)
  expect(receipts.filter(({ target }) => target === 'local/nosuch')).toEqual([
    expect.objectContaining({
      server: null,
      pane: null,
      command: null,
      word: 'refused',
      open: false,
      failure: expect.objectContaining({ kind: 'missing', host: 'local' }),
    }),
  ])
  expect(all.at(-1)).toMatchObject({ version: 1, summary: { targets: 2, refused: 1, exit: 4 } })
})

test('above the limit a person types the number; without a terminal it needs --yes', async () => {
  await app.configure({ confirmAbove: 2 })
  try {
    const refused = await app.run(['send', '--all', 'too many'])
    expect([refused.code, refused.err]).toEqual([2, expect.stringContaining('Use --yes')])
    const named = await app.run(['send', '--to', 'a', '--to', 'b', '--to', 'c', 'too many'])
    expect(named.code).toBe(2)
    for (const [answer, code] of [
      ['y', 1],
      ['3', 0],
    ] as const) {
      await clear('c')
      const live = app.start(['send', '--all', `answered ${answer}`], { terminal: true })
      await until('the question', () => live.out().includes('Type 3 to confirm'))
      live.child.stdin.write(`${answer}\r`)
      expect([answer, (await live.ended).code]).toEqual([answer, code])
      if (code === 0) await shows(app, '=c:', 'answered 3')
      else expect(await pane('c')).not.toContain('answered')
    }
    expect((await app.run(['send', '--yes', '--all', 'said yes'])).code).toBe(0)
    for (const name of NAMES) expect(await pane(name)).not.toContain('too many')
  } finally {
    await app.configure({})
  }
})

test('--save and --retry: exactly those who did not get it, and nobody twice', async () => {
  await Promise.all(NAMES.map(clear))
  const [file, late] = [join(app.dir, 'left.json'), unique('late')]
  await app.tmux('copy-mode', '-t', '=b:')
  const to = ['a', 'b', late].flatMap(target => ['--to', target])
  const first = await app.run(['send', ...to, '--save', file, 'once'])
  expect(first.code).toBe(4)
  expect((await stat(file)).mode & 0o777).toBe(0o600)
  await app.tmux('send-keys', '-t', '=b:', '-X', 'cancel')
  await app.tmux('new-session', '-d', '-s', late, 'exec cat')
  const again = await app.run(['send', '--retry', file])
  expect([again.code, rows(again.out).map(([name]) => name)]).toEqual([
    0,
    ['local/b:0.0', `local/${late}:0.0`],
  ])
  for (const name of ['a', 'b', late]) {
    await shows(app, `=${name}:`, 'once\nonce\n')
    expect((await pane(name)).split('once').length).toBe(3)
  }
  await app.tmux('kill-session', '-t', `=${late}`)
  expect(await app.run(['send', '--retry', file])).toEqual({
    code: 0,
    out: '',
    err: 'No recipient is left, so nothing was sent.\n',
  })
  expect((await app.run(['send', '--retry', join(app.dir, 'package.json')])).code).toBe(2)
})

test('whoever may have it is left out of a retry, unless --unsure says otherwise; Enter alone is not text', async () => {
  await Promise.all(NAMES.map(clear))
  const file = join(app.dir, 'unsure.json')
  const aim = (session: string) => ({ host: 'local', session })
  const row = (session: string, typed: string) => ({
    host: 'local',
    name: session,
    aim: aim(session),
    typed,
  })
  const kept = { version: 1, text: 'risky', mode: 'submit', onlyAtPrompt: false, heard: [] }
  await app.run(['send', '--no-enter', 'b', 'risky'])
  await writeFile(file, JSON.stringify({ ...kept, left: [row('a', 'unsure'), row('b', 'text')] }))
  const { code, err } = await app.run(['send', '--retry', file])
  expect([code, err]).toEqual([0, expect.stringContaining('the text may have arrived: a.')])
  await shows(app, '=b:', 'risky\nrisky\n')
  expect((await pane('b')).split('risky').length).toBe(3)
  expect(await pane('a')).not.toContain('risky')
  expect(JSON.parse(await readFile(file, 'utf8')).left).toMatchObject([
    { name: 'a', typed: 'unsure' },
  ])
  expect((await app.run(['send', '--retry', file, '--unsure'])).code).toBe(0)
  await shows(app, '=a:', 'risky\nrisky\n')
})

test('what did not reach all says how it reaches the rest; a host that is down has refused nothing', async () => {
  await app.configure({ hosts: [{ name: 'down1', address: '127.0.0.1:1' }] })
  const sent = await app.run(['send', '--to', 'a', '--to', 'down1/x', 'again?'])
  expect(sent.code).toBe(4)
  expect(sent.err).toMatch(/^down1\/x +not reached: The machine answers, but no sshd listens/m)
  // Why in full stands once.
  expect(`${sent.out}${sent.err}`.match(/Try it by hand/g)).toHaveLength(1)
  expect(sent.err).toContain(
    'To send the text to the target that did not get it: `fleetmux send --retry-last`; with --queue, the command waits for hosts that are down.',
  )
  expect((await app.run(['send', '--retry-last'])).out).toBe('')
  const both = await app.run(['ls', '--host', 'local, down1'])
  expect([both.code, both.out]).toEqual([4, expect.stringContaining('local/a')])
  await app.configure({})
})
