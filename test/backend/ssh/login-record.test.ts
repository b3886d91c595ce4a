import { readdirSync, readFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { logInInteractively } from '../../../src/backend/ssh/interactive-login.ts'
import { closeLogins } from '../../../src/backend/ssh/login-record.ts'
import { createDialer } from '../../../src/backend/transport/connection-limit.ts'
import { createLocal } from '../../../src/backend/transport/local.ts'
import { parseAddress } from '../../../src/state/hosts/address.ts'
import { type SshLab, startSshLab } from './ssh-lab.ts'

let ssh: SshLab
beforeAll(async () => {
  ssh = await startSshLab({ hosts: 1 })
})
afterAll(() => ssh.close())

/** An ssh configuration of a person who keeps connections at a path of their own. */
async function ownPath(name: string): Promise<string> {
  const path = ssh.config(`${name}.config`)
  const lines = [`ControlPath ${ssh.config(`${name}.sock`)}`, 'ControlMaster auto']
  const known = readFileSync(ssh.lab.sshConfig, 'utf8')
  await writeFile(path, ['Host *', ...lines, 'ControlPersist 60', known].join('\n'))
  return path
}

const logIn = (configFile: string) =>
  logInInteractively({
    ...{ host: 'mine', address: parseAddress('lab1'), configFile, runtimeDir: ssh.runtimeDir },
    ...{ deadline: 30_000, dials: createDialer(), lend: work => work() },
  })
const master = async (configFile: string, what: string) =>
  (await createLocal().run(['ssh', '-F', configFile, '-O', what, 'lab1'])).code

test('a connection that was logged in to at the ControlPath of a person is closed', async () => {
  const configFile = await ownPath('opened')
  expect(await logIn(configFile)).toBe(true)
  expect(await closeLogins(ssh.runtimeDir, 'other')).toEqual([])
  expect(await master(configFile, 'check')).toBe(0)
  expect(await closeLogins(ssh.runtimeDir, 'mine')).toEqual([
    { host: 'mine', address: 'lab1', how: 'asked' },
  ])
  expect(await master(configFile, 'check')).toBe(255)
  expect(readdirSync(ssh.runtimeDir)).toEqual([])
})

test('one that the person has opened since then is not, and neither is one from before', async () => {
  const configFile = await ownPath('theirs')
  const open = () => createLocal().run(['ssh', '-F', configFile, '-fN', 'lab1'])
  await open()
  expect(await logIn(configFile)).toBe(false)
  expect(await closeLogins(ssh.runtimeDir)).toEqual([])
  await master(configFile, 'exit')
  expect(await logIn(configFile)).toBe(true)
  await master(configFile, 'exit')
  await open()
  expect(await closeLogins(ssh.runtimeDir)).toEqual([])
  expect(await master(configFile, 'check')).toBe(0)
  expect(readdirSync(ssh.runtimeDir)).toEqual([])
  expect(await master(configFile, 'exit')).toBe(0)
})
