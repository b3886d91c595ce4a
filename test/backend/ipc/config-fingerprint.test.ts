import { chmod, mkdir, mkdtemp, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { readFingerprintedConfig } from '../../../src/backend/ipc/config-fingerprint.ts'

let dir: string
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'fmk-'))
  await mkdir(join(dir, 'fleetmux'))
  vi.stubEnv('XDG_CONFIG_HOME', dir)
  vi.stubEnv('XDG_CACHE_HOME', join(dir, 'cache'))
})
afterEach(async () => {
  vi.unstubAllEnvs()
  await rm(dir, { recursive: true, force: true })
})

const file = () => join(dir, 'fleetmux', 'config.json')
const cached = () => join(dir, 'cache', 'fleetmux', 'config.json')
const read = () => readFingerprintedConfig(process.env)
const names = async () => (await read()).value.hosts.map(host => host.name)

let written = 0
async function configure(config: unknown, at = 1_700_000_000 + ++written): Promise<void> {
  await writeFile(file(), typeof config === 'string' ? config : JSON.stringify(config))
  await utimes(file(), at, at)
}

test('a configuration that was checked is not read again until its file changes', async () => {
  await configure({ hosts: [{ name: 'one' }] })
  const first = await read()
  expect(await read()).toMatchObject(first)
  // The same stamp: only one who does not look into the file takes it for the same.
  const { mtimeMs } = await stat(file())
  await configure({ hosts: [{ name: 'two' }] }, mtimeMs / 1000)
  expect(await names()).toEqual(['one'])
  await configure({ hosts: [{ name: 'two' }] })
  expect(await names()).toEqual(['two'])
  await rm(file())
  expect(await names()).toEqual([])
})

test('of no file the same is known, and a new one is seen', async () => {
  expect([await names(), await names()]).toEqual([[], []])
  expect(JSON.parse(await readFile(cached(), 'utf8'))).toMatchObject({ stamp: '' })
  await configure({ hosts: [{ name: 'one' }] })
  expect(await names()).toEqual(['one'])
})

test('another home has another configuration', async () => {
  await configure({ hosts: [{ name: 'one' }] })
  expect(await names()).toEqual(['one'])
  vi.stubEnv('XDG_CONFIG_HOME', join(dir, 'elsewhere'))
  expect(await names()).toEqual([])
})

test.each([
  { hosts: [{ name: 'one', environment: { TOKEN: 'secret' } }] },
  { local: { environment: { TOKEN: 'secret' } } },
])('what may be a secret stands in no second file: %j', async config => {
  await configure(config)
  await read()
  await expect(stat(cached())).rejects.toThrow('ENOENT')
})

test('one that was edited just now is read each time', async () => {
  await configure({ hosts: [{ name: 'one' }] }, Date.now() / 1000)
  await read()
  await expect(stat(cached())).rejects.toThrow('ENOENT')
})

test.each(['{"by"', '{}', '[]', '{"by":1,"value":{}}'])(
  'a corrupt copy (%s) is no matter',
  async text => {
    await configure({ hosts: [{ name: 'one' }] })
    await read()
    await writeFile(cached(), text)
    expect(await names()).toEqual(['one'])
    expect(JSON.parse(await readFile(cached(), 'utf8'))).toMatchObject({ path: file() })
  },
)

test('a copy that others may write is not believed', async () => {
  await configure({ hosts: [{ name: 'one' }] })
  await read()
  const copy = await readFile(cached(), 'utf8')
  await writeFile(cached(), copy.replaceAll('one', 'two'))
  await chmod(cached(), 0o622)
  expect(await names()).toEqual(['one'])
})

test('a bad one is refused each time', async () => {
  await configure('{ "hosts": 1 }')
  await expect(read()).rejects.toThrow('config.json')
  await expect(read()).rejects.toThrow('config.json')
})
