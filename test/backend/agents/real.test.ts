import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { bundled } from '../../../src/backend/agents/catalogue.ts'
import { type AgentWatch, createAgentWatch } from '../../../src/backend/agents/watch-agents.ts'
import { type Connection, createConnection } from '../../../src/backend/connection/connection.ts'
import { createLocal } from '../../../src/backend/transport/local.ts'
import type { AgentReading } from '../../../src/state/model/agents/agent.ts'
import { until } from '../../lab/process.ts'
import { startServer, type TestServer } from '../send/server.ts'
import { recorded } from './recorded.ts'

/** Under the name of an agent: shows the screen in each file whose name it reads, and ends with each number. */
const PLAYER = `stty -echo
while IFS= read -r word; do
  case $word in [0-9]*) exit "$word" ;; esac
  printf '\\033[H\\033[2J'; cat "$word"
done
`

let dir: string
let server: TestServer
let link: Connection
let watch: AgentWatch | undefined
const readings = new Map<string, AgentReading | null>()
/** All readings that were told, in their order. */
const told: (AgentReading | null)[] = []
let lists = 0

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'fma-'))
  writeFileSync(join(dir, 'player'), PLAYER)
  for (const { name, evidence } of recorded()) {
    writeFileSync(join(dir, name.replaceAll('/', '.')), evidence.lines.join('\n').trimEnd())
  }
  server = startServer()
  server.tmux('new-session', '-d', '-s', 'a', '-x', '100', '-y', '40', play('claude'))
  server.tmux('set-option', '-t', '=a:', 'remain-on-exit', 'on')
  link = createConnection({
    host: { name: 'local', transport: 'local' },
    transport: createLocal(),
    tmux: ['-S', server.socket],
    deadline: 30_000,
    isOurs: () => () => false,
    dispatch: event => {
      if (event.type !== 'sessions') return
      watch ??= createAgentWatch({
        client: link.client(),
        catalogue: bundled,
        changed: (pane, reading) => {
          readings.set(pane, reading)
          told.push(reading)
        },
        failed: error => {
          throw error
        },
      })
      watch.found(event.sessions)
      lists++
    },
  })
  link.dial()
})

afterEach(async () => {
  watch?.stop()
  watch = undefined
  readings.clear()
  told.length = 0
  lists = 0
  await link.hangUp()
  server.close()
  rmSync(dir, { recursive: true, force: true })
})

const play = (name: string) => `exec bash -c 'exec -a ${name} bash ${join(dir, 'player')}'`
const type = (word: string) => server.tmux('send-keys', '-t', '=a:', word, 'Enter')
const show = (name: string) => type(join(dir, name.replaceAll('/', '.')))
const reads = (state: string) =>
  until(state, () => [...readings.values()].find(each => each?.state === state))

test('the state of an agent in a real pane follows what it draws, and how it ends', async () => {
  await until('it to be there', () => readings.size > 0)
  show('claude/idle-start')
  await reads('idle')
  show('claude/working-thinking')
  await reads('working')
  show('claude/waiting-choice-ask')
  const { question } = await reads('waiting')
  expect(question?.text).toContain('Which database should the service use?')
  expect(question?.choices.map(({ label }) => label)).toContain('SQLite')
  type('7')
  await until('its end', () => {
    // tmux 3.3 may miss that a program has ended until another one does.
    server.tmux('run-shell', 'true')
    return [...readings.values()].every(each => each?.source === 'process')
  })
  // tmux may tell how it ended a moment after that it did: the next list has it.
  server.tmux('new-session', '-d', '-s', 'b', 'sleep 600')
  await until('its code', () => [...readings.values()].some(each => each?.code === 7))
  expect(await reads('failed')).toMatchObject({ agent: 'claude', code: 7, source: 'process' })
})

test('what the pane says of itself is heard, and void under a shell', async () => {
  await until('it to be there', () => readings.size > 0)
  server.tmux('set-option', '-p', '-t', '=a:', '@fleetmux_state', 'waiting: Which port?')
  show('claude/idle-start')
  expect((await reads('waiting')).question?.text).toBe('Which port?')
  server.tmux('respawn-pane', '-k', '-t', '=a:', 'bash --norc')
  await until('nobody', () => [...readings.values()].every(each => each?.state !== 'waiting'))
})

test('a question without a title of its own is told once, however much another pane prints', async () => {
  writeFileSync(join(dir, 'asks'), "printf 'Go on? [y/n] '; read x\n")
  const asks = `exec bash -c 'exec -a installer bash ${join(dir, 'asks')}'`
  server.tmux('new-session', '-d', '-s', 'asks', '-x', '80', '-y', '20', asks)
  const prints = 'i=0; while :; do i=$((i+1)); echo $i; sleep 0.3; done'
  server.tmux('new-session', '-d', '-s', 'prints', '-x', '80', '-y', '20', prints)
  const asked = await reads('waiting')
  expect(asked).toMatchObject({ agent: 'installer', question: { text: 'Go on? [y/n]' } })
  const before = lists
  await until('more lists', () => lists > before + 3)
  expect(told.filter(each => each === null || each.agent === 'installer')).toEqual([asked])
})
