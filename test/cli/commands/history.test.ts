import { mkdir, readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { until } from '../../lab/process.ts'
import { type Lab, startLab } from '../../lab/sshd.ts'
import { type App, openApp } from '../app.ts'

let app: App
let lab: Lab
let project: string
beforeAll(async () => {
  ;[app, lab] = await Promise.all([openApp(), startLab({ hosts: ['h1'] })])
  project = join(lab.host('h1').home, 'app')
  await mkdir(project)
  await app.configure({ sshConfig: lab.sshConfig, hosts: [{ name: 'h1', address: 'h1' }] })
  await lab.tmux('h1', 'new-session', '-d', '-s', 'talk', '-c', project, 'exec cat')
  await lab.tmux('h1', 'new-session', '-d', '-s', 'quiet', '-c', project, 'exec cat')
})
afterAll(() => Promise.all([app.close(), lab.close()]))

const history = async (...args: readonly string[]) =>
  JSON.parse((await app.run(['history', 'h1:app', '--json', ...args])).out)
const summaries = async () =>
  (await history()).entries.map(({ summary }: { summary: string }) => summary)

test('a project without one has none, and nothing is made there', async () => {
  expect(await history()).toMatchObject({ directory: project, reached: true, entries: [] })
  expect(await readdir(project)).toEqual([])
})

test('what is sent to a session that shares is written down; of others nothing', async () => {
  const { code, err } = await app.run(['history', 'on', 'h1/talk'])
  expect([code, err]).toEqual([
    0,
    'Texts sent to h1/talk are now recorded in the history of its project.\n',
  ])
  expect((await app.run(['send', 'h1/quiet', 'a secret'])).code).toBe(0)
  expect((await app.run(['send', 'h1/talk', 'do it'])).code).toBe(0)
  await until('the entry', async () => (await summaries()).includes('do it'))
  const { entries } = await history()
  expect(entries).toEqual([
    expect.objectContaining({ type: 'USER', summary: 'do it', session: 'h1/talk' }),
  ])
  const [file = ''] = await readdir(join(project, '.maestro/history'))
  const line = JSON.parse(await readFile(join(project, '.maestro/history', file), 'utf8'))
  expect(line).toMatchObject({ type: 'USER', summary: 'do it', projectPath: project })
})

test('switched off, nothing more is', async () => {
  expect((await app.run(['history', 'off', 'h1/talk'])).code).toBe(0)
  expect((await app.run(['send', 'h1/talk', 'not this'])).code).toBe(0)
  expect((await app.run(['history', 'add', 'h1:app', 'a note'])).code).toBe(0)
  expect(await summaries()).toEqual(['a note', 'do it'])
})

test('a person reads it as a table, searches it, and sees who said what from where', async () => {
  const { out } = await app.run(['history', 'h1:app', '--search', 'DO'])
  expect(out).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d\t\S+\t\S+\th1\/talk\t\tdo it\n$/)
})

test('the entries beyond --limit are counted', async () => {
  const { out, err } = await app.run(['history', 'h1:app', '--limit', '1'])
  expect([out.split('\n').length, err]).toEqual([
    2,
    expect.stringContaining('1 older entry is not shown; use --limit to show more.'),
  ])
  expect(await history('--limit', '1')).toMatchObject({
    total: 2,
    entries: [{ summary: 'a note' }],
  })
})

test('a session that ends by what it is sent is no failure', async () => {
  await lab.tmux('h1', 'new-session', '-d', '-s', 'brief', 'read line')
  expect(await app.run(['send', 'h1/brief', 'bye'])).toMatchObject({ code: 0 })
  expect((await app.run(['send', 'h1/quiet', 'still here'])).err).not.toContain('failed')
})

test('a session that is not there is said in words', async () => {
  const { code, err } = await app.run(['history', 'on', 'h1/nobody'])
  expect([code, err]).toEqual([3, expect.stringContaining('There is no session nobody.')])
})

test('offline it tells what was written from here, without an error', async () => {
  await lab.kill('h1')
  const { code, out, err } = await app.run(['history', 'h1:app'])
  await lab.start('h1')
  expect([code, out.split('\n').length]).toEqual([0, 3])
  expect(err).toContain('because the host cannot be reached')
})
