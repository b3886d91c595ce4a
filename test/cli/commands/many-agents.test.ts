import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { recorded } from '../../backend/agents/recorded.ts'
import { until } from '../../lab/process.ts'
import { type App, openApp } from '../app.ts'

/** A busy machine reads fewer in the second that is waited otherwise. */
const PATIENT = ['--timeout', '60']

/** Panes of the host, in windows of one session; each third runs under node. */
const PANES = 80

let app: App
let dir: string

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'fmy-'))
  const screen = recorded().find(({ name }) => name === 'codex/waiting-permission-bash')
  writeFileSync(join(dir, 'screen'), screen?.evidence.lines.join('\n').trimEnd() ?? '')
  writeFileSync(
    join(dir, 'codex'),
    `process.stdout.write(require('node:fs').readFileSync('${join(dir, 'screen')}'));setInterval(() => {}, 1e6)`,
  )
  app = await openApp()
  await app.tmux('new-session', '-d', '-s', 'killed', '-x', '80', '-y', '10', 'exec cat')
  await app.tmux('set-option', '-w', '-t', '=killed:', 'remain-on-exit', 'on')
  await app.tmux('respawn-pane', '-k', '-t', '=killed:', 'exec bash -c "exec -a claude sleep 600"')
  const plain = `cat ${join(dir, 'screen')}; exec -a codex sleep 600`
  const pane = (index: number) =>
    index % 20 === 0 ? `exec ${process.execPath} ${join(dir, 'codex')}` : `exec bash -c '${plain}'`
  await app.tmux('new-session', '-d', '-s', 'many', '-x', '100', '-y', '40', pane(0))
  for (let at = 1; at < PANES; at++) await app.tmux('new-window', '-d', '-t', '=many:', pane(at))
  await until('all of them', async () => {
    const names = await app.tmux(
      'list-panes',
      '-s',
      '-t',
      '=many:',
      '-F',
      '#{pane_current_command}',
    )
    return names.split('\n').filter(name => /codex|node|sleep/.test(name)).length === PANES
  })
  const pid = await app.tmux('display-message', '-p', '-t', '=killed:', '#{pane_pid}')
  process.kill(Number(pid), 'SIGKILL')
  await until('its end', async () => {
    // tmux 3.3 may miss that a program has ended until another one does.
    await app.tmux('run-shell', 'true')
    return (await app.tmux('display-message', '-p', '-t', '=killed:', '#{pane_dead}')).includes('1')
  })
})

afterAll(async () => {
  await app.close()
  rmSync(dir, { recursive: true, force: true })
})

test('one ls reads the agents of 80 panes, those under node as well', async () => {
  const { sessions, hosts } = JSON.parse((await app.run(['ls', '--json', ...PATIENT])).out)
  expect(hosts[0].unread).toBe(null)
  const many = sessions.find(({ name }: { name: string }) => name === 'many')
  const states = many.agents.map(({ agent, state }: Record<string, string>) => `${agent} ${state}`)
  expect(states.length).toBe(PANES)
  expect([...new Set(states)]).toEqual(['codex waiting'])
})

test('explain and a selector know one under node', async () => {
  expect((await app.run(['explain', 'local/many:0.0', ...PATIENT])).out).toMatch(/^agent +codex$/m)
  const { err } = await app.run(['send', '--select', 'agent=codex', '--dry-run', ...PATIENT, 'x'])
  expect(err).not.toMatch(/No recipient/)
})

test('the agent of a pane that was killed has failed', async () => {
  const { sessions } = JSON.parse((await app.run(['ls', '--json', ...PATIENT])).out)
  const killed = sessions.find(({ name }: { name: string }) => name === 'killed')
  expect(killed.agent).toMatchObject({ agent: 'claude', state: 'failed' })
})
