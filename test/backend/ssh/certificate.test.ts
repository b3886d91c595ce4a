import { writeFile } from 'node:fs/promises'
import { userInfo } from 'node:os'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createSsh2 } from '../../../src/backend/ssh2/ssh2.ts'
import { createDialer } from '../../../src/backend/transport/connection-limit.ts'
import { createLocal } from '../../../src/backend/transport/local.ts'
import { parseAddress } from '../../../src/state/hosts/address.ts'
import { type OddSshd, startOdd } from '../../lab/odd.ts'
import { failureOf, type SshLab, startSshLab } from './ssh-lab.ts'

let ssh: SshLab
let sshd: OddSshd
const me = userInfo().username
/** A key that the host knows by its certificate alone. */
let key = ''
beforeAll(async () => {
  ssh = await startSshLab({ hosts: 1 })
  key = ssh.config('mine')
  for (const path of [ssh.config('authority'), key])
    await keygen('-t', 'ed25519', '-N', '', '-f', path)
  const trusts = [`TrustedUserCAKeys ${ssh.config('authority')}.pub`, 'AuthorizedKeysFile none']
  sshd = await startOdd(ssh.lab.host('lab1'), trusts)
})
afterAll(async () => {
  await sshd.close()
  await ssh.close()
})

async function keygen(...args: string[]): Promise<void> {
  const { code, stderr } = await createLocal().run(['ssh-keygen', '-q', ...args])
  expect([code, String(stderr)]).toEqual([0, ''])
}

const sign = (user: string, valid: string) =>
  keygen('-s', ssh.config('authority'), '-I', 'test', '-n', user, '-V', valid, `${key}.pub`)

/** Over a connection of its own, since a login that is open needs no certificate. */
async function login(name: string) {
  const configFile = ssh.config(name)
  const lines = [`Port ${sshd.port}`, `IdentityFile ${key}`, 'IdentitiesOnly yes', `User ${me}`]
  const known = ['StrictHostKeyChecking no', 'UserKnownHostsFile /dev/null', 'IdentityAgent none']
  const { address } = ssh.lab.host('lab1')
  await writeFile(
    configFile,
    [`Host ${name}`, `HostName ${address}`, ...lines, ...known].join('\n'),
  )
  return ssh.transport(name, { configFile })
}

test('a certificate that is valid lets us in; ssh2 says that it cannot use one', async () => {
  await sign(me, '+1h')
  expect((await (await login('valid')).run(['true'])).code).toBe(0)
  const { address } = ssh.lab.host('lab1')
  const way = { name: 'box', address: parseAddress(`${me}@${address}:${sshd.port}`), key }
  const knownHosts = [ssh.config('known2')] as const
  const ssh2 = createSsh2({ ...way, knownHosts, dials: createDialer() })
  const failure = await failureOf(ssh2.run(['true']))
  await ssh2.close()
  expect(failure).toMatchObject({ what: 'The host refused the login.', needsPerson: true })
  expect(failure.hint).toContain(`cannot use a certificate (${key}-cert.pub)`)
  expect(failure.hint).toContain('fleetmux hosts edit box --transport ssh')
})

test.each([
  ['expired', me, '20200101:20200102', 'mine-cert.pub was valid until 2020-01-02T00:00:00'],
  ['early', me, '20900101:20900102', 'mine-cert.pub is valid from 2090-01-01T00:00:00'],
  ['other', 'ana,bob', '+1h', `mine-cert.pub is for ana, bob, not for ${me}`],
])('a certificate that does not let us in, %s, is told', async (name, user, valid, why) => {
  await sign(user, valid)
  const failure = await failureOf((await login(name)).run(['true']))
  expect(failure.what).toBe(
    'The host refused the login, and a certificate of yours is not valid for it.',
  )
  expect(failure.hint).toContain(why)
})
