import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { until } from '../../lab/process.ts'
import { type Lab, startLab } from '../../lab/sshd.ts'
import { type App, type Live, openApp } from '../app.ts'

let app: App
let lab: Lab
beforeAll(async () => {
  lab = await startLab({ hosts: ['lab1'] })
  app = await openApp()
  await app.configure({ sshConfig: lab.sshConfig, hosts: [{ name: 'lab1' }] })
  await session('first')
  await session('other')
})
afterAll(async () => {
  await app?.close()
  await lab?.close()
})
// A test that failed may have left another state, which a change to the same state does not tell.
beforeEach(async () => {
  for (const name of ['first', 'other']) await says(name, 'working')
})

async function session(name: string): Promise<void> {
  await app.tmux('new-session', '-d', '-s', name, '-x', '80', '-y', '10', 'exec cat')
  await app.tmux('set-option', '-p', '-t', `=${name}:`, '@fleetmux_agent', 'claude')
  await says(name, 'working')
}

const says = (name: string, state: string) =>
  app.tmux('set-option', '-p', '-t', `=${name}:`, '@fleetmux_state', state)

const lines = (live: Live) => live.out().split('\n').filter(Boolean)
const documents = (live: Live): Record<string, unknown>[] =>
  lines(live).map(line => JSON.parse(line))

const awake = (live: Live) => until('the first look', () => live.err().includes('Watching'))

test('what becomes of agents and sessions is told as it happens, a JSON document a line', async () => {
  const live = app.start(['watch', '--json', '--host', 'local'])
  await awake(live)
  await says('first', 'waiting: Deploy?')
  await until('the question', () => documents(live).some(({ what }) => what === 'asks'))
  await says('first', 'working')
  await until('the answer', () => documents(live).some(({ what }) => what === 'answered'))
  await app.tmux('new-session', '-d', '-s', 'fresh', 'exec cat')
  await until('the session', () => documents(live).some(({ what }) => what === 'started'))
  await app.tmux('kill-session', '-t', '=fresh')
  await until('its end', () => documents(live).some(({ what }) => what === 'ended'))
  const find = (kind: string) => documents(live).find(({ what }) => what === kind)
  expect(find('asks')).toMatchObject({
    version: 1,
    target: 'local/first',
    agent: 'claude',
    state: 'waiting',
    question: { text: 'Deploy?' },
    text: 'local/first: claude asks: Deploy?',
  })
  expect(find('answered')).toMatchObject({ answer: { by: 'elsewhere', text: null } })
  expect(find('ended')).toMatchObject({ target: 'local/fresh', session: 'fresh' })
  live.child.kill('SIGINT')
  const { code, err } = await live.ended
  expect([code, err]).toEqual([130, 'Watching 2 sessions on 1 of 1 host.\n'])
})

test('a program that is not a known agent probably asks, once, and was answered', async () => {
  const script = "printf 'Overwrite it? [y/N] '; read -r answer; echo ok; read -r end"
  const live = app.start(['watch', '--json', '--host', 'local', '--select', 'session=script'])
  await awake(live)
  await app.tmux('new-session', '-d', '-s', 'script', '-x', '80', '-y', '10', 'cat')
  await app.tmux('respawn-pane', '-k', '-t', '=script:', `exec sh -c "${script}" asking`)
  const told = () => documents(live).filter(({ agent }) => agent !== null)
  await until('the question', () => told().length > 0)
  expect(told()[0]).toMatchObject({
    what: 'asks',
    state: 'waiting',
    question: { text: 'Overwrite it? [y/N]' },
    text: 'local/script: sh probably asks: Overwrite it? [y/N]',
  })
  expect(told()[0]?.['confidence']).toBeLessThan(0.7)
  await app.tmux('send-keys', '-t', '=script:', 'y', 'Enter')
  await until('the answer', () => told().length > 1)
  expect(told()[1]).toMatchObject({ what: 'answered', agent: 'sh', answer: { by: 'elsewhere' } })
  live.child.kill('SIGINT')
  await live.ended
  expect(told()).toHaveLength(2)
  await app.tmux('kill-session', '-t', '=script')
})

test('--select narrows it, and each is a line for a person', async () => {
  const live = app.start(['watch', '--host', 'local', '--select', 'session=first'])
  await awake(live)
  await says('other', 'waiting: Not this one?')
  await says('first', 'waiting: This one?')
  await until('the question', () => live.out().includes('This one?'))
  expect(live.out()).toMatch(/^\d\d:\d\d:\d\d local\/first: claude asks: This one\?$/m)
  expect(live.out()).not.toContain('Not this one')
  live.child.kill('SIGTERM')
  expect((await live.ended).code).toBe(143)
})

test('a host that is lost is told, dialled again, and told to be back', async () => {
  await lab.tmux('lab1', 'new-session', '-d', '-s', 'far', 'exec cat')
  const live = app.start(['watch', '--json', '--host', 'lab1'])
  await awake(live)
  await lab.whileKilled('lab1', () =>
    until('the loss', () => documents(live).some(({ what }) => what === 'lost')),
  )
  await until('the return', () => documents(live).some(({ what }) => what === 'back'))
  expect(documents(live)[0]).toMatchObject({ host: 'lab1', failure: { host: 'lab1' } })
  live.child.kill('SIGINT')
  expect((await live.ended).code).toBe(130)
})

test('a reader that goes away ends it', async () => {
  const live = app.start(['watch', '--host', 'local'])
  await awake(live)
  live.child.stdout.destroy()
  let count = 0
  const ended = live.ended.then(() => true)
  await until('its end', async () => {
    await says('first', count++ % 2 === 0 ? 'idle' : 'working')
    return Promise.race([ended, new Promise(resolve => setTimeout(resolve, 1200))])
  })
  expect((await live.ended).code).toBe(0)
})

test('a slip in a selector is a usage error', async () => {
  expect((await app.run(['watch', '--select', 'agnt=x'])).code).toBe(2)
})
