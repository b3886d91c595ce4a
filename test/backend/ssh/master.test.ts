import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdir, readFile, readlink, rm, symlink, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { closeMasters } from '../../../src/backend/ssh/close-masters.ts'
import { createDialer, type Dialer } from '../../../src/backend/transport/connection-limit.ts'
import { createLocal } from '../../../src/backend/transport/local.ts'
import { alive, ended, processes, signal, tree, until } from '../../lab/process.ts'
import { failureOf, type SshLab, startSshLab } from './ssh-lab.ts'

let ssh: SshLab
beforeAll(async () => {
  ssh = await startSshLab({ hosts: 2 })
})
afterAll(() => ssh.close())
afterEach(() => closeMasters(ssh.runtimeDir))

/** Pids of the masters that live on a socket in this directory. */
async function masters(dir = ssh.runtimeDir): Promise<number[]> {
  const all = await processes()
  return all
    .filter(each => each.command.includes(`"${dir}/`) && each.command.includes('-fN'))
    .map(each => each.pid)
}

async function pointer(): Promise<string> {
  const name = (await readdir(ssh.runtimeDir)).find(name => /^[0-9a-f]{16}$/.test(name))
  return join(ssh.runtimeDir, name ?? 'none')
}

/** How many times the host was logged in to. */
async function logins(host: string): Promise<number> {
  return (
    (await readFile(join(ssh.lab.host(host).dir, 'log'), 'utf8')).split('Accepted publickey')
      .length - 1
  )
}

async function myConfig(name: string, ...lines: string[]): Promise<string> {
  const path = ssh.config(name)
  await writeFile(
    path,
    `Host *\n${lines.map(line => `  ${line}\n`).join('')}\nInclude ${ssh.lab.sshConfig}\n`,
  )
  return path
}

test('20 first calls at once open exactly one master', async () => {
  const before = await logins('lab1')
  const transport = ssh.transport('lab1')
  const results = await Promise.all(
    Array.from({ length: 20 }, (_, i) => transport.run(['echo', String(i)])),
  )
  expect(results.map(each => each.stdout.toString())).toEqual(results.map((_, i) => `${i}\n`))
  expect(await masters()).toHaveLength(1)
  expect(await logins('lab1')).toBe(before + 1)
})

test('the next transport finds it warm, and close leaves it', async () => {
  const before = await logins('lab1')
  const first = ssh.transport('lab1')
  await first.run(['true'])
  await first.close()
  await ssh.transport('lab1').run(['true'])
  expect(await logins('lab1')).toBe(before + 1)
})

test('two that dial at once, each for itself, both end well, on one master', async () => {
  const pair = [1, 2].map(() => ssh.transport('lab1', { dials: createDialer() }))
  const results = await Promise.all(pair.map(each => each.run(['echo', 'hi'])))
  expect(results.map(each => each.stdout.toString())).toEqual(['hi\n', 'hi\n'])
  await until('the second master to go', async () => (await masters()).length === 1)
  expect((await Promise.all(pair.map(each => each.run(['true'])))).map(each => each.code)).toEqual([
    0, 0,
  ])
})

test('closeMasters ends those of the named host only, and says whose they were', async () => {
  await ssh.transport('lab1', { name: 'one' }).run(['true'])
  await ssh.transport('lab2', { name: 'two' }).run(['true'])
  expect(await closeMasters(ssh.runtimeDir, 'three')).toEqual([])
  expect(await closeMasters(ssh.runtimeDir, 'one')).toEqual([
    { host: 'one', address: 'lab1', how: 'asked' },
  ])
  await until('the first to go', async () => (await masters()).length === 1)
  expect(await closeMasters(ssh.runtimeDir)).toEqual([
    { host: 'two', address: 'lab2', how: 'asked' },
  ])
  await until('both to go', async () => (await masters()).length === 0)
  expect(await readdir(ssh.runtimeDir)).toEqual([])
})

test('a master that was killed is replaced, by a transport that thinks it is warm, too', async () => {
  const transport = ssh.transport('lab1')
  await transport.run(['true'])
  const [first = 0] = await masters()
  signal([first], 'SIGKILL')
  await ended([first])
  expect((await transport.run(['echo', 'again'])).stdout.toString()).toBe('again\n')
  expect(await masters()).not.toContain(first)
})

