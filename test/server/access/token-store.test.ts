import { chmod, link, mkdtemp, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openTokens, type Tokens } from '../../../src/server/access/token-store.ts'

let directory: string
let now = 1_000_000
const opened: Tokens[] = []

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'fmt-'))
  now = 1_000_000
})
afterEach(async () => {
  for (const each of opened.splice(0)) await each.close()
  await rm(directory, { recursive: true, force: true })
})

async function open(): Promise<Tokens> {
  const tokens = await openTokens({ directory, seedFile: join(directory, 'seed'), now: () => now })
  opened.push(tokens)
  return tokens
}

const wanted = { name: 'phone', role: 'operator', expires: null } as const

test('many that are issued at once are all valid, and kept', async () => {
  const tokens = await open()
  const all = await Promise.all(Array.from({ length: 20 }, () => tokens.issue(wanted)))
  expect(all.every(({ secret }) => tokens.find(secret)?.role === 'operator')).toBe(true)
  const again = await open()
  expect(all.every(({ secret }) => again.find(secret)?.role === 'operator')).toBe(true)
})

test('what another process revokes is revoked here, and told', async () => {
  const [one, other] = [await open(), await open()]
  const { token, secret } = await one.issue(wanted)
  await expect.poll(() => other.find(secret)?.id).toBe(token.id)
  const told: string[] = []
  other.onRevoked(id => told.push(id))
  expect(await one.revoke(token.id)).toBe(true)
  await expect.poll(() => told).toEqual([token.id])
  expect(other.find(secret)).toBe(null)
})

test('a new main token ends the one before', async () => {
  const tokens = await open()
  const first = await tokens.renewMain()
  const told: string[] = []
  tokens.onRevoked(id => told.push(id))
  const second = await tokens.renewMain()
  expect([tokens.find(first), tokens.find(second)?.role, told]).toEqual([null, 'admin', ['main']])
})

test('one that has expired is none', async () => {
  const tokens = await open()
  const { secret } = await tokens.issue({ ...wanted, expires: now + 10 })
  expect(tokens.find(secret)?.name).toBe('phone')
  now += 10
  expect(tokens.find(secret)).toBe(null)
})

test('no secret is in the file of tokens, and nobody else can read the files', async () => {
  const tokens = await open()
  const main = await tokens.renewMain()
  const { secret } = await tokens.issue(wanted)
  const text = await readFile(join(directory, 'server-tokens.json'), 'utf8')
  expect([text.includes(secret), text.includes(main)]).toEqual([false, false])
  for (const name of ['server-token', 'server-tokens.json'])
    expect((await stat(join(directory, name))).mode & 0o777).toBe(0o600)
})

describe('a file that is not ours alone', () => {
  test.each([
    [
      'other users can read it',
      (path: string) => writeFile(path, 'x').then(() => chmod(path, 0o644)),
    ],
    ['it is a link', (path: string) => symlink('/etc/hostname', path)],
    [
      'the file has more than one hard link',
      (path: string) => writeFile(path, 'x', { mode: 0o600 }).then(() => link(path, `${path}.2`)),
    ],
  ])('is refused: %s', async (why, make) => {
    await make(join(directory, 'server-token'))
    await expect(open()).rejects.toThrow(why)
  })

  test("another program's token is left out, and that is said", async () => {
    await writeFile(join(directory, 'seed'), 'theirs', { mode: 0o644 })
    const tokens = await open()
    expect(tokens.find('theirs')).toBe(null)
    expect(tokens.warnings).toEqual([expect.stringContaining('other users can read it')])
    await chmod(join(directory, 'seed'), 0o600)
    expect((await open()).find('theirs')?.role).toBe('admin')
  })
})

test('rubbish in the file of tokens is an error that says where', async () => {
  await writeFile(join(directory, 'server-tokens.json'), '{"version":1,"tokens":[7]}', {
    mode: 0o600,
  })
  await expect(open()).rejects.toThrow(
    /The server cannot read its tokens from \S+server-tokens\.json\. \(the file is damaged, or was written by another version of fleetmux\) Move the file away: `mv /,
  )
})
