import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { openRegistry } from '../../../../src/backend/state-file/registry.ts'
import type { SessionRecord } from '../../../../src/state/model/tracked-session.ts'
import { addRecord, addToPool } from '../../../../src/state/tracked/registry.ts'
import { machine, record } from '../../../backend/state-file/place.ts'
import { type Lab, startLab } from '../../../lab/sshd.ts'
import { type App, openApp } from '../../app.ts'

const ID = 'sess-20260502-203014-4f2a'
const OTHER = 'sess-20260502-203015-4f2a'

let app: App
let lab: Lab
beforeAll(async () => {
  lab = await startLab({ hosts: 2 })
  app = await openApp()
  await lab.tmux('lab1', 'new-session', '-d', '-s', ID, 'exec cat')
  await lab.tmux('lab1', 'set-option', '-t', ID, '@fleetmux_id', ID)
  // Of that name alone: it does not say that it is the one.
  await lab.tmux('lab2', 'new-session', '-d', '-s', ID, 'exec cat')
})
afterAll(async () => {
  await app?.close()
  await lab?.close()
})

const run = (...args: string[]) => app.run([...args, '--ssh-config', lab.sshConfig])
const file = () => openRegistry({ path: join(app.dir, 'state/fleetmux/remote-state.json') })
const known = async () => (await file().read()).sessions.get(ID)

beforeEach(async () => {
  await app.configure({ hosts: [{ name: 'new', address: 'lab1', tier: 'm' }, { name: 'lab2' }] })
  await keep({ host: 'lab2' })
})

function keep(more: Partial<SessionRecord>) {
  return file().change(before =>
    addRecord(addToPool(before, machine('lab2')), record(ID, { configured: true, ...more })),
  )
}

test('a session is given the host on which one says that it is that one', async () => {
  const { code, out } = await run('reassign', ID, 'new')
  expect([code, out]).toEqual([0, `Session '${ID}' is on new now, not lab2.\n`])
  expect(await known()).toMatchObject({ host: 'new', configured: true, status: 'running' })
  expect((await file().read()).pool.get('lab2')?.active).toEqual([])
  expect((await run('output', ID)).code).toBe(0)
  expect((await run('reassign', ID, 'new')).out).toBe(`Session '${ID}' is on new.\n`)
})

test('one of another host is refused, whatever it is called; the record stays', async () => {
  await keep({ host: 'gone' })
  const { code, err } = await run('reassign', ID, 'lab2')
  expect([code, err]).toEqual([1, expect.stringContaining(`No session on this host has the id`)])
  expect(err).toContain('so its record was not changed from gone.')
  expect((await known())?.host).toBe('gone')
})

test.each([
  [[ID, 'nowhere'], 'There is no host nowhere.'],
  [
    ['x', 'new'],
    '"x" is neither the id of a session that was started from a prompt, nor a host of such sessions. `fleetmux list` shows the ids and hosts.',
  ],
  [[OTHER, 'new'], `Session '${OTHER}' not found.`],
  [[ID], 'reassign'],
])('%j is told', async (args, message) => {
  const { code, err } = await run('reassign', ...args)
  expect([code === 0, err]).toEqual([false, expect.stringContaining(message)])
  expect((await known())?.host).toBe('lab2')
})

test('a host that was renamed is an error where it is used, though ssh knows the old name', async () => {
  // As it would be after `hosts edit lab1 --name new`: ssh still leads to a machine by the old one.
  await keep({ host: 'lab1' })
  for (const args of [['output', ID], ['fetch', ID], ['kill', ID], ['list']]) {
    const { err } = await run(...args)
    expect(err).toContain('started on this host, which is no longer in the configuration.')
    expect(err).toContain(`fleetmux reassign ${ID} HOST`)
  }
  expect(await known()).toMatchObject({ host: 'lab1', status: 'running' })
  expect((await lab.tmux('lab1', 'list-sessions')).includes(ID)).toBe(true)
  expect((await run('reassign', ID, 'new')).code).toBe(0)
  expect((await run('list')).err).toBe('')
})

test('one that somebody only named is found by its name again', async () => {
  // An address means the host of the configuration that has it, where there is one.
  await app.configure({ hosts: [] })
  const { configured: _, ...named } = record(ID, { host: 'lab1' })
  await file().change(before => addRecord(before, named))
  expect((await run('output', ID)).code).toBe(0)
  await keep({ host: 'gone' })
  expect((await run('reassign', ID, 'lab1', '--remote', 'lab1')).code).toBe(0)
  expect(await known()).not.toHaveProperty('configured')
})

test('all that run on a host of one name are given another at once', async () => {
  await lab.tmux('lab1', 'new-session', '-d', '-s', OTHER, 'exec cat')
  await lab.tmux('lab1', 'set-option', '-t', OTHER, '@fleetmux_id', OTHER)
  await keep({ host: 'old' })
  await file().change(before => addRecord(before, record(OTHER, { host: 'old', configured: true })))
  const lost = 'sess-20260502-203016-4f2a'
  await file().change(before => addRecord(before, record(lost, { host: 'old', configured: true })))
  // No session is complained of for another.
  const asked = await run('output', OTHER)
  expect(asked.err).toContain(
    '3 sessions were started on this host, which is no longer in the configuration.',
  )
  expect(asked.err).toContain('`fleetmux reassign old HOST`')

  const { code, out, err } = await run('reassign', 'old', 'new')
  expect([code, out.split('\n').filter(Boolean).toSorted()]).toEqual([
    4,
    [ID, OTHER].map(id => `Session '${id}' is on new now, not old.`),
  ])
  expect(err).toContain(`No session on this host has the id '${lost}'`)
  const { sessions } = await file().read()
  expect([ID, OTHER, lost].map(id => sessions.get(id)?.host)).toEqual(['new', 'new', 'old'])
})

test('a host that is switched off is no host to give', async () => {
  await app.configure({ hosts: [{ name: 'new', address: 'lab1', enabled: false }] })
  const { code, err } = await run('reassign', ID, 'new')
  expect([code, err]).toEqual([1, expect.stringContaining('new is disabled')])
})
