import { chmod, mkdir, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { SshPlace } from '../../../src/backend/ssh/ssh-client.ts'
import { createSshAnswer } from '../../../src/backend/ssh/ssh-settings-cache.ts'
import { parseAddress } from '../../../src/state/hosts/address.ts'

const ANSWER = 'hostname 10.0.0.7\nport 22\ncanonicalizehostname false\n'

let dir: string
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'fma-'))
  await mkdir(join(dir, 'more'))
  await write('config', `Include ${dir}/more/*\nHost *\n  User ana\n`)
  await write('more/work', 'Host build\n  Port 2222\n')
})
afterEach(async () => {
  vi.unstubAllEnvs()
  await rm(dir, { recursive: true, force: true })
})

let written = 0
/** A file of some age: one that was written just now could change without a trace. */
async function write(name: string, text: string): Promise<void> {
  await writeFile(join(dir, name), text)
  await age(name)
}

async function age(name: string): Promise<void> {
  const at = 1_700_000_000 + ++written
  await utimes(join(dir, name), at, at)
}

/** As another process would have it. */
const answer = (more: Partial<SshPlace> = {}, cache = join(dir, 'cache')) =>
  createSshAnswer(
    { address: parseAddress('build'), configFile: join(dir, 'config'), ...more },
    cache,
  )

async function keptFile(): Promise<string> {
  const [name = ''] = await readdir(join(dir, 'cache', 'ssh'))
  return join(dir, 'cache', 'ssh', name)
}

test('what ssh said is there for the next process, of this host and no other', () => {
  expect(answer().read()).toBeNull()
  answer().keep(ANSWER)
  expect(answer().read()).toBe(ANSWER)
  expect(answer({ address: parseAddress('ana@build') }).read()).toBeNull()
  expect(answer({ options: { Port: '2200' } }).read()).toBeNull()
  expect(answer({ configFile: join(dir, 'more', 'work') }).read()).toBeNull()
})

test('an edit of a file that is included makes it stale; so do a new file, and one that goes', async () => {
  answer().keep(ANSWER)
  await write('more/work', 'Host build\n  Port 2223\n')
  expect(answer().read()).toBeNull()
  answer().keep(ANSWER)
  expect(answer().read()).toBe(ANSWER)
  await write('more/other', 'Host *\n  Port 2224\n')
  expect(answer().read()).toBeNull()
  answer().keep(ANSWER)
  await rm(join(dir, 'more', 'other'))
  expect(answer().read()).toBeNull()
})

test('an edit while ssh is asked is not missed', async () => {
  const asked = answer()
  await write('config', 'Host *\n  Port 1\n')
  asked.keep(ANSWER)
  expect(answer().read()).toBeNull()
})

test('of a file that was written just now nothing is kept: it may change in the same tick', async () => {
  await writeFile(join(dir, 'more', 'work'), 'Host build\n  Port 2223\n')
  answer().keep(ANSWER)
  expect(await readdir(join(dir, 'cache')).catch(() => [])).toEqual([])
})

test.each([
  'Match exec "test -e /tmp/at-work"',
  'Match host build exec true',
  'match !exec=true',
  'Match all exec "a b"',
  'Match localnetwork 10.0.0.0/8',
  'Match brandnew thing',
  'Include %d/more',
  'Include ${HOME}/more',
])('%s: ssh is asked each time', async line => {
  await write('more/work', `${line}\n  Port 2222\n`)
  answer().keep(ANSWER)
  expect(answer().read()).toBeNull()
})

test.each([
  'Match host build',
  'Match originalhost a,b user "ana b"',
  'Match final all',
  '# Match exec x',
])('%s: that stands in the files', async line => {
  await write('more/work', `${line}\n  Port 2222\n`)
  answer().keep(ANSWER)
  expect(answer().read()).toBe(ANSWER)
})

test('a name that ssh looks up in the network is asked each time', () => {
  answer().keep(ANSWER.replace('canonicalizehostname false', 'canonicalizehostname true'))
  expect(answer().read()).toBeNull()
})

test('a variable that the files name, and another ssh, make another answer', async () => {
  await write('more/work', 'Host build\n  IdentityFile ${FMA_KEY}\n')
  vi.stubEnv('FMA_KEY', 'one')
  answer().keep(ANSWER)
  expect(answer().read()).toBe(ANSWER)
  vi.stubEnv('FMA_KEY', 'two')
  expect(answer().read()).toBeNull()
  vi.stubEnv('FMA_KEY', 'one')
  await write('ssh', '#!/bin/sh\n')
  vi.stubEnv('PATH', `${dir}:${process.env.PATH}`)
  expect(answer().read()).toBeNull()
})

test.each(['', '{"on": ', '[]', 'null', '{"on":1,"text":2}'])(
  'a corrupt one (%s) is as good as none, and is written anew',
  async text => {
    answer().keep(ANSWER)
    await writeFile(await keptFile(), text)
    expect(answer().read()).toBeNull()
    answer().keep(ANSWER)
    expect(answer().read()).toBe(ANSWER)
  },
)

test('one that others may read or write is not believed', async () => {
  answer().keep(ANSWER)
  await chmod(await keptFile(), 0o620)
  expect(answer().read()).toBeNull()
})

test('where nothing can be read or written ssh is asked, and nothing else happens', async () => {
  await write('file', '')
  const cache = join(dir, 'file', 'cache')
  answer({}, cache).keep(ANSWER)
  expect(answer({}, cache).read()).toBeNull()
  expect(createSshAnswer({ address: parseAddress('build') }, undefined).read()).toBeNull()
})

test('what nobody has asked for a month is removed', async () => {
  await mkdir(join(dir, 'old', 'ssh'), { recursive: true })
  await write('old/ssh/gone', '{}')
  answer({}, join(dir, 'old')).keep(ANSWER)
  expect(await readdir(join(dir, 'old', 'ssh'))).toHaveLength(1)
  expect(answer({}, join(dir, 'old')).read()).toBe(ANSWER)
})
