import { chmod, copyFile, mkdtemp, rm } from 'node:fs/promises'
import { userInfo } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { explainSshError } from '../../../src/backend/ssh/hint.ts'
import { createLocal } from '../../../src/backend/transport/local.ts'
import { parseAddress } from '../../../src/state/hosts/address.ts'
import { type Lab, startLab } from '../../lab/sshd.ts'

const here = createLocal()
const isRoot = process.getuid?.() === 0
/** Root reads every file: what is not readable is looked at by a user who owns nothing. */
const NOBODY = isRoot ? ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups'] : []
const reader = join(import.meta.dirname, 'key-reader.ts')

describe('a key file', () => {
  let lab: Lab
  let dir: string
  let key: string
  beforeAll(async () => {
    lab = await startLab({ hosts: 1 })
    dir = await mkdtemp('/tmp/fmkey-')
    await chmod(dir, 0o755)
    key = join(dir, 'key')
    await copyFile(join(lab.dir, 'key/client'), key)
    // Only a key that the host takes is opened at all.
    await copyFile(join(lab.dir, 'key/client.pub'), `${key}.pub`)
    await chmod(`${key}.pub`, 0o644)
  })
  afterAll(async () => {
    await lab?.close()
    await rm(dir, { recursive: true, force: true })
  })

  /** The real client's words, and what is made of them. */
  async function refused(mode: number) {
    await chmod(key, mode)
    const { address, port } = lab.host('lab1')
    const options = {
      Port: port,
      IdentityFile: key,
      IdentitiesOnly: 'yes',
      IdentityAgent: 'none',
      BatchMode: 'yes',
      StrictHostKeyChecking: 'no',
      UserKnownHostsFile: '/dev/null',
      ControlPath: 'none',
    }
    const given = Object.entries(options).flatMap(([name, value]) => ['-o', `${name}=${value}`])
    const user = mode === 0o644 ? [] : NOBODY
    const argv = [
      ...user,
      'ssh',
      '-F',
      '/dev/null',
      ...given,
      `${userInfo().username}@${address}`,
      'true',
    ]
    const { code, stderr } = await here.run(argv)
    expect(code).toBe(255)
    const said = stderr.toString()
    return {
      said,
      failure: explainSshError({ host: 'box', address: parseAddress(address), stderr: said }),
    }
  }

  async function looked(mode: number, user: readonly string[]) {
    await chmod(key, mode)
    const { stdout, stderr } = await here.run([...user, process.execPath, reader, key])
    return JSON.parse(stdout.toString() || `"${stderr.toString()}"`)
  }

  test('that cannot be read is told before ssh is asked, and by what ssh says', async () => {
    expect(await looked(0, NOBODY)).toMatchObject({
      what: 'Your private key file cannot be read.',
      why: key,
      hint: isRoot
        ? `Make yourself the owner of the file: \`sudo chown "$USER" ${key}\``
        : `Make the file readable: \`chmod 600 ${key}\`.`,
    })
    const { said, failure } = await refused(0)
    expect(said).toContain(`Load key "${key}": Permission denied`)
    expect(failure).toMatchObject({
      what: 'Your private key file cannot be read.',
      needsPerson: true,
      hint: `Make yourself the owner of the file: \`sudo chown "$USER" ${key}\``,
    })
  })

  test('that all may read is told before ssh is asked, and by what ssh says', async () => {
    expect(await looked(0o644, [])).toMatchObject({
      what: 'Other users can read your private key, so ssh does not use it.',
      hint: `Remove the permissions of others: \`chmod 600 ${key}\`.`,
    })
    const { said, failure } = await refused(0o644)
    expect(said).toContain('UNPROTECTED PRIVATE KEY FILE')
    expect(failure).toMatchObject({
      what: 'Other users can read your private key, so ssh does not use it.',
      hint: `Remove the permissions of others: \`chmod 600 ${key}\`.`,
    })
  })

  test('that is its owner’s alone is nobody’s trouble', async () => {
    expect(await looked(0o600, [])).toBeNull()
  })
})