test('a frozen master is evicted, and ended by its pid', async () => {
  await ssh.transport('lab1').run(['true'])
  const [frozen = 0] = await masters()
  signal([frozen], 'SIGSTOP')
  const fresh = ssh.transport('lab1', { deadline: 20_000 })
  expect((await fresh.run(['echo', 'again'])).stdout.toString()).toBe('again\n')
  await ended([frozen])
})

test('closeMasters ends a frozen one as well', async () => {
  await ssh.transport('lab1').run(['true'])
  const [frozen = 0] = await masters()
  signal([frozen], 'SIGSTOP')
  expect(await closeMasters(ssh.runtimeDir)).toMatchObject([{ how: 'killed' }])
  await ended([frozen])
})

test('closeMasters ends one whose opener died before it could note it down', async () => {
  await ssh.transport('lab1').run(['true'])
  const led = await pointer()
  const socket = await readlink(led)
  await Promise.all([rm(led), rm(`${socket}.json`)])
  expect(await closeMasters(ssh.runtimeDir)).toEqual([{ host: null, address: null, how: 'asked' }])
  await until('it to go', async () => (await masters()).length === 0)
  expect(await closeMasters(ssh.runtimeDir)).toEqual([])
})

test('a pid that is another process by now is left alone', async () => {
  const stranger = spawn('sleep', ['60'])
  const socket = join(ssh.runtimeDir, '0123456789abcdef.aaaaaa')
  await writeFile(
    `${socket}.json`,
    JSON.stringify({ host: 'one', address: 'one', pid: stranger.pid }),
  )
  await symlink(socket, join(ssh.runtimeDir, '0123456789abcdef'))
  expect(await closeMasters(ssh.runtimeDir)).toEqual([{ host: 'one', address: 'one', how: 'gone' }])
  expect(alive(stranger.pid ?? 0)).toBe(true)
  stranger.kill('SIGKILL')
})

test('a socket that answers nothing costs a call no more than its deadline', async () => {
  await ssh.transport('lab1').run(['true'])
  const server = createServer(() => {})
  const socket = await readlink(await pointer())
  await closeMasters(ssh.runtimeDir)
  server.listen(socket)
  await once(server, 'listening')
  await symlink(socket, join(ssh.runtimeDir, socket.split('/').at(-1)?.slice(0, 16) ?? ''))
  const transport = ssh.transport('lab1')
  expect(await failureOf(transport.run(['true'], { deadline: 500 }))).toMatchObject({
    kind: 'late',
  })
  expect((await transport.run(['true'], { deadline: 20_000 })).code).toBe(0)
  server.close()
})

test('a frozen host makes a call late, and the next one well when it thaws', async () => {
  const transport = ssh.transport('lab2', { deadline: 10_000 })
  await transport.run(['true'])
  const failure = await ssh.lab.whileFrozen('lab2', () =>
    failureOf(transport.run(['true'], { deadline: 500 })),
  )
  expect(failure).toMatchObject({ kind: 'late', host: 'lab2' })
  expect((await transport.run(['true'])).code).toBe(0)
})

test('a host that dies while a command runs: lost, and said so', async () => {
  const transport = ssh.transport('lab2')
  const running = await transport.open(['cat'])
  const run = failureOf(transport.run(['sleep', '60']))
  await until('the sleep to run', async () =>
    (await tree(ssh.lab.host('lab2').pid)).some(each => each.command === 'sleep 60'),
  )
  await ssh.lab.whileKilled('lab2', async () => {
    expect(await run).toMatchObject({ kind: 'lost', host: 'lab2' })
    expect(await running.ended).toEqual({ code: 255, lost: true })
    expect(await failureOf(transport.run(['true']))).toMatchObject({
      kind: 'unreachable',
      what: expect.stringContaining('no sshd'),
    })
  })
  expect((await transport.run(['true'])).code).toBe(0)
})

test('a channel has its whole deadline from when it is its turn to dial', async () => {
  const turn = Promise.withResolvers<void>()
  const dials: Dialer = { dial: (_, connect) => turn.promise.then(connect) }
  const transport = ssh.transport('lab1', { dials, deadline: 10_000 })
  const opening = transport.open(['cat'])
  // Begun later, with no more time: when this is late, the channel would be.
  expect(await failureOf(transport.run(['true']))).toMatchObject({ kind: 'late' })
  turn.resolve()
  await (await opening).kill()
})

