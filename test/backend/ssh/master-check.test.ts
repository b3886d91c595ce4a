import { once } from 'node:events'
import { readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer, type Server, type Socket } from 'node:net'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import { closeMasters } from '../../../src/backend/ssh/close-masters.ts'
import { checkMaster } from '../../../src/backend/ssh/master-check.ts'
import { capture, ended, processes, signal } from '../../lab/process.ts'
import { type SshLab, startSshLab } from './ssh-lab.ts'

/** Milliseconds: long for one who answers, short for one who never does. */
const LONG = 10_000
const SHORT = 300

let ssh: SshLab
let servers: Server[] = []
beforeAll(async () => {
  ssh = await startSshLab({ hosts: 1 })
})
afterEach(async () => {
  vi.unstubAllEnvs()
  for (const server of servers) server.close()
  servers = []
  await closeMasters(ssh.runtimeDir)
})
afterAll(() => ssh.close())

async function ourMaster(): Promise<{ socket: string; pid: number }> {
  await ssh.transport('lab1').run(['true'])
  const name = (await readdir(ssh.runtimeDir)).find(each => each.endsWith('.json')) ?? ''
  const socket = join(ssh.runtimeDir, name.slice(0, -5))
  const all = await processes()
  const found = all.find(each => each.command.includes(`"${socket}"`))
  return { socket, pid: found?.pid ?? 0 }
}

/** Somebody on a socket who does this with whoever comes. */
async function stranger(name: string, meet: (socket: Socket) => void): Promise<string> {
  const path = ssh.config(name)
  const server = createServer(meet)
  servers.push(server)
  server.listen(path)
  await once(server, 'listening')
  return path
}

test('a master that lives says so, and its pid, as often as it is asked', async () => {
  const { socket, pid } = await ourMaster()
  expect(pid).toBeGreaterThan(0)
  const asked = Array.from({ length: 20 }, () => checkMaster(socket, LONG))
  expect(new Set((await Promise.all(asked)).map(each => JSON.stringify(each)))).toEqual(
    new Set([JSON.stringify({ state: 'alive', pid })]),
  )
  // It goes on for everybody else.
  expect((await ssh.transport('lab1').run(['echo', 'on'])).stdout.toString()).toBe('on\n')
})

test('a frozen master is silent, and one that was killed is gone though its socket is there', async () => {
  const { socket, pid } = await ourMaster()
  signal([pid], 'SIGSTOP')
  expect(await checkMaster(socket, SHORT)).toEqual({ state: 'silent' })
  signal([pid], 'SIGKILL')
  await ended([pid])
  expect(await readdir(ssh.runtimeDir)).toContain(socket.split('/').at(-1))
  expect(await checkMaster(socket, LONG)).toEqual({ state: 'gone' })
})

test('no file, and a file that is no socket: gone', async () => {
  expect(await checkMaster(ssh.config('none'), LONG)).toEqual({ state: 'gone' })
  await writeFile(ssh.config('plain'), 'x')
  expect(await checkMaster(ssh.config('plain'), LONG)).toEqual({ state: 'gone' })
})

test('who takes us in and says nothing is silent; who hangs up is gone', async () => {
  expect(await checkMaster(await stranger('mute', () => {}), SHORT)).toEqual({ state: 'silent' })
  const rude = await stranger('rude', socket => socket.destroy())
  expect(await checkMaster(rude, LONG)).toEqual({ state: 'gone' })
})

test.each([
  ['text', Buffer.from('HTTP/1.1 400 Bad Request\r\n\r\n')],
  ['another version', Buffer.from('0000000800000001 00000005'.replaceAll(' ', ''), 'hex')],
  ['a refusal', Buffer.from('0000000c80000002000000000000000000', 'hex')],
])('who answers %s is strange', async (name, bytes) => {
  const path = await stranger(`strange-${name.slice(0, 3)}`, socket => socket.write(bytes))
  expect(await checkMaster(path, LONG)).toEqual({ state: 'strange' })
})

test('an answer that comes a byte at a time', async () => {
  const bytes = Buffer.from('000000080000000100000004' + '0000000c800000050000000000000bb8', 'hex')
  const path = await stranger('slow', async socket => {
    for (const byte of bytes) {
      socket.write(Buffer.from([byte]))
      await new Promise(resolve => setTimeout(resolve, 1))
    }
  })
  expect(await checkMaster(path, LONG)).toEqual({ state: 'alive', pid: 3000 })
})

/** The command lines with which ssh was started meanwhile. */
async function sshStarts(work: () => Promise<unknown>): Promise<string[]> {
  const real = (await capture('sh', ['-c', 'command -v ssh'])).trim()
  const log = ssh.config('starts')
  await writeFile(log, '')
  const text = `#!/bin/sh\necho "$@" | head -1 >>${log}\nexec ${real} "$@"\n`
  const shim = ssh.config('shim')
  await rm(shim, { recursive: true, force: true })
  await capture('mkdir', [shim])
  await writeFile(join(shim, 'ssh'), text, { mode: 0o755 })
  vi.stubEnv('PATH', `${shim}:${process.env.PATH}`)
  await work()
  vi.unstubAllEnvs()
  return (await readFile(log, 'utf8')).trim().split('\n')
}

test('our own warm master costs no process but the command; the one of a person is asked by ssh', async () => {
  await ourMaster()
  const ours = await sshStarts(() => ssh.transport('lab1').run(['true']))
  expect(ours.filter(line => line.includes('-O check'))).toEqual([])
  // A word of its own: a directory of the lab may be called so in the middle.
  expect(ours.filter(line => !line.split(' ').includes('-G'))).toHaveLength(1)

  const configFile = ssh.config('theirs')
  const theirs = `ControlMaster auto\nControlPersist 60\nControlPath ${ssh.config('their.sock')}\n`
  await writeFile(configFile, `Host *\n${theirs}Include ${ssh.lab.sshConfig}\n`)
  const transport = () => ssh.transport('lab1', { configFile })
  await transport().run(['true'])
  const foreign = await sshStarts(() => transport().run(['true']))
  expect(foreign.filter(line => line.includes('-O check'))).toHaveLength(1)
  await capture('ssh', ['-F', configFile, '-O', 'exit', 'lab1'])
})
