import { homedir } from 'node:os'
import { afterAll, beforeAll, describe } from 'vitest'
import { createLocal } from '../../../src/backend/transport/local.ts'
import { type SshLab, startSshLab } from '../ssh/ssh-lab.ts'
import { holdsContract } from './contract.ts'

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
