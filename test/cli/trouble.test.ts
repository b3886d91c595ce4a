import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { chmod, copyFile, mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type OddSshd, startOdd } from '../lab/odd.ts'
import { capture, until } from '../lab/process.ts'
import { type Lab, startLab } from '../lab/sshd.ts'
import { type App, openApp } from './app.ts'

/** Every trouble of the usual tables: met for real, told, and what is advised done to the letter until the host is up. */

const PASSPHRASE = 'open sesame'
let app: App
let lab: Lab
let config: string
beforeAll(async () => {
  lab = await startLab({ hosts: 2 })
  app = await openApp()
  config = join(lab.dir, 'trouble')
})
afterAll(async () => {
  await app?.close()
  await lab?.close()
})

/** ssh_config with a host `box`, of these lines. */
async function box(...lines: string[]): Promise<void> {
  await app.run(['hosts', 'close'])
  await writeFile(config, `Host box\n${lines.map(line => `  ${line}\n`).join('')}`)
}

/** Where lab1 is, whom it is known to, and no other key than those that are named. */
function lab1(): string[] {
  const { address, port } = lab.host('lab1')
  return [
    `HostName ${address}`,
    `Port ${port}`,
    `UserKnownHostsFile ${join(lab.dir, 'known_hosts')}`,
    'IdentitiesOnly yes',
  ]
}

const key = (name = 'client') => join(lab.dir, 'key', name)
const words = (...args: string[]) => [...args, '--ssh-config', config]
const tried = (env = {}) => app.run(words('hosts', 'test', 'box'), { env })

/** What is told of the host, once it has failed. */
async function trouble(env = {}): Promise<string> {
  const { code, out } = await tried(env)
  expect(code, out).toBe(1)
  return out.split('\n').find(line => line.startsWith('fail')) ?? ''
}

async function expectUp(env = {}): Promise<void> {
  const { code, out } = await tried(env)
  expect(code, out).toBe(0)
}

/** The commands that are advised, as they stand. */
const advised = (line: string) => [...line.matchAll(/`([^`]*)`/g)].map(match => match[1] ?? '')

test('Permission denied (publickey): the key is added to authorized_keys', async () => {
  const authorized = join(lab.dir, 'authorized_keys')
  await writeFile(authorized, '')
  const odd = await startOdd(lab.host('lab1'), [
    `AuthorizedKeysFile ${authorized}`,
    'PasswordAuthentication no',
    'KbdInteractiveAuthentication no',
  ])
  await within(odd, async () => {
    const rest = ['IdentityAgent none', `IdentityFile ${key()}`, 'StrictHostKeyChecking no']
    const known = `UserKnownHostsFile ${join(lab.dir, 'odd_hosts')}`
    await box(`HostName ${lab.host('lab1').address}`, `Port ${odd.port}`, known, ...rest)
    const line = await trouble()
    expect(line).toContain('it accepts none of your keys')
    expect(line).toContain('Add your key to ~/.ssh/authorized_keys of the host: `ssh-copy-id -F ')

    await copyFile(`${key()}.pub`, authorized)

    await expectUp()
  })
})

