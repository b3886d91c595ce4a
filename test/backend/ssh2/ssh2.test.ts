import { chmod, copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { newKey } from '../../../src/backend/demo/host-key.ts'
import { startServer } from '../../../src/backend/demo/server.ts'
import { knownLine } from '../../../src/backend/ssh2/known-hosts.ts'
import { createSsh2, type Ssh2Options } from '../../../src/backend/ssh2/ssh2.ts'
import { createDialer } from '../../../src/backend/transport/connection-limit.ts'
import type { Transport } from '../../../src/backend/transport/transport.ts'
import { parseAddress } from '../../../src/state/hosts/address.ts'
import { startOdd } from '../../lab/odd.ts'
import { capture, until } from '../../lab/process.ts'
import { type Lab, startLab } from '../../lab/sshd.ts'
import { failureOf } from '../ssh/ssh-lab.ts'
import { holdsContract } from '../transport/contract.ts'

let lab: Lab
let dir: string
let known: string
const made: Transport[] = []
beforeAll(async () => {
  lab = await startLab({ hosts: 2 })
})
afterAll(() => lab.close())
function transport(name: string, more: Partial<Ssh2Options> = {}): Transport {
  const host = lab.host(name)
  const transport = createSsh2({
    name,
    address: parseAddress(`${host.address}:${host.port}`),
    key: join(lab.dir, 'key', 'client'),
    knownHosts: [join(lab.dir, 'known_hosts')],
    dials: createDialer(),
    ...more,
  })
  made.push(transport)
  return transport
}

const goalOf = (name: string) => ({ name: lab.host(name).address, port: lab.host(name).port })
const keyOf = async (name: string) =>
  Buffer.from(
    (await readFile(join(lab.host(name).dir, 'host_key.pub'), 'utf8')).split(' ')[1] ?? '',
    'base64',
  )

describe('ssh2', () => {
  holdsContract('ssh2', {
    make: () => transport('lab1', { deadline: 20_000 }),
    home: () => lab.host('lab1').home,
  })
})

describe.each([
  [
    'KexAlgorithms sntrup761x25519-sha512@openssh.com',
    'newer than those of transport ssh2',
    'sntrup761x25519',
  ],
  ['KexAlgorithms diffie-hellman-group1-sha1', 'too old', 'diffie-hellman-group1-sha1'],
  ['Ciphers 3des-cbc', 'too old', '3des-cbc'],
])('a host with %s', (line, side, offer) => {
  test('is told by which side is behind, what it offers, and the way round', async () => {
    const odd = await startOdd(lab.host('lab1'), [line])
    const { address } = lab.host('lab1')
    const way = transport('lab1', { address: parseAddress(`${address}:${odd.port}`) })
    try {
      const failure = await failureOf(way.run(['true']))
      expect(failure.what).toContain(side)
      expect(failure.why).toContain(offer)
      expect(failure.hint).toContain('fleetmux hosts edit lab1 --transport ssh')
    } finally {
      await way.close()
      await odd.close()
    }
  })
})

describe('a host over ssh2', () => {
  beforeEach(async () => {
    dir = await mkdtemp('/tmp/fm2-')
    known = join(dir, 'known_hosts')
  })
  afterEach(async () => {
    await Promise.all(made.splice(0).map(each => each.close()))
    await rm(dir, { recursive: true })
  })

  test('a host not seen before is written down, and known from then on, to ssh as well', async () => {
    await transport('lab1', { knownHosts: [known] }).run(['true'])
    const { address, port } = lab.host('lab1')
    expect(await readFile(known, 'utf8')).toMatch(`[${address}]:${port} ssh-ed25519 `)
    await transport('lab1', { knownHosts: [known] }).run(['true'])
    expect((await readFile(known, 'utf8')).split('\n').length).toBe(2)
    const options = [
      '-F',
      lab.sshConfig,
      '-o',
      `UserKnownHostsFile=${known}`,
      '-o',
      'BatchMode=yes',
    ]
    expect(await capture('ssh', [...options, 'lab1', 'echo in'])).toBe('in\n')
  })

  test('hashed names are read, and written where the file has them', async () => {
    await writeFile(known, knownLine('|1|\n', goalOf('lab1'), await keyOf('lab1')))
    expect(await readFile(known, 'utf8')).toMatch(/^\|1\|/)
    await transport('lab1', { knownHosts: [known] }).run(['true'])
    await transport('lab2', { knownHosts: [known] }).run(['true'])
    const text = await readFile(known, 'utf8')
    expect(text.split('\n').map(line => line.slice(0, 3))).toEqual(['|1|', '|1|', ''])
    expect(text).not.toContain(lab.host('lab2').address)
    const { address, port } = lab.host('lab2')
    expect(await capture('ssh-keygen', ['-F', `[${address}]:${port}`, '-f', known])).toContain(
      'found',
    )
  })

  test('a key that changed is refused and explained, and the file stays as it is', async () => {
    await writeFile(known, knownLine('', goalOf('lab1'), await keyOf('lab2')))
    const before = await readFile(known, 'utf8')
    const failure = await failureOf(transport('lab1', { knownHosts: [known] }).run(['true']))
    expect(failure).toMatchObject({
      needsPerson: true,
      what: expect.stringContaining('differs from the one in known_hosts'),
      hint: expect.stringContaining('ssh-keygen -R'),
    })
    expect(await readFile(known, 'utf8')).toBe(before)
  })

  test('the advice for a changed key, followed literally, mends it', async () => {
    await writeFile(known, knownLine('', goalOf('lab1'), await keyOf('lab2')))
    const failure = await failureOf(transport('lab1', { knownHosts: [known] }).run(['true']))
    const command = /`(.*)`/.exec(failure.hint ?? '')?.[1] ?? ''
    await capture('sh', ['-c', command])
    expect((await transport('lab1', { knownHosts: [known] }).run(['true'])).code).toBe(0)
  })

  test('a revoked key is refused', async () => {
    await writeFile(known, `@revoked ${knownLine('', goalOf('lab1'), await keyOf('lab1'))}`)
    const failure = await failureOf(transport('lab1', { knownHosts: [known] }).run(['true']))
    expect(failure).toMatchObject({ what: expect.stringContaining('revoked'), needsPerson: true })
  })

  test('a locked key needs its person, or an agent that has it', async () => {
    const key = join(dir, 'locked')
    await copyFile(join(lab.dir, 'key', 'client'), key)
    await copyFile(join(lab.dir, 'key', 'client.pub'), `${key}.pub`)
    await chmod(key, 0o600)
    await capture('ssh-keygen', ['-p', '-q', '-P', '', '-N', 'secret', '-f', key])
    const failure = await failureOf(transport('lab1', { key }).run(['true']))
    expect(failure).toMatchObject({
      needsPerson: true,
      what: 'A passphrase is needed for the key of this host.',
      hint: `Load the key into your ssh-agent: \`ssh-add ${key}\``,
    })
    await withAgent(async () => {
      expect((await transport('lab1', { key }).run(['true'])).code).toBe(0)
    })
  })

  test('a key that the host does not take needs a person', async () => {
    const key = join(dir, 'other')
    await capture('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', key])
    expect(await failureOf(transport('lab1', { key }).run(['true']))).toMatchObject({
      needsPerson: true,
      what: 'The host refused the login.',
    })
  })

  test('jump hosts are gone through, each under its own name', async () => {
    const { address, port } = lab.host('lab2')
    const jumps = [parseAddress(`${address}:${port}`)]
    const far = transport('lab1', { jumps })
    expect((await far.run(['sh', '-c', 'echo $HOME'])).stdout.toString()).toBe(
      `${lab.host('lab1').home}\n`,
    )
    const line = await far.terminal(['sh', '-c', 'echo $HOME'])
    expect(await capture(line.file, line.args)).toContain(lab.host('lab1').home)
    const failure = await lab.whileKilled('lab2', () =>
      failureOf(transport('lab1', { jumps }).run(['true'])),
    )
    expect(failure).toMatchObject({
      kind: 'unreachable',
      why: expect.stringContaining('jump host'),
    })
  })

  test('a host that is down, and one that nobody knows', async () => {
    const nobody = { address: parseAddress('no-such-host.invalid') }
    expect(await failureOf(transport('lab1', nobody).run(['true']))).toMatchObject({
      what: 'The host name cannot be resolved.',
    })
    const closed = { address: parseAddress('127.0.0.1:1') }
    expect(await failureOf(transport('lab1', closed).run(['true']))).toMatchObject({
      what: expect.stringContaining('no ssh server listens'),
    })
  })

  test('a host that goes silent is late; one that hangs up is lost, and dialled anew', async () => {
    const there = transport('lab2')
    const running = await there.open(['cat'])
    const silent = await lab.whileFrozen('lab2', () =>
      failureOf(there.run(['true'], { deadline: 500 })),
    )
    expect(silent).toMatchObject({ kind: 'late' })
    const ended = await lab.whileKilled('lab2', () => running.ended)
    expect(ended).toEqual({ code: 255, lost: true })
    expect((await there.run(['echo', 'again'])).stdout.toString()).toBe('again\n')
  })

  test('all commands go over one connection; more of them than it takes wait', async () => {
    const secret = newKey('mine')
    const key = join(dir, 'mine')
    await writeFile(key, secret.secret, { mode: 0o600 })
    const options = {
      name: 'demo',
      dir: join(dir, 'demo'),
      authorized: secret.wire,
      maxSessions: 3,
    }
    const server = await startServer(options)
    try {
      const address = parseAddress(`demo@127.0.0.1:${server.port}`)
      const there = transport('lab1', { address, key, knownHosts: [known], deadline: 20_000 })
      const said = await Promise.all(
        Array.from({ length: 12 }, async (_, i) => (await there.run(['echo', String(i)])).stdout),
      )
      expect(said.map(Number)).toEqual(Array.from({ length: 12 }, (_, i) => i))
      expect(server.connections().length).toBe(1)
      await there.close()
      await until('its end', () => server.connections().length === 0)
    } finally {
      await server.close()
    }
  })

  async function withAgent(work: () => Promise<void>): Promise<void> {
    const before = process.env['SSH_AUTH_SOCK']
    const said = await capture('ssh-agent', ['-s', '-a', join(dir, 'agent')])
    const pid = Number(/SSH_AGENT_PID=(\d+)/.exec(said)?.[1])
    process.env['SSH_AUTH_SOCK'] = join(dir, 'agent')
    try {
      // Others first: an agent that shows them all would be thrown out before its turn comes.
      for (let i = 0; i < 7; i++) {
        const other = join(dir, `other${i}`)
        await capture('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', other])
        await capture('ssh-add', ['-q', other])
      }
      await capture('ssh-add', ['-q', join(lab.dir, 'key', 'client')])
      await work()
    } finally {
      if (before === undefined) delete process.env['SSH_AUTH_SOCK']
      else process.env['SSH_AUTH_SOCK'] = before
      process.kill(pid)
    }
  }
})
