import { homedir } from 'node:os'
import { afterAll, beforeAll, describe } from 'vitest'
import { createLocal } from '../../../src/backend/host/local.ts'
import { holdsContract } from './contract.ts'
import { type SshLab, startSshLab } from './ssh-lab.ts'

let ssh: SshLab
beforeAll(async () => {
  ssh = await startSshLab({ hosts: 1 })
})
afterAll(() => ssh.close())

describe('local', () =>
  holdsContract('local', { make: () => createLocal({ name: 'here' }), home: homedir }))

describe('ssh', () =>
  holdsContract('ssh', {
    make: () => ssh.transport('lab1'),
    home: () => ssh.lab.host('lab1').home,
  }))
