import { afterAll, beforeAll, expect, test } from 'vitest'
import { until } from '../../lab/process.ts'
import { type App, openApp, shows } from '../app.ts'

let app: App
beforeAll(async () => {
  app = await openApp()
  await app.tmux('new-session', '-d', '-s', 'plain', '-x', '80', '-y', '10', 'exec cat')
  await app.tmux('new-session', '-d', '-s', 'asks', '-x', '80', '-y', '10', 'exec cat')
  await app.tmux('set-option', '-p', '-t', '=asks:', '@fleetmux_agent', 'claude')
  await app.tmux('set-option', '-p', '-t', '=asks:', '@fleetmux_state', 'waiting: Deploy?')
  await app.tmux('new-session', '-d', '-s', 'ended', '-x', '80', '-y', '10', 'exec cat')
  await app.tmux('set-option', '-w', '-t', '=ended:', 'remain-on-exit', 'on')
  await app.tmux('respawn-pane', '-k', '-t', '=ended:', 'exit 3')
  await until('the end', async () => {
    // tmux 3.3 may miss that a program has ended until another one does.
    await app.tmux('run-shell', ':')
    return (
      await app.tmux('display-message', '-p', '-t', '=ended:', '#{pane_dead_status}')
    ).includes('3')
  })
})
afterAll(() => app.close())

test('what the pane said of itself is told with its trace', async () => {
  const { code, out } = await app.run(['explain', 'asks'])
  expect(code).toBe(0)
  expect(out).toMatch(/^local\/asks:0\.0\nagent +claude\nstate +waiting, for less than 10s\n/)
  expect(out).toMatch(/seen by +said/)
  expect(out).toMatch(/^asks +Deploy\?$/m)
  expect(out).toMatch(/^> said /m)
})

test('--json is one document, with the question and each step', async () => {
  const json = JSON.parse((await app.run(['explain', '--json', 'local/asks'])).out)
  expect(json).toMatchObject({
    version: 1,
    target: 'local/asks:0.0',
    why: null,
    agent: {
      agent: 'claude',
      state: 'waiting',
      need: 'waiting',
      source: 'said',
      question: { text: 'Deploy?', choices: [] },
    },
  })
  expect(json.trace).toContainEqual(expect.objectContaining({ source: 'said', state: 'waiting' }))
})

test('ls shows agent, state and question: in front for a person, at the end for a program', async () => {
  const { out } = await app.run(['ls'])
  const row = out.split('\n').find(line => line.startsWith('local/asks'))
  // This machine has no kind, which is the last column.
  expect(row?.split('\t').slice(-4)).toEqual(['claude', 'waiting', 'Deploy?', ''])
  const seen = (await app.start(['ls'], { terminal: true }).ended).out
  expect(seen).toMatch(/^TARGET +AGENT +STATE +WINDOWS/)
  expect(seen).toMatch(/local\/asks +claude +waiting .*Deploy\?/)
  const { sessions } = JSON.parse((await app.run(['ls', '--json'])).out)
  const known = sessions.find((each: { name: string }) => each.name === 'asks')
  expect(known.agent).toMatchObject({ agent: 'claude', state: 'waiting', need: 'waiting' })
  expect(known.agents).toHaveLength(1)
})

test('where no agent is known it says why', async () => {
  const { code, out } = await app.run(['explain', 'plain'])
  expect([code, out]).toEqual([
    0,
    'local/plain:0.0\nNo agent was found in the pane: it runs cat.\n',
  ])
  const json = JSON.parse((await app.run(['explain', '--json', 'plain'])).out)
  expect(json).toEqual({
    version: 1,
    target: 'local/plain:0.0',
    agent: null,
    why: 'No agent was found in the pane: it runs cat.',
    trace: [],
  })
  const { sessions } = JSON.parse((await app.run(['ls', '--json'])).out)
  expect(sessions.find((each: { name: string }) => each.name === 'plain').agent).toBeNull()
})

test('a dead pane does not work, and a session that is not there is not explained', async () => {
  expect((await app.run(['explain', 'ended'])).out).toBe(
    'local/ended:0.0\nThe program in the pane has ended with exit code 3.\n',
  )
  const missing = await app.run(['explain', 'nosuch'])
  expect([missing.code, missing.out]).toEqual([3, ''])
  expect((await app.run(['explain'])).code).toBe(2)
})

test("a person's own rule that is too slow for the screen is switched off, and explain and doctor say so", async () => {
  const rule = { name: 'slow', state: 'working', all: ['^(?:\\w+ ?)+$'] }
  await app.configure({ agents: { codey: { command: ['codey'], rules: [rule] } } })
  const line = `printf '%060d!' 0; exec cat`
  await app.tmux('new-session', '-d', '-s', 'own', '-x', '80', '-y', '10', line)
  await app.tmux('set-option', '-p', '-t', '=own:', '@fleetmux_agent', 'codey')
  await shows(app, '=own:', '0!')
  const why = 'disabled: its patterns took more than 300 ms on one screen'
  const { out } = await app.run(['explain', '--timeout', '60', 'own'])
  expect(out).toMatch(new RegExp(`screen +slow +- +${why}`))
  const { out: found } = await app.run(['doctor', '--timeout', '60'])
  expect(found).toMatch(new RegExp(`warn\\s+rule slow of codey\\s+${why}\\. Simplify the rule`))
})
