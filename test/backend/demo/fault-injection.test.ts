import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type Demo, startDemo } from '../../../src/backend/demo/fleet.ts'
import { newKey } from '../../../src/backend/demo/host-key.ts'
import { type DemoServer, startServer } from '../../../src/backend/demo/server.ts'
import { hears, says, ssh, until } from './ssh.ts'

let demo: Demo
let server: DemoServer

beforeEach(async () => {
  demo = await startDemo({ hosts: 1, agents: false })
  const first = demo.hosts[0]
  if (!first) throw new Error('no host')
  server = first.server
})
afterEach(() => demo.close())

test('one master carries ten sessions; what is over that comes in directly, as with sshd', async () => {
  const path = join(demo.dir, 'cm')
  const shared = [
    '-o',
    'ControlMaster=auto',
    '-o',
    `ControlPath=${path}`,
    '-o',
    'ControlPersist=60',
  ]
  const cat = () => ssh(demo, [...shared, 'demo-oslo', 'echo ready; cat'])
  const first = cat()
  await until(() => existsSync(path))
  const clients = [first, ...Array.from({ length: 11 }, cat)]
  await until(() => server.connections().reduce((sum, n) => sum + n, 0) === 12)
  expect(server.connections().sort((a, b) => b - a)).toEqual([10, 1, 1])
  for (const [n, client] of clients.entries()) client.stdin.end(`client ${n}`)
  for (const [n, client] of clients.entries()) {
    const { stdout, exitCode } = await client
    expect(Buffer.from(stdout).toString()).toBe(`ready\nclient ${n}`)
    expect(exitCode).toBe(0)
  }
  await until(() => server.connections().join() === '0')
  await demo.close()
  await until(() => !existsSync(path))
})

test('a frozen host answers nothing, and goes on where it was when it thaws', async () => {
  const before = ssh(demo, ['demo-oslo', 'echo one; cat'])
  await hears(before, 'one')
  server.freeze()
  before.stdin.end('two\n')
  const late = await ssh(demo, ['-o', 'ConnectTimeout=1', 'demo-oslo', 'true'])
  expect(late.exitCode).toBe(255)
  expect(server.connections()[0]).toBe(1)
  const meanwhile = says(demo, 'demo-oslo', 'echo three')
  server.thaw()
  expect(Buffer.from((await before).stdout).toString()).toBe('one\ntwo\n')
  expect(await meanwhile).toBe('three\n')
})

test('a cut ends every connection and welcomes new ones', async () => {
  const client = ssh(demo, ['demo-oslo', 'echo up; sleep 1000'])
  await hears(client, 'up')
  server.cut()
  expect((await client).exitCode).toBe(255)
  expect(await says(demo, 'demo-oslo', 'echo again')).toBe('again\n')
})

test.each([true, false])('a cut command without a pty (left alone: %s)', async leave => {
  const other = await startDemo({ hosts: 1, agents: false, leave })
  try {
    // The shell tells of its hung up child on a stderr that is gone, and would die of that.
    const line =
      'exec 2>/dev/null; trap "echo hup > $HOME/end; exit" HUP; echo up; cat; echo eof > $HOME/end'
    const client = ssh(other, ['demo-oslo', line])
    await hears(client, 'up')
    other.hosts[0]?.server.cut()
    const word = () => says(other, 'demo-oslo', 'cat $HOME/end 2>/dev/null')
    expect(await until(word)).toBe(leave ? 'eof\n' : 'hup\n')
    await client
  } finally {
    await other.close()
  }
})

test('a host that is down refuses, and comes back at its address with its key', async () => {
  const { port, hostKey } = server
  await server.close()
  expect((await ssh(demo, ['demo-oslo', 'true'])).exitCode).toBe(255)
  const key = newKey('other')
  const dir = join(demo.dir, 'demo-oslo')
  const stranger = await startServer({
    name: 'demo-oslo',
    dir,
    authorized: key.wire,
    port,
    hostKey,
  })
  const refused = await ssh(demo, ['demo-oslo', 'true'])
  expect(Buffer.from(refused.stderr).toString()).toContain('Permission denied (publickey)')
  await stranger.close()
  const impostor = await startServer({ name: 'demo-oslo', dir, authorized: key.wire, port })
  const wary = await ssh(demo, ['demo-oslo', 'true'])
  expect(Buffer.from(wary.stderr).toString()).toContain('Host key verification failed')
  await impostor.close()
})
