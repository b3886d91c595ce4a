import { spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { windowCommand } from '../../src/backend/attach/view.ts'
import type { Pane, Session } from '../../src/state/model/fleet.ts'
import { clean } from '../../src/state/text/clean.ts'
import { capture, until } from '../lab/process.ts'
import { startProcessGuard } from '../lab/process-guard.ts'

const ROUNDS = 60

let dir: string
let guard: ReturnType<typeof startProcessGuard>
const env = () => ({
  PATH: process.env['PATH'],
  HOME: dir,
  TERM: 'xterm-256color',
  LANG: 'C.UTF-8',
})
const tmux = (...args: string[]) =>
  capture('tmux', ['-f', '/dev/null', '-S', join(dir, 's'), ...args], { env: env() })

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'fmv-'))
  guard = startProcessGuard(dir)
})
afterAll(async () => {
  await tmux('kill-server').catch(() => '')
  await guard.end()
  await rm(dir, { recursive: true, force: true })
})

/** Clients that come and go until they are stopped: whoever lists sessions on the same server. */
function startNoise(): () => Promise<void> {
  let isOver = false
  const one = async () => {
    while (!isOver) await tmux('list-clients').catch(() => '')
  }
  const all = [one(), one(), one()]
  return async () => {
    isOver = true
    await Promise.all(all)
  }
}

test('a terminal that leaves its window leaves the server alive, whoever else leaves then', async () => {
  await tmux('new-session', '-d', '-s', 's1', '-x', '80', '-y', '24', 'exec cat')
  const [id = '', window = '', pane = ''] = (
    await tmux('list-panes', '-t', '=s1:', '-F', '#{session_id} #{window_id} #{pane_id}')
  )
    .trim()
    .split(' ')
  const words = () =>
    windowCommand({
      host: 'here',
      session: { id, name: clean('s1') } as Session,
      pane: { id: pane, window: { id: window } } as Pane,
      server: { state: 'running', pid: 1, started: 1, version: clean('3.3a'), path: 'pushed' },
      readOnly: false,
    })
  for (let round = 0; round < ROUNDS; round++) {
    const line = ['tmux', '-S', join(dir, 's'), ...words().map(String)]
    const quoted = line.map(word => `'${word.replaceAll("'", `'\\''`)}'`).join(' ')
    const terminal = spawn('script', ['-qec', quoted, '/dev/null'], { env: env() })
    const ended = new Promise(resolve => terminal.once('close', resolve))
    await until('the view', async () =>
      (await tmux('list-clients', '-F', '#{client_session}')).includes('fleetmux-'),
    )
    const quiet = startNoise()
    terminal.stdin.write('\x02d')
    await ended
    await quiet()
    expect([round, (await tmux('list-sessions', '-F', '#{session_name}')).trim()]).toEqual([
      round,
      's1',
    ])
  }
})
