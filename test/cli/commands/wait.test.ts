import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { until } from '../../lab/process.ts'
import { type App, type Live, openApp } from '../app.ts'

let app: App
beforeAll(async () => {
  app = await openApp()
  for (const name of ['one', 'two']) await session(name)
  await app.tmux('new-session', '-d', '-s', 'plain', 'exec cat')
})
afterAll(() => app.close())
beforeEach(async () => {
  for (const name of ['one', 'two']) await says(name, 'working')
})

async function session(name: string): Promise<void> {
  await app.tmux('new-session', '-d', '-s', name, '-x', '80', '-y', '10', 'exec cat')
  await app.tmux('set-option', '-p', '-t', `=${name}:`, '@fleetmux_agent', 'claude')
  await says(name, 'working')
}

const says = (name: string, state: string) =>
  app.tmux('set-option', '-p', '-t', `=${name}:`, '@fleetmux_state', state)

const isWaiting = (live: Live) => until('the wait', () => live.err().includes('Waiting for'))

test('it ends when the target is in the state, at once where it is', async () => {
  expect(await app.run(['wait', '--for', 'state=working', 'one'])).toEqual({
    code: 0,
    out: 'local/one\tworking\n',
    err: expect.any(String),
  })
  const live = app.start(['wait', '--for', 'waiting,failed', 'local/one'])
  await isWaiting(live)
  await says('one', 'waiting: Go on?')
  expect(await live.ended).toMatchObject({ code: 0, out: 'local/one\twaiting\n' })
})

test('it waits for all, or with --any for one', async () => {
  const all = app.start(['wait', '--for', 'finished', 'one', 'two'])
  const any = app.start([
    'wait',
    '--for',
    'finished',
    '--any',
    '--json',
    '--select',
    'agent=claude',
  ])
  await Promise.all([isWaiting(all), isWaiting(any)])
  await says('two', 'idle')
  const { code, out } = await any.ended
  expect(code).toBe(0)
  expect(JSON.parse(out).targets).toContainEqual({
    target: 'local/two',
    states: expect.arrayContaining(['idle', 'finished']),
    met: 'finished',
  })
  expect(all.out()).toBe('')
  await says('one', 'done')
  expect(await all.ended).toMatchObject({
    code: 0,
    out: 'local/one\tfinished\nlocal/two\tfinished\n',
  })
})

test('the end of a session, and of all', async () => {
  await app.tmux('new-session', '-d', '-s', 'short', 'exec cat')
  const live = app.start(['wait', '--for', 'ended', 'short'])
  await isWaiting(live)
  await app.tmux('kill-session', '-t', '=short')
  expect(await live.ended).toMatchObject({ code: 0, out: 'local/short\tended\n' })
})

test('past the limit it says who is not there yet, with 124', async () => {
  await says('one', 'done')
  const late = await app.run(['wait', '--for', 'waiting', '--timeout', '4.5', 'one', 'plain'])
  expect(late).toEqual({
    code: 124,
    out: '',
    err: expect.stringMatching(
      /^The awaited state was not reached within 4.5 s: local\/one is done, local\/plain is \w+\.$/m,
    ),
  })
})

test('what is wrong is told before anything is dialled', async () => {
  const err = async (...args: string[]) => {
    const ran = await app.run(['wait', ...args])
    expect(ran.code).toBe(2)
    return ran.err
  }
  expect(await err('--for', 'waitng', 'one')).toContain('Did you mean waiting?')
  expect(await err('--for', 'happy', 'one')).toContain('States are working, waiting')
  expect(await err('one')).toContain('--for STATE is missing')
  expect(await err('--for', 'idle')).toContain('missing TARGET')
  expect(await err('--for', 'idle', '--any', '--all', 'one')).toContain('exclude each other')
  expect(await err('--for', 'idle', '--select', 'agnt=x')).toContain('Did you mean agent=?')
})

test('a session that is not there is no session that has ended; nobody is not everybody', async () => {
  const missing = await app.run(['wait', '--for', 'ended', 'on'])
  expect([missing.code, missing.err]).toEqual([3, expect.stringContaining('no session on')])
  const nobody = await app.run(['wait', '--for', 'idle', '--select', 'session=nobody'])
  expect(nobody).toEqual({
    code: 3,
    out: '',
    err: 'No session matches. `fleetmux ls` lists the sessions.\n',
  })
})

test('a host that only the command line names, and nothing resolves, is not waited for', async () => {
  const { code, err } = await app.run(['wait', '--for', 'idle', 'nosuch.invalid/x'])
  expect([code, err]).toEqual([1, expect.stringContaining('cannot be resolved')])
})

test('states are completed', async () => {
  const { out } = await app.run(['complete', '--', 'wait', '--for', 'wa'])
  expect(out).toBe('waiting\n')
})