test('over eight at once wait their turn, one that cannot wait is late and says why', async () => {
  const transport = ssh.transport('lab1')
  const eight = await Promise.all(Array.from({ length: 8 }, () => transport.open(['cat'])))
  const failure = await failureOf(transport.run(['true'], { deadline: 500 }))
  expect(failure).toMatchObject({ kind: 'late', why: '8 commands already run on this host' })
  const ninth = transport.run(['echo', 'ninth'])
  await eight[0]?.kill()
  expect((await ninth).stdout.toString()).toBe('ninth\n')
})

test('no free session on the master: never a connection of its own', async () => {
  const before = await logins('lab1')
  const pair = [1, 2].map(() => ssh.transport('lab1', { deadline: 60_000 }))
  await pair[0]?.run(['true'])
  const ten = await Promise.all(Array.from({ length: 10 }, (_, i) => pair[i % 2]?.open(['cat'])))
  // On a busy machine ssh may be late before it has heard that it is refused.
  await until('the reason', async () => {
    const failure = await failureOf(pair[0]?.run(['true'], { deadline: 5000 }) ?? Promise.resolve())
    expect(failure).toMatchObject({ kind: 'late' })
    return failure.why?.includes('MaxSessions')
  })
  const waiting = pair[0]?.run(['echo', 'in'])
  await ten[1]?.kill()
  expect((await waiting)?.stdout.toString()).toBe('in\n')
  expect(await logins('lab1')).toBe(before + 1)
})

test("the user's ControlPath is used as it is, and never closed", async () => {
  const path = ssh.config('theirs.sock')
  const configFile = await myConfig(
    'theirs',
    `ControlPath ${path}`,
    'ControlMaster auto',
    'ControlPersist 60',
  )
  const before = await logins('lab1')
  const transport = ssh.transport('lab1', { configFile })
  await Promise.all([1, 2, 3].map(() => transport.run(['true'])))
  expect(await logins('lab1')).toBe(before + 1)
  expect(await readdir(ssh.runtimeDir)).toEqual([])
  expect(await closeMasters(ssh.runtimeDir)).toEqual([])
  await transport.close()
  // Nor by a link in our directory that leads to it, whoever has put it there.
  await symlink(path, join(ssh.runtimeDir, '0123456789abcdef'))
  expect(await closeMasters(ssh.runtimeDir)).toEqual([])
  await rm(join(ssh.runtimeDir, '0123456789abcdef'))
  const ask = (what: string) => createLocal().run(['ssh', '-F', configFile, '-O', what, 'lab1'])
  expect((await ask('check')).code).toBe(0)
  expect((await ask('exit')).code).toBe(0)
})

test('their ControlPath without a master: a connection each, and none that stays', async () => {
  const path = ssh.config('none.sock')
  const configFile = await myConfig('none', `ControlPath ${path}`)
  const transport = ssh.transport('lab1', { configFile })
  expect((await transport.run(['echo', 'hi'])).stdout.toString()).toBe('hi\n')
  expect(await readdir(ssh.runtimeDir)).toEqual([])
  expect((await processes()).some(each => each.command.includes(path))).toBe(false)
})

test("what a user's config wants for people is not in our way", async () => {
  const configFile = await myConfig(
    'people',
    'RemoteCommand echo hijacked',
    'RequestTTY force',
    'LocalForward 127.0.0.1:1 127.0.0.1:2',
    'ExitOnForwardFailure yes',
    'LogLevel DEBUG1',
  )
  const transport = ssh.transport('lab1', { configFile })
  const { stdout, stderr } = await transport.run(['cat'], { stdin: 'a\nb' })
  expect([stdout.toString(), stderr.toString()]).toEqual(['a\nb', ''])
})

test('the chatter of a start-up file is not part of the output', async () => {
  const { home } = ssh.lab.host('lab2')
  await writeFile(join(home, '.bashrc'), 'echo welcome; echo to this host\n')
  const transport = ssh.transport('lab2')
  const { stdout } = await transport.run(['echo', 'mine'])
  expect(stdout.toString()).toBe('mine\n')
})
