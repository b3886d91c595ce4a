import { constants } from 'node:fs'
import {
  chmod,
  link,
  mkdir,
  mkdtemp,
  open,
  readdir,
  readFile,
  rm,
  stat,
  writeFile,
} from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createCastFiles } from '../../src/backend/recording/cast-file.ts'
import { readSecretFile } from '../../src/server/access/token-file.ts'
import { openAuditLog } from '../../src/server/audit/audit-log.ts'
import { asOther, makeSocket, mayBeOther } from '../lab/other-user.ts'

/* The state directory is in a place that another user can write: that user puts something under the names of the audit
   log, the tokens, the subscriptions of devices and the recordings. */

let dir: string
let shared: string
let path: string
let secret: string
beforeEach(async () => {
  dir = await mkdtemp('/tmp/fmau-')
  shared = join(dir, 'shared')
  path = join(shared, 'log')
  secret = join(dir, 'mine', 'secret')
  await chmod(dir, 0o755)
  await mkdir(shared)
  await chmod(shared, 0o777)
  await mkdir(join(dir, 'mine'), { mode: 0o700 })
  await writeFile(secret, 'secret', { mode: 0o600 })
})
afterEach(() => rm(dir, { recursive: true, force: true }))

const entry = {
  ...{ at: '', request: 'r', phase: 'asked', token: null },
  from: '',
  act: '',
  on: '',
}

describe.runIf(mayBeOther)('another user', () => {
  test.each([
    ['a pipe', 'mkfifo -m 666 log'],
    ['a file', 'touch log; chmod 666 log'],
    ['a link', 'ln -s ../mine/secret log'],
    ['a link that leads nowhere', 'ln -s none log'],
    ['a directory', 'mkdir -m 777 log'],
    ['a socket', makeSocket('log')],
  ])('%s in the place of the audit log or of tokens is refused at once', async (_, act) => {
    asOther(shared, act)
    await expect(openAuditLog(path)).rejects.toThrow('cannot be written')
    await expect(readSecretFile(path)).rejects.toThrow(`fleetmux cannot use ${path}.`)
    expect(await readFile(secret, 'utf8')).toBe('secret')
  })

  test('a pipe that they read is no audit log', async () => {
    asOther(shared, 'mkfifo -m 666 log')
    const reader = await open(path, constants.O_RDONLY | constants.O_NONBLOCK)
    await expect(openAuditLog(path)).rejects.toThrow('it is not a regular file')
    await reader.close()
  })

  test('another name of a file of ours is no audit log', async () => {
    // Where the kernel does not protect hard links, the other user can make this one.
    await link(secret, path)
    await expect(openAuditLog(path)).rejects.toThrow('the file has more than one hard link')
    expect(await readFile(secret, 'utf8')).toBe('secret')
  })

  test('an audit log that others could read is for its owner from then on', async () => {
    await writeFile(path, '')
    await chmod(path, 0o666)
    const log = await openAuditLog(path)
    await log.write({ ...entry, phase: 'asked' })
    await log.close()
    expect((await stat(path)).mode & 0o777).toBe(0o600)
  })

  test.each([
    ['a directory of theirs', 'umask 0; mkdir -p fleetmux/recordings'],
    ['a link to a directory of ours', 'mkdir fleetmux; ln -s ../../mine fleetmux/recordings'],
    ['a pipe', 'mkdir fleetmux; mkfifo fleetmux/recordings'],
    ['a socket', `mkdir fleetmux; ${makeSocket('fleetmux/recordings')}`],
  ])('%s holds no recording', async (_, act) => {
    asOther(shared, act)
    const casts = createCastFiles({ XDG_DATA_HOME: shared })
    const begun = await casts.begin({
      ...{ type: 'begin-cast', recording: 1, name: 'a', at: 0, header: '{}' },
    })
    expect(begun).toMatchObject({ type: 'cast-failed' })
    await casts.close()
    expect(await readdir(join(dir, 'mine'))).toEqual(['secret'])
  })
})