test('Host key verification failed: its key is accepted by a person', async () => {
  const known = join(lab.dir, 'strict_hosts')
  await writeFile(known, '')
  const strict = ['StrictHostKeyChecking yes', `UserKnownHostsFile ${known}`]
  await box(...strict, ...lab1(), `IdentityFile ${key()}`, 'IdentityAgent none')
  const line = await trouble()
  expect(line).toContain("The host's key is not in known_hosts")

  await onTerminal(advised(line)[0] ?? '', /continue connecting \(yes/, 'yes')

  expect(await readFile(known, 'utf8')).not.toBe('')
  await expectUp()
})

test('Enter passphrase for key: ssh-add gives it to the agent', async () => {
  await copyFile(key(), key('locked'))
  await capture('ssh-keygen', ['-q', '-p', '-f', key('locked'), '-P', '', '-N', PASSPHRASE])
  const agent = join(lab.dir, 'agent')
  const process = spawn('ssh-agent', ['-D', '-a', agent], { stdio: 'ignore' })
  try {
    const env = { SSH_AUTH_SOCK: agent }
    await until('the agent', () => existsSync(agent))
    await box(...lab1(), `IdentityFile ${key('locked')}`, 'PreferredAuthentications publickey')
    const line = await trouble(env)
    expect(line).toContain('Your key has a passphrase, and your ssh-agent does not have it.')

    await onTerminal(advised(line)[0] ?? '', /passphrase/, PASSPHRASE, env)

    await expectUp(env)
  } finally {
    process.kill()
  }
})

test('Connection refused: sshd is started there', async () => {
  await box(...lab1(), `IdentityFile ${key()}`, 'IdentityAgent none')
  const line = await lab.whileKilled('lab1', () => trouble())
  expect(line).toContain('The machine answers, but no sshd listens on this port. ')
  expect(line).toContain('Start sshd on the host')

  await expectUp()
})

test('Connection timed out: the host is made to answer', async () => {
  await box(...lab1(), `IdentityFile ${key()}`, 'IdentityAgent none', 'ConnectTimeout 1')
  const line = await lab.whileFrozen('lab1', () => trouble())
  expect(line).toContain('The host does not answer.')
  expect(line).toContain('Check that the host is running, and check your VPN and firewalls.')

  await expectUp()
})

test('Could not resolve hostname: the spelling is mended', async () => {
  const [, ...rest] = lab1()
  const others = [...rest, `IdentityFile ${key()}`, 'IdentityAgent none']
  await box('HostName nowhere.invalid', ...others)
  const line = await trouble()
  expect(line).toContain('The host name cannot be resolved.')
  expect(line).toContain('Check the spelling of nowhere.invalid')

  await box(`HostName ${lab.host('lab1').address}`, ...others)

  await expectUp()
})

// Only root may make a network of its own.
test.skipIf(process.getuid?.() !== 0)('No route to host: the network is back', async () => {
  await box(...lab1(), `IdentityFile ${key()}`, 'IdentityAgent none')
  // A network of its own, in which nothing is: not even this machine's own addresses.
  const args = ['-n', process.execPath, join(app.dir, 'dist/main.js')]
  const cut = await capture('unshare', [...args, ...words('hosts', 'test', 'box')], {
    env: app.environment,
  }).catch(error => `${error.stdout}`)
  expect(cut).toContain('There is no network route to the host.')
  expect(cut).toContain("Check this machine's network and VPN.")

  await expectUp()
})

test('Command not found: the agent is installed on the host', async () => {
  await box(...lab1(), `IdentityFile ${key()}`, 'IdentityAgent none')
  const asked = () => app.run(words('hosts', 'test', 'box', '--agents'))
  const { home } = lab.host('lab1')
  const before = await asked()
  expect(before.out).not.toMatch(/codex +9\.9/)

  const bin = join(home, 'bin')
  await mkdir(bin, { recursive: true })
  await writeFile(join(bin, 'codex'), '#!/bin/sh\necho codex-cli 9.9.1\n')
  await chmod(join(bin, 'codex'), 0o755)
  await writeFile(join(home, '.profile'), `PATH=${bin}:$PATH\n`)

  const after = await asked()
  expect(after.out).toMatch(/^ok +codex +.*9\.9\.1/m)
})

async function within(odd: OddSshd, use: () => Promise<void>): Promise<void> {
  try {
    await use()
  } finally {
    await odd.close()
  }
}

/** Runs an advised command as a person would: on a terminal, answering what it asks, and leaving at once. */
async function onTerminal(line: string, asks: RegExp, answer: string, env = {}): Promise<void> {
  const whole = line.startsWith('ssh -') ? `${line} true` : line
  const child = spawn('script', ['-qec', whole, '/dev/null'], {
    env: { ...app.environment, ...env, DISPLAY: '' },
  })
  let said = ''
  child.stdout.on('data', bytes => {
    said += bytes
  })
  const ended = new Promise<number | null>(resolve => child.once('exit', resolve))
  await until(`${line} to ask`, () => asks.test(said))
  child.stdin.write(`${answer}\n`)
  expect(await ended, said).toBe(0)
}
