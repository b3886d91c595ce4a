import { chmod, cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import pkg from '../../package.json' with { type: 'json' }
import { PROTOCOL } from '../../src/backend/ipc/protocol.ts'
import { placeOf } from '../../src/backend/ipc/route-key.ts'
import type { RemainingRecipient } from '../../src/cli/send/retry-file.ts'
import { capture, tree, until } from '../lab/process.ts'
import { type Lab, startLab } from '../lab/sshd.ts'
import { unique } from '../lab/unique.ts'
import { type App, type Live, openApp, type Ran } from './app.ts'

let app: App
let lab: Lab
let screens: Live[] = []
beforeAll(async () => {
  ;[app, lab] = await Promise.all([openApp(), startLab({ hosts: 3 })])
  const hosts = lab.hosts.map(({ name }) => ({ name }))
  await app.configure({ sshConfig: lab.sshConfig, hosts })
  for (const { name } of lab.hosts)
    await lab.tmux(name, 'new-session', '-d', '-s', 'job', '-x', '80', '-y', '20', 'exec cat')
  await mkdir(join(app.dir, 'shim'))
  const ssh = (await capture('sh', ['-c', 'command -v ssh'])).trim()
  const shim = `#!/bin/sh\necho "$@" >>${join(app.dir, 'ssh.log')}\nexec ${ssh} "$@"\n`
  await writeFile(join(app.dir, 'shim', 'ssh'), shim, { mode: 0o755 })
})
afterEach(async () => {
  for (const screen of screens) await kill(screen)
  screens = []
})
afterAll(async () => {
  await app.close()
  await lab.close()
})

/** A screen on a terminal of its own, with all hosts up. */
async function openScreen(): Promise<Live> {
  const before = (await sockets()).length
  const screen = app.start([], { terminal: true })
  screens.push(screen)
  await until('its socket', async () => (await sockets()).length > before)
  await until('all hosts to be lent', async () => (await counted('ls')).ssh === 0)
  return screen
}

/** SIGKILLs the program itself; whatever it started finds out by itself. */
async function kill({ child, ended: over }: Live): Promise<void> {
  const all = await tree(child.pid ?? 0)
  const program = all.find(each => each.command.startsWith(process.execPath))
  if (program) process.kill(program.pid, 'SIGKILL')
  await over
}

const run = () => join(app.dir, 'run', 'fleetmux')
const sockets = async () =>
  (await readdir(run()).catch(() => [])).filter(name => /^lend-\d+-[0-9a-f]+$/.test(name))

/** Runs a command line; `ssh`: how often it started one. */
async function counted(...args: string[]): Promise<Ran & { readonly ssh: number }> {
  const log = join(app.dir, 'ssh.log')
  await rm(log, { force: true })
  const env = { PATH: `${join(app.dir, 'shim')}:${process.env.PATH}` }
  const ran = await app.start(args, { env }).ended
  const text = await readFile(log, 'utf8').catch(() => '')
  return { ...ran, ssh: text.split('\n').length - 1 }
}

/** A shell whose prompt is known. */
const SHELL = "exec env PS1='$ ' sh -i"
const half = (host: string) => lab.tmux(host, 'capture-pane', '-p', '-t', '=half:')
const pane = (host: string) => lab.tmux(host, 'capture-pane', '-p', '-t', '=job:')
const times = async (host: string, text: string) =>
  (await pane(host)).split('\n').filter(line => line === text).length

/** A text was heard once: cat says again what was typed. */
async function heard(host: string, text: string): Promise<void> {
  await until(`${text} on ${host}`, async () => (await times(host, text)) >= 2)
  expect([host, await times(host, text)]).toEqual([host, 2])
}

test('a shell completes over the connection of a running screen, and without it over an open master', async () => {
  await mkdir(join(lab.host('lab1').home, 'shop', 'src'), { recursive: true })
  const complete = (...words: string[]) => counted('complete', '--timeout', '60', '--', ...words)
  const lent = () => Promise.all(ASKED.map(words => complete(...words)))
  const screen = await openScreen()
  for (const ran of await lent()) expect([ran.code, ran.err, ran.ssh]).toEqual([0, '', 0])
  const offered = (await lent()).map(({ out }) => out.replaceAll(/\t.*/g, '').trim())
  expect(offered).toEqual(['lab1:shop/src/', 'lab2/job', 'setsid'])
  await kill(screen)
  const alone = await Promise.all(ASKED.map(words => complete(...words)))
  expect(alone.map(({ out }) => out.replaceAll(/\t.*/g, '').trim())).toEqual(offered)
})

const ASKED = [
  ['files', 'ls', 'lab1:shop/s'],
  ['send', 'lab2/j'],
  ['run-on', '--on', 'lab3', '--', 'setsi'],
]

test('ls, new, send, output and kill start no ssh beside a running screen, which shows nothing of it', async () => {
  const screen = await openScreen()
  const shown = screen.out().length
  const listed = await counted('ls')
  expect([listed.code, listed.ssh]).toEqual([0, 0])
  expect(listed.out).toMatch(/lab1\/job\t.*\n(.*\n)*lab3\/job\t/)
  const [text, name] = [unique('borrowed'), unique('fresh')]
  expect(await counted('new', '--host', 'lab2', '--name', name)).toMatchObject({
    code: 0,
    out: `lab2/${name}\n`,
    ssh: 0,
  })
  const sent = await counted('send', '--remote=lab1,lab2,lab3', 'job', text)
  expect([sent.code, sent.ssh]).toEqual([0, 0])
  for (const host of ['lab1', 'lab2', 'lab3']) await heard(host, text)
  expect(await counted('output', 'lab3/job')).toMatchObject({
    out: expect.stringContaining(`${text}\n${text}\n`),
    ssh: 0,
  })
  expect(await counted('output', '--lines', '40', 'lab3/job')).toMatchObject({ code: 0, ssh: 0 })
  expect(await counted('kill', '--yes', `lab2/${name}`)).toMatchObject({ code: 0, ssh: 0 })
  expect((await counted('send', `lab2/${name}`, 'gone')).code).toBe(3)
  expect(screen.out().slice(shown)).not.toMatch(/Sent to|Started|Ended/)
})

test('a name that passed to another session a moment ago means that one', async () => {
  await openScreen()
  await lab.tmux('lab1', 'rename-session', '-t', '=job', 'old')
  await lab.tmux('lab1', 'new-session', '-d', '-s', 'job', '-x', '80', '-y', '20', 'exec cat')
  const { code, ssh } = await counted('send', 'lab1/job', 'to the new one')
  expect([code, ssh]).toEqual([0, 0])
  await heard('lab1', 'to the new one')
  await lab.tmux('lab1', 'kill-session', '-t', '=old')
})

test('--until delivered leaves at that word, and the screen presses the Enter', async () => {
  await openScreen()
  const text = unique('entered later')
  const { code, out, ssh } = await counted(
    ...['send', '--remote=lab1,lab2', '--until', 'delivered', '--json', 'job', text],
  )
  const receipts = out.split('\n').flatMap(line => (line ? (JSON.parse(line).receipt ?? []) : []))
  expect([code, ssh, receipts.at(-1)]).toEqual([
    0,
    0,
    expect.objectContaining({ word: 'delivered', open: true }),
  ])
  for (const host of ['lab1', 'lab2']) await heard(host, text)
  const wrong = await app.run(['send', '--until', 'deliverd', 'lab1/job', 'x'])
  expect([wrong.code, wrong.err]).toEqual([2, expect.stringContaining('Did you mean delivered?')])
})

test('without a screen --until stays until the Enter is pressed', async () => {
  const text = unique('all by itself')
  const { code } = await app.run(['send', '--until', 'delivered', 'lab1/job', text])
  expect(code).toBe(0)
  await heard('lab1', text)
})

test('another ssh_config, an open socket, a dead one and a silent one: a channel of its own', async () => {
  const screen = await openScreen()
  const copy = join(app.dir, 'copy')
  await cp(lab.sshConfig, copy)
  const other = await counted('ls', '--ssh-config', copy, '--host', 'lab1')
  expect([other.code, other.ssh > 0]).toEqual([0, true])

  const [name = ''] = await sockets()
  await chmod(join(run(), name), 0o666)
  const open = await counted('ls', '--host', 'lab1')
  expect([open.code, open.ssh > 0]).toEqual([0, true])
  await chmod(join(run(), name), 0o600)
  expect((await counted('ls', '--host', 'lab1')).ssh).toBe(0)

  await kill(screen)
  expect(await sockets()).toEqual([name])
  expect((await counted('ls', '--host', 'lab1')).code).toBe(0)
  expect(await sockets()).toEqual([])

  const silent = createServer()
  const path = join(run(), name)
  await new Promise<void>(resolve => {
    silent.listen(path, resolve)
  })
  await chmod(path, 0o600)
  expect((await counted('ls', '--host', 'lab1')).code).toBe(0)
  silent.close()
})

const FITTING = { type: 'hello', protocol: PROTOCOL, version: pkg.version } as const

/** What a lender that greets with this line hears from a command, which works with it or without. */
async function heardBy(greeting: object | null): Promise<readonly string[]> {
  await mkdir(run(), { recursive: true, mode: 0o700 })
  const path = join(run(), `lend-${PROTOCOL}-00000000`)
  const heard: string[] = []
  const server = createServer(socket => {
    socket.on('error', () => {})
    socket.on('data', chunk => {
      heard.push(String(chunk))
      socket.destroy()
    })
    socket.write(`${greeting ? JSON.stringify(greeting) : 'hello'}\n`)
  })
  await new Promise<void>(resolve => {
    server.listen(path, resolve)
  })
  await chmod(path, 0o600)
  const { code, out } = await app.run(['ls', '--host', 'lab1'])
  await new Promise(resolve => server.close(resolve))
  expect([code, out]).toEqual([0, expect.stringContaining('lab1/job')])
  return heard
}

test('a lender of this version, protocol and place is asked', async () => {
  const [asked = ''] = await heardBy({ ...FITTING, place: placeOf(app.environment) })
  expect(asked).toContain('"type":"borrow","host":"lab1"')
})

test.each([
  ['another version', { version: '0.0.0' }],
  ['another protocol', { protocol: PROTOCOL + 1 }],
  ['another place', { place: 'elsewhere' }],
  ['no JSON', null],
])('a lender of %s is left alone', async (_, other) => {
  const place = placeOf(app.environment)
  expect(await heardBy(other && { ...FITTING, place, ...other })).toEqual([])
})

test('an ssh_config that was edited since is not trusted to lead to the same host', async () => {
  await openScreen()
  const text = await readFile(lab.sshConfig, 'utf8')
  await writeFile(lab.sshConfig, `${text}\n# edited\n`)
  const { code, ssh } = await counted('ls', '--host', 'lab1')
  expect([code, ssh > 0]).toEqual([0, true])
})

test('a lender that dies before the Enter: the receipts are true, and nothing arrives twice', async () => {
  const [screen, text] = [await openScreen(), unique('halfway')]
  const asked = ['send', '--remote=lab1,lab2', '--json', '-m', 'enter-delayed', 'job', text]
  const live = app.start(asked)
  const receipts = () =>
    (live.out().match(/^.*\n/gm) ?? []).flatMap(line => JSON.parse(line).receipt ?? [])
  const last = (host: string) => receipts().findLast(receipt => receipt.host === host)
  const taken = (host: string) => /delivered|echoed/.test(last(host)?.word)
  await until('both to be taken', () => taken('lab1') && taken('lab2'))
  await kill(screen)
  const { code } = await live.ended
  const failed = ['lab1', 'lab2'].filter(host => last(host)?.word === 'failed')
  expect(code).toBe([0, 4, 1][failed.length])
  for (const host of failed)
    expect(last(host)).toMatchObject({ open: false, typed: 'unsure', failure: { kind: 'lost' } })
  for (const host of ['lab1', 'lab2']) {
    expect(last(host)?.open).toBe(false)
    expect((await pane(host)).split(text).length).toBeLessThanOrEqual(3)
    await lab.tmux(host, 'send-keys', '-t', '=job:', 'Enter')
  }
})

test('interrupted, a text that the screen held was surely not typed, and is not typed later', async () => {
  await openScreen()
  for (const host of ['lab1', 'lab2']) {
    await lab.tmux(host, 'new-session', '-d', '-s', 'half', '-x', '80', '-y', '20', SHELL)
    // What is typed before the prompt would stand before it.
    await until('its prompt', async () => (await half(host)).includes('$'))
    await lab.tmux(host, 'send-keys', '-t', '=half:', 'echo begun')
    await until('the line', async () => (await half(host)).includes('$ echo begun'))
  }
  const left = join(app.dir, 'left.json')
  const live = app.start([
    'send',
    '--json',
    '--queue',
    '--save',
    left,
    '--remote=lab1,lab2',
    'half',
    'held back',
  ])
  const isHeld = (host: string) => new RegExp(`"${host}".*"held":"pane"`).test(live.out())
  await until('both to be held', () => isHeld('lab1') && isHeld('lab2'))
  live.child.kill('SIGINT')
  expect((await live.ended).code).toBe(130)
  const kept = JSON.parse(await readFile(left, 'utf8'))
  expect(kept.left.map(({ host, typed }: RemainingRecipient) => [host, typed])).toEqual([
    ['lab1', 'nothing'],
    ['lab2', 'nothing'],
  ])
  for (const host of ['lab1', 'lab2']) await lab.tmux(host, 'send-keys', '-t', '=half:', 'Enter')
  expect(await counted('send', '--queue', 'lab1/half', 'echo after')).toMatchObject({ ssh: 0 })
  await until('what came after', async () => (await half('lab1')).includes('\nafter\n'))
  for (const host of ['lab1', 'lab2']) expect(await half(host)).not.toContain('held back')
})

test('two lend, one leaves; a borrower that is killed leaves nothing in the other', async () => {
  const first = await openScreen()
  await openScreen()
  await kill(first)
  await until('all hosts to be lent by the other', async () => (await counted('ls')).ssh === 0)
  const open = async () => {
    const [name = ''] = await sockets()
    const all = await readFile('/proc/net/unix', 'utf8')
    return all.split('\n').filter(line => line.includes(join(run(), name))).length
  }
  // The socket itself; the connection of a command that has just ended may still stand there.
  await until('nobody else', async () => (await open()) === 1)
  // On a busy machine a command may not wait long enough for the lender, and then has a channel of its own.
  const live = await until('one that borrows', async () => {
    const started = app.start(['output', '--follow', 'lab1/job'])
    const connected = until('its connection', async () => (await open()) > 1, 20_000)
    const borrows = await connected.then(
      () => true,
      () => false,
    )
    if (borrows) return started
    await kill(started)
    return null
  })
  await kill(live)
  await until('nothing of it', async () => (await open()) === 1)
  expect((await counted('ls')).ssh).toBe(0)
})
