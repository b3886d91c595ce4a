import { copyFile, mkdir, readFile, rename, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { probe } from '../../../src/backend/probe/probe.ts'
import { closeMasters } from '../../../src/backend/ssh/close-masters.ts'
import { createLocal } from '../../../src/backend/transport/local.ts'
import type { Check } from '../../../src/state/model/check.ts'
import { type OddSshd, startOdd } from '../../lab/odd.ts'
import { failureOf, type SshLab, startSshLab } from './ssh-lab.ts'

const here = createLocal()
let ssh: SshLab
let made = 0
beforeAll(async () => {
  ssh = await startSshLab({ hosts: 3 })
})
afterAll(() => ssh?.close())

/** A config of its own, whose lines beat the lab's. */
async function config(...lines: string[]): Promise<string> {
  const path = ssh.config(`real-${made++}`)
  await writeFile(path, `Host *\n${lines.join('\n')}\nInclude ${ssh.lab.sshConfig}\n`)
  return path
}

async function failureWith(...lines: string[]) {
  const configFile = await config(...lines)
  return failureOf(ssh.transport('lab1', { configFile, name: 'box' }).run(['true']))
}

async function onOdd<T>(lines: readonly string[], use: (odd: OddSshd) => Promise<T>): Promise<T> {
  const odd = await startOdd(ssh.lab.host('lab1'), lines)
  try {
    return await use(odd)
  } finally {
    await odd.close()
  }
}

const unchecked = ['StrictHostKeyChecking no', 'UserKnownHostsFile /dev/null']

test('a host that speaks only an older form of ssh; the line that is advised lets us in', async () => {
  await onOdd(['KexAlgorithms diffie-hellman-group14-sha1'], async ({ port }) => {
    const lines = [`Port ${port}`, ...unchecked]
    const failure = await failureWith(...lines)
    expect(failure).toMatchObject({
      what: expect.stringContaining('older ssh algorithms'),
      hint: 'In ~/.ssh/config, allow the algorithm for Host lab1: `KexAlgorithms +diffie-hellman-group14-sha1`.',
    })
    const mend = /`(.+)`/.exec(failure.hint ?? '')?.[1] ?? ''
    const mended = ssh.transport('lab1', { configFile: await config(...lines, mend) })
    expect((await mended.run(['true'])).code).toBe(0)
  })
})

test('an agent or config that offers too many keys', async () => {
  const keys = await Promise.all(
    ['one', 'two', 'three'].map(async name => {
      const path = ssh.config(`many-${name}`)
      await here.run(['ssh-keygen', '-q', '-t', 'ed25519', '-N', '', '-f', path])
      return `IdentityFile ${path}`
    }),
  )
  await onOdd(['MaxAuthTries 2'], async ({ port }) => {
    expect(await failureWith(`Port ${port}`, ...unchecked, ...keys)).toMatchObject({
      what: expect.stringContaining('too many keys'),
      needsPerson: true,
      hint: expect.stringContaining('IdentitiesOnly yes'),
    })
  })
})

test('a host that would take a password: a person can log in once', async () => {
  const key = ssh.config('stranger')
  await here.run(['ssh-keygen', '-q', '-t', 'ed25519', '-N', '', '-f', key])
  const own = [`HostName ${ssh.lab.host('lab1').address}`, `Port ${ssh.lab.host('lab1').port}`]
  const path = ssh.config('stranger.config')
  const rest = [...own, `IdentityFile ${key}`, 'IdentitiesOnly yes', 'IdentityAgent none']
  await writeFile(path, `Host box\n${[...rest, ...unchecked].join('\n')}\n`)
  const failure = await failureOf(ssh.transport('box', { configFile: path }).run(['true']))
  expect(failure.why).toMatch(/Permission denied \(publickey,password/)
  expect(failure.hint).toContain('`ssh-copy-id -F ')
  expect(failure.hint).toContain('`fleetmux hosts connect box`')
})

test.each([
  ['missing', null, 'Your private key file was not found.'],
  ['broken', 'this is no key\n', 'contains no key that ssh can read'],
])('a key file that is %s', async (name, text, what) => {
  const key = ssh.config(`key-${name}`)
  if (text !== null) {
    await writeFile(key, text, { mode: 0o600 })
    // Only a key that the host takes is opened at all.
    await copyFile(ssh.config('key/client.pub'), `${key}.pub`)
  }
  const { address, port } = ssh.lab.host('lab1')
  const path = `${key}.config`
  const lines = [`HostName ${address}`, `Port ${port}`, `IdentityFile ${key}`, 'IdentityAgent none']
  await writeFile(path, `Host box\n${[...lines, 'IdentitiesOnly yes', ...unchecked].join('\n')}\n`)
  const failure = await failureOf(ssh.transport('box', { configFile: path }).run(['true']))
  expect(failure).toMatchObject({ what: expect.stringContaining(what), needsPerson: true })
  expect(failure.hint).toContain(key)
})

test('a ProxyCommand that fails', async () => {
  const failure = await failureWith('ProxyCommand false %h %p')
  expect(failure).toMatchObject({ what: expect.stringContaining('jump host or proxy') })
})

test.each(['/nowhere/proxy %h %p', 'exec nowhere-nc %h %p'])(
  'a ProxyCommand whose program is missing: %s',
  async command => {
    const failure = await failureWith(`ProxyCommand ${command}`)
    expect(failure).toMatchObject({
      what: expect.stringContaining('needs a program that is not installed'),
      hint: expect.stringMatching(/^Install \S*nowhere\S* on this machine, or use ProxyJump/),
    })
  },
)

test('a command that is forced by sshd', async () => {
  await onOdd(['ForceCommand echo not this'], async ({ port }) => {
    expect(await failureWith(`Port ${port}`, ...unchecked)).toMatchObject({
      kind: 'remote',
      why: 'not this',
      hint: expect.stringContaining('ForceCommand'),
    })
  })
})

test('a key that changes between two connections is refused; what is advised lets us in again', async () => {
  const known = ssh.config('seen_hosts')
  const configFile = await config(`UserKnownHostsFile ${known}`)
  const wanted = { configFile, name: 'box' }
  expect((await ssh.transport('lab2', wanted).run(['true'])).code).toBe(0)
  const before = await readFile(known, 'utf8')
  await closeMasters(ssh.runtimeDir)
  await ssh.lab.kill('lab2')
  const { dir } = ssh.lab.host('lab2')
  const key = join(dir, 'host_key')
  await rename(key, `${key}.old`)
  await rename(`${key}.pub`, `${key}.old.pub`)
  await here.run(['ssh-keygen', '-q', '-t', 'ed25519', '-N', '', '-f', key])
  await ssh.lab.start('lab2')
  const failure = await failureOf(ssh.transport('lab2', wanted).run(['true']))
  expect(failure).toMatchObject({
    what: expect.stringContaining('differs from the one in known_hosts'),
  })
  expect(await readFile(known, 'utf8')).toBe(before)
  const mend = /`(.*)`/.exec(failure.hint ?? '')?.[1] ?? ''
  expect((await here.run(['sh', '-c', mend])).code).toBe(0)
  expect((await ssh.transport('lab2', wanted).run(['true'])).code).toBe(0)
})

test('a key that is not known, where ssh is told to be strict; what is advised asks a person', async () => {
  const failure = await failureWith('UserKnownHostsFile /dev/null', 'StrictHostKeyChecking yes')
  expect(failure.hint).toMatch(/`ssh -o 'StrictHostKeyChecking=ask' -F \S+ lab1`$/)
})

test('a host without tmux, and one with an old one', async () => {
  const bin = ssh.config('bin')
  await mkdir(bin)
  const needed = [
    'sh',
    'env',
    'cat',
    'id',
    'hostname',
    'uname',
    'locale',
    'df',
    'sed',
    'head',
    'dd',
    'mktemp',
    'rm',
  ]
  for (const name of needed) {
    const { stdout } = await here.run(['sh', '-c', `command -v ${name}`])
    await symlink(stdout.toString().trim(), join(bin, name))
  }
  const checks: Check[] = []
  const test = async (port: number) => {
    const configFile = await config(`Port ${port}`, ...unchecked)
    const transport = ssh.transport('lab1', { configFile })
    const host = { name: 'lab1', transport: 'ssh' } as const
    checks.length = 0
    await probe({
      host,
      transport,
      adapters: [],
      deadline: 10_000,
      tell: check => checks.push(check),
    })
    return checks.find(check => check.name === 'tmux')
  }
  // Nor does a login shell know of one.
  await onOdd([`SetEnv PATH=${bin} SHELL=/bin/false`], async ({ port }) => {
    expect(await test(port)).toMatchObject({
      state: 'fail',
      hint: expect.stringContaining('Install tmux'),
    })
  })
  await writeFile(join(bin, 'tmux'), '#!/bin/sh\necho tmux 2.9a\n', { mode: 0o755 })
  await onOdd([`SetEnv PATH=${bin}`], async ({ port }) => {
    expect(await test(port)).toMatchObject({ state: 'warn', found: 'tmux 2.9a' })
  })
})
