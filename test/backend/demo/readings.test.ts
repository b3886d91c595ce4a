import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { execa } from 'execa'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { bundled } from '../../../src/backend/agents/catalogue.ts'
import { readObservation } from '../../../src/backend/agents/observation.ts'
import { hostEnv } from '../../../src/backend/demo/host-home.ts'
import { startSessions } from '../../../src/backend/demo/play.ts'
import { DEMO_SESSIONS } from '../../../src/backend/demo/sessions.ts'
import { toLines } from '../../../src/backend/tmux/screen.ts'
import type { Pane } from '../../../src/state/model/fleet.ts'
import { clean } from '../../../src/state/text/clean.ts'
import { until } from '../../lab/process.ts'

const roles = DEMO_SESSIONS.flat()
let dir: string
const tmux = async (...args: string[]) =>
  (await execa('tmux', args, { env: hostEnv('demo', dir), extendEnv: false })).stdout

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'fmx-r-'))
  await startSessions('demo', dir, roles)
})
afterAll(async () => {
  await tmux('kill-server')
  await rm(dir, { recursive: true })
})

async function read(session: string): Promise<string> {
  const target = `=${session}:`
  const told = await tmux(
    'display-message',
    '-p',
    '-t',
    target,
    '#{pane_current_command} #{pane_title}',
  )
  const [command = '', title = ''] = told.split(' ')
  const lines = toLines(Buffer.from(await tmux('capture-pane', '-p', '-e', '-t', target)))
  const pane = { command: clean(command), title: clean(title), ours: false } as Pane
  const { reading } = readObservation(bundled, { pane, agent: null, lines, moved: -60_000 }, 0)
  const { agent, state, question } = reading ?? {}
  return reading
    ? `${agent} ${state} ${question?.choices.map(({ key }) => key).join('') ?? ''}`
    : ''
}

const SHOWS = {
  build: 'working ',
  ask: 'waiting 123',
  idle: 'idle ',
  fail: 'working ',
  done: 'working ',
}

test.each(
  roles.flatMap(({ session, agent, script }) => {
    const shows = script && script in SHOWS ? SHOWS[script as keyof typeof SHOWS] : ''
    return shows === '' ? [] : [[session, `${agent} ${shows}`] as const]
  }),
)('%s of the demo is read as %s', async (session, shows) => {
  await until(shows, async () => (await read(session)) === shows, 60_000)
})

test('what is no agent in the demo is none', async () => {
  for (const { session } of roles.filter(({ agent }) => agent !== 'claude' && agent !== 'codex'))
    expect(await read(session)).toBe('')
})
