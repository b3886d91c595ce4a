import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Lab, startLab } from '../lab/sshd.ts'
import { startTestServer, type TestServer } from './server.ts'

let lab: Lab
let server: TestServer
let base: string
let home: string
beforeAll(async () => {
  lab = await startLab({ hosts: ['h1'] })
  home = lab.host('h1').home
  await mkdir(join(home, 'src'))
  await writeFile(join(home, 'src', 'a.txt'), 'one\r\nTODO\r\n')
  server = await startTestServer([], { lab })
  base = '/api/v1/hosts/h1'
})
afterAll(async () => {
  await server?.close()
  await lab?.close()
})

test('a directory, a file and a search', async () => {
  const listed = await server.ask(`${base}/files?path=src`)
  expect(listed.json.data).toMatchObject({
    host: 'h1',
    total: 1,
    entries: [{ name: 'a.txt', size: 11 }],
  })
  const read = await server.ask(`${base}/file?path=src/a.txt`)
  expect(read.json.data).toMatchObject({ text: 'one\r\nTODO\r\n', path: join(home, 'src/a.txt') })
  const found = await server.ask(`${base}/files/search?path=src&text=TODO`)
  expect(found.json.data.lines).toEqual([{ name: 'a.txt', line: 2, text: 'TODO' }])
})

test('a save keeps line ends; one that comes too late is a conflict', async () => {
  const { expect: version } = (await server.ask(`${base}/file?path=src/a.txt`)).json.data
  const body = { path: 'src/a.txt', text: 'one\ntwo\n', expect: version }
  expect((await server.ask(`${base}/file`, { body })).status).toBe(200)
  expect(await readFile(join(home, 'src/a.txt'), 'utf8')).toBe('one\r\ntwo\r\n')
  const late = await server.ask(`${base}/file`, { body })
  expect([late.status, late.json.message]).toEqual([
    409,
    expect.stringContaining(
      'src/a.txt was changed by somebody else since you read it, so your text was not saved. Read the file again before you save.',
    ),
  ])
  const fresh = { path: 'src/new', text: 'x', expect: null }
  expect((await server.ask(`${base}/file`, { body: fresh })).status).toBe(200)
  const second = await server.ask(`${base}/file`, { body: fresh })
  expect([second.status, second.json.message]).toEqual([
    409,
    expect.stringContaining(
      'src/new exists already, so your text was not saved. Read the file again before you save.',
    ),
  ])
})

test('who may only look reads no files, an operator changes none', async () => {
  const { token: viewer } = await server.tokenFor('viewer')
  const { token: operator } = await server.tokenFor('operator')
  const body = { path: 'src/other', text: 'x', expect: null }
  expect((await server.ask(`${base}/file?path=src/a.txt`, { token: viewer })).status).toBe(403)
  expect((await server.ask(`${base}/file?path=src/a.txt`, { token: operator })).status).toBe(200)
  expect((await server.ask(`${base}/file`, { body, token: operator })).status).toBe(403)
})

test('on this machine files lie below an allowed root', async () => {
  const answer = await server.ask('/api/v1/hosts/local/file?path=/etc/passwd')
  expect(answer.status).toBe(409)
})
