import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { bundled } from '../../../src/backend/agents/catalogue.ts'
import { catalogueOf } from '../../../src/backend/agents/custom.ts'
import { agentsSchema } from '../../../src/backend/agents/custom-schema.ts'
import { type AgentWatch, createAgentWatch } from '../../../src/backend/agents/watch-agents.ts'
import type { ForegroundProcess } from '../../../src/backend/host-script/process-line.ts'
import type { TmuxClient } from '../../../src/backend/tmux/client.ts'
import { TITLE } from '../../../src/backend/tmux/command.ts'
import type { AgentReading } from '../../../src/state/model/agents/agent.ts'
import { FailureError } from '../../../src/state/model/failure.ts'
import type { Pane, Session } from '../../../src/state/model/fleet.ts'
import { clean } from '../../../src/state/text/clean.ts'
import type { Written } from '../../state/fleet.ts'
import { recorded } from './recorded.ts'

const screens = new Map(recorded().map(({ name, evidence }) => [name, evidence.lines.join('\n')]))
const shown = new Map<string, string>()
const started = new Map<string, string>()
const titles = new Map<string, string>()
/** The cursor is hidden, as in all agents. */
const FACTS = '80 24 0 0 0 0 0'
const looks: string[] = []
const questions: number[] = []
const progress: string[] = []
let processes: readonly ForegroundProcess[] = []
let tables = 0
const told: [string, AgentReading | null][] = []
const failures: unknown[] = []
let watch: AgentWatch

/** A server that shows what `shown` says. */
const client: TmuxClient = {
  ask: async commands => {
    questions.push(commands.length)
    return commands.map(words => {
      const pane = String(words.at(words[0] === 'capture-pane' ? -1 : 3))
      if (words[0] === 'capture-pane') looks.push(pane)
      if (words.at(-1) === TITLE) return Buffer.from(titles.get(pane) ?? '')
      if (words.at(-1) === '#{pane_start_command}') return Buffer.from(started.get(pane) ?? '')
      return Buffer.from(words[0] === 'capture-pane' ? (shown.get(pane) ?? '') : FACTS)
    })
  },
  stream: () => undefined,
  unstream: () => undefined,
  pushed: true,
  version: '3.5',
}

beforeEach(() => {
  vi.useFakeTimers()
  for (const list of [looks, questions, progress, told, failures]) list.length = 0
  processes = []
  tables = 0
  started.clear()
  titles.clear()
  shown.clear()
  watch = createAgentWatch({
    client,
    catalogue: bundled,
    changed: (pane, reading) => told.push([pane, reading]),
    progress: (read, of) => progress.push(`${read}/${of}`),
    processes: async () => {
      tables++
      return processes
    },
    failed: error => failures.push(error),
  })
})

afterEach(() => {
  watch.stop()
  expect(failures).toEqual([])
  expect(vi.getTimerCount()).toBe(0)
  vi.useRealTimers()
})

function pane(id: string, more: Written<Pane> = {}): Pane {
  return {
    id,
    window: { id: '@1', index: 0, name: 'w' },
    index: 0,
    active: true,
    width: 80,
    height: 24,
    pid: 100,
    command: 'claude',
    title: '',
    history: 0,
    alternate: false,
    inMode: false,
    bracketPaste: true,
    activity: 0,
    ours: false,
    ...more,
  } as Pane
}

async function list(...panes: readonly Pane[]): Promise<void> {
  const base = { created: 0, activity: 0, attached: 0, windows: 1 }
  const session: Session = { ...base, id: '$1', name: clean('s'), panes }
  watch.found([session])
  await vi.advanceTimersByTimeAsync(20)
}

const show = (id: string, name: string) => shown.set(id, screens.get(name) ?? `no ${name}`)
const states = () => told.map(([id, reading]) => `${id} ${reading?.state ?? 'nobody'}`)

/** An idle agent that has rested begins to work, which tmux reports. */
async function startWork(): Promise<void> {
  show('%1', 'claude/idle-start')
  await list(pane('%1'))
  await vi.advanceTimersByTimeAsync(10_000)
  show('%1', 'claude/working-thinking')
  await list(pane('%1', { activity: 1000 }))
}

test('a pane is read when it moves, and told of when it reads differently', async () => {
  show('%1', 'claude/idle-start')
  await list(pane('%1'))
  show('%1', 'claude/working-thinking')
  await list(pane('%1', { activity: 1000 }))
  await vi.advanceTimersByTimeAsync(100)
  show('%1', 'claude/waiting-permission-bash')
  await list(pane('%1', { activity: 2000 }))
  await vi.advanceTimersByTimeAsync(100)
  await list(pane('%1', { activity: 2000, dead: { code: 7 } }))
  await vi.advanceTimersByTimeAsync(100)
  expect(states()).toEqual(['%1 idle', '%1 working', '%1 waiting', '%1 failed'])
  expect(told[2]?.[1]?.question?.choices[0]).toEqual({ key: '1', label: 'Yes', current: true })
})

test('a program whose exit status tmux does not report has failed, half a second after its end', async () => {
  show('%1', 'claude/idle-start')
  await list(pane('%1'))
  await list(pane('%1', { activity: 1000, dead: { code: undefined } }))
  await vi.advanceTimersByTimeAsync(100)
  expect(states()).toEqual(['%1 idle', '%1 unknown'])
  await vi.advanceTimersByTimeAsync(500)
  expect(states()).toEqual(['%1 idle', '%1 unknown', '%1 failed'])
})

test('what stopped between two lists is found by one more look, and then nothing is asked', async () => {
  show('%1', 'claude/working-thinking')
  await list(pane('%1'))
  show('%1', 'claude/idle-answered')
  await vi.advanceTimersByTimeAsync(60_000)
  expect(states()).toEqual(['%1 working', '%1 idle'])
  const before = looks.length
  await list(pane('%1'))
  await vi.advanceTimersByTimeAsync(3_600_000)
  expect(looks.length).toBe(before)
  expect(vi.getTimerCount()).toBe(0)
})

test('a change in the same second as an invisible one that tmux has reported is seen', async () => {
  show('%1', 'claude/waiting-permission-bash')
  await list(pane('%1'))
  await vi.advanceTimersByTimeAsync(10_000)
  await list(pane('%1', { activity: 1 }))
  show('%1', 'claude/idle-answered')
  await vi.advanceTimersByTimeAsync(1500)
  expect(states()).toEqual(['%1 waiting', '%1 idle'])
})

test('a second change that tmux does not push is seen a second later', async () => {
  await startWork()
  show('%1', 'claude/waiting-permission-bash')
  await vi.advanceTimersByTimeAsync(1500)
  expect(states()).toEqual(['%1 idle', '%1 working', '%1 waiting'])
  await vi.advanceTimersByTimeAsync(10_000)
})

test('a question right after a change that tmux has reported is seen half a second later', async () => {
  await startWork()
  show('%1', 'claude/waiting-permission-bash')
  await vi.advanceTimersByTimeAsync(550)
  expect(states()).toEqual(['%1 idle', '%1 working', '%1 waiting'])
})

test('a change after the look halfway is seen within the second, too', async () => {
  await startWork()
  await vi.advanceTimersByTimeAsync(600)
  show('%1', 'claude/waiting-permission-bash')
  await vi.advanceTimersByTimeAsync(600)
  expect(states()).toEqual(['%1 idle', '%1 working', '%1 waiting'])
})

test('a title that changed after the list is that of the look', async () => {
  titles.set('%1', '⠂ Mend the parser')
  show('%1', 'claude/idle-answered')
  await list(pane('%1', { title: clean('⠂ Mend the parser') }))
  titles.set('%1', '✳ Mend the parser')
  await vi.advanceTimersByTimeAsync(10_000)
  expect(states()).toEqual(['%1 working', '%1 idle'])
})

test('a clock that is set back an hour keeps nobody at work', async () => {
  show('%1', 'claude/working-thinking')
  await list(pane('%1'))
  show('%1', 'claude/idle-answered')
  vi.setSystemTime(Date.now() - 3_600_000)
  await vi.advanceTimersByTimeAsync(10_000)
  expect(states()).toEqual(['%1 working', '%1 idle'])
})

test('only what may be an agent is looked at', async () => {
  show('%4', 'gemini/idle-start')
  const panes = ['bash', 'vim', 'less', 'node', 'htop'].map((command, index) =>
    pane(`%${index + 1}`, { command }),
  )
  await list(...panes, pane('%9', { ours: true }))
  await vi.advanceTimersByTimeAsync(1000)
  expect([...new Set(looks)]).toEqual(['%4'])
  expect(told.map(([id, reading]) => [id, reading?.agent])).toEqual([['%4', 'gemini']])
})

test('an agent that was quit to the shell is nobody any more', async () => {
  show('%1', 'claude/idle-start')
  await list(pane('%1'))
  await list(pane('%1', { command: 'bash', pid: 100, activity: 1000 }))
  await vi.advanceTimersByTimeAsync(10_000)
  expect(states()).toEqual(['%1 idle', '%1 nobody'])
})

test('200 panes that all move cost some twenty looks a second, and each has its turn', async () => {
  const panes = Array.from({ length: 200 }, (_, index) => pane(`%${index}`))
  for (const { id } of panes) show(id, 'claude/working-thinking')
  for (let second = 0; second < 10; second++) {
    await list(...panes.map(each => ({ ...each, activity: second * 1000 })))
    await vi.advanceTimersByTimeAsync(980)
  }
  // Each is read once at once.
  expect(new Set(looks.slice(0, 200)).size).toBe(200)
  expect(looks.length).toBeGreaterThan(350)
  expect(looks.length).toBeLessThanOrEqual(401)
  expect(new Set(looks.slice(200)).size).toBeGreaterThan(150)
})

test('other rules read everything anew', async () => {
  show('%1', 'claude/idle-start')
  await list(pane('%1'))
  const rules = [{ name: 'prompt', off: true }]
  watch.use(catalogueOf(agentsSchema.parse({ claude: { rules } })))
  await vi.advanceTimersByTimeAsync(1000)
  expect(told.map(([, reading]) => `${reading?.state} by ${reading?.rule}`)).toEqual([
    'idle by prompt',
    'idle by any-input-field',
  ])
})

test('a pane that is gone is forgotten', async () => {
  show('%1', 'claude/idle-start')
  await list(pane('%1'))
  await list()
  await vi.advanceTimersByTimeAsync(10_000)
  expect(looks).toEqual(['%1'])
})

const process = (pid: number, args: string, more: Partial<ForegroundProcess> = {}) => ({
  pid,
  parent: 1,
  group: pid,
  args,
  ...more,
})

test('80 panes are read with a few questions, and how far that is, is told', async () => {
  const panes = Array.from({ length: 80 }, (_, index) => pane(`%${index}`))
  for (const { id } of panes) show(id, 'claude/idle-start')
  await list(...panes)
  await vi.advanceTimersByTimeAsync(0)
  expect(new Set(told.map(([id]) => id)).size).toBe(80)
  expect(questions).toEqual([60, 60, 60, 60])
  expect(progress).toEqual(['0/80', '20/80', '40/80', '60/80', '80/80'])
})

test('1,000 panes that ask at once are all told, with a question for each twenty', async () => {
  const panes = Array.from({ length: 1000 }, (_, index) => pane(`%${index}`))
  for (const { id } of panes) show(id, 'claude/waiting-permission-bash')
  await list(...panes)
  await vi.advanceTimersByTimeAsync(5000)
  expect(new Set(told.map(([id]) => id)).size).toBe(1000)
  expect(new Set(told.map(([, reading]) => reading?.state))).toEqual(new Set(['waiting']))
  expect(questions.length).toBeLessThan(60)
  expect(progress.at(-1)).toBe('1000/1000')
})

test('two agents in one window are read each by itself', async () => {
  show('%1', 'claude/waiting-permission-bash')
  show('%2', 'codex/working-thinking')
  await list(pane('%1'), pane('%2', { command: 'codex', index: 1, active: false }))
  await vi.advanceTimersByTimeAsync(100)
  expect(told.map(([id, reading]) => `${id} ${reading?.agent} ${reading?.state}`)).toEqual([
    '%1 claude waiting',
    '%2 codex working',
  ])
})

test('a pane that is gone takes the others of its question along to nobody', async () => {
  const ask = client.ask
  vi.spyOn(client, 'ask').mockImplementation(async (commands, deadline) => {
    if (commands.some(words => words.includes('%2')))
      throw new FailureError({ kind: 'remote', what: "can't find pane: %2" })
    return ask(commands, deadline)
  })
  for (const id of ['%1', '%3']) show(id, 'claude/idle-start')
  await list(pane('%1'), pane('%2'), pane('%3'))
  await vi.advanceTimersByTimeAsync(100)
  vi.restoreAllMocks()
  expect(states()).toEqual(['%1 idle', '%2 unknown', '%3 idle'])
})

test('who runs under node is told by its command line, with one look at the table for all', async () => {
  show('%1', 'claude/idle-start')
  show('%2', 'codex/waiting-permission-bash')
  show('%3', 'gemini/idle-start')
  processes = [
    process(11, 'node /usr/lib/node_modules/@openai/codex/bin/codex.js'),
    process(21, 'npm exec @openai/codex'),
    process(22, 'node /home/dev/.npm/_npx/1/node_modules/.bin/codex', { parent: 21, group: 21 }),
    process(31, 'node server.js', { parent: 30 }),
  ]
  const panes = [11, 21, 30].map((pid, index) =>
    pane(`%${index + 1}`, { pid, command: 'node', title: '' }),
  )
  await list(...panes)
  await vi.advanceTimersByTimeAsync(5000)
  expect(tables).toBe(1)
  const last = new Map(told.map(([id, reading]) => [id, `${reading?.agent} ${reading?.state}`]))
  // The first looks like another one, and is not: only its input field tells.
  expect(last).toEqual(
    new Map([
      ['%1', 'codex idle'],
      ['%2', 'codex waiting'],
      ['%3', 'gemini idle'],
    ]),
  )
  expect(progress.at(-1)).toBe('3/3')
})

test('an agent behind the shell that reads its script is seen', async () => {
  show('%1', 'claude/waiting-permission-bash')
  processes = [
    process(10, '/bin/bash /home/dev/bin/work'),
    process(12, 'claude --resume', { parent: 10, group: 10 }),
  ]
  await list(pane('%1', { command: 'bash', pid: 10 }))
  await vi.advanceTimersByTimeAsync(100)
  expect(told.map(([, reading]) => `${reading?.agent} ${reading?.state}`)).toEqual([
    'claude waiting',
  ])
})

test('what asks after an editor in a wrapper is seen', async () => {
  const command = 'script -qc vim notes; ./deploy'
  shown.set('%1', 'Deploy to production? [y/N] ')
  const shell = process(11, 'sh -c vim notes; ./deploy', { parent: 10 })
  processes = [process(10, command), shell, process(12, 'vim notes', { parent: 11, group: 11 })]
  await list(pane('%1', { command: 'script', pid: 10, alternate: true }))
  await vi.advanceTimersByTimeAsync(10_000)
  expect(told.filter(([, reading]) => reading)).toEqual([])
  processes = [process(10, command), shell, process(13, 'deploy', { parent: 11, group: 11 })]
  await list(pane('%1', { command: 'script', pid: 10, alternate: false, activity: 1000 }))
  await vi.advanceTimersByTimeAsync(10_000)
  expect(states().at(-1)).toBe('%1 waiting')
})

test('an agent that had ended before it was first seen is told by what it was started with', async () => {
  show('%1', 'claude/idle-start')
  started.set('%1', '"cd project && exec env TERM=tmux claude"')
  started.set('%2', 'npx @openai/codex')
  started.set('%3', 'make all')
  await list(
    pane('%1', { command: 'claude', dead: { code: 137 } }),
    pane('%2', { command: 'npx', dead: { code: 0 } }),
    pane('%3', { command: 'make', dead: { code: 2 } }),
  )
  await vi.advanceTimersByTimeAsync(100)
  expect(told.map(([id, reading]) => `${id} ${reading?.agent} ${reading?.state}`)).toEqual([
    '%1 claude failed',
    '%2 codex done',
  ])
})

test('any program that asks is seen once it is quiet, and only while it asks', async () => {
  shown.set('%1', 'Downloading 3 of 9')
  const apt = (more: Written<Pane>) => pane('%1', { command: 'installer', ...more })
  await list(apt({}))
  shown.set('%1', 'Which one?\n ❯ 1. All\n   2. Some\n\n enter to select')
  await list(apt({ activity: 1000 }))
  expect(states()).toEqual([])
  await vi.advanceTimersByTimeAsync(4000)
  expect(told[0]?.[1]).toMatchObject({ agent: 'installer', state: 'waiting', rule: 'any-menu' })
  expect(told[0]?.[1]?.confidence).toBeLessThan(0.7)
  shown.set('%1', 'Installing')
  await list(apt({ activity: 9000 }))
  await vi.advanceTimersByTimeAsync(1500)
  expect(states()).toEqual(['%1 waiting', '%1 nobody'])
  await vi.advanceTimersByTimeAsync(10_000)
})

test('a program of a language that prints and then asks is seen, without another change', async () => {
  shown.set('%1', 'Reading 3 files')
  await list(pane('%1', { command: 'python3' }))
  await vi.advanceTimersByTimeAsync(10_000)
  shown.set('%1', 'Reading 3 files\nOverwrite them? [y/N]')
  await list(pane('%1', { command: 'python3', activity: 10_000 }))
  await vi.advanceTimersByTimeAsync(5000)
  expect(told.map(([, reading]) => [reading?.agent, reading?.state])).toEqual([
    ['python3', 'waiting'],
  ])
  const before = looks.length
  await vi.advanceTimersByTimeAsync(3_600_000)
  expect(looks.length).toBe(before)
})

test.each(['installer', 'python3'])(
  'a question of %s that is drawn anew is told once',
  async command => {
    const question = 'Overwrite them? [y/N]'
    shown.set('%1', question)
    await list(pane('%1', { command }))
    for (let second = 1; second < 30; second++) {
      // Every fifth capture is between clearing and drawing.
      shown.set('%1', second % 5 === 0 ? '' : `Copied ${second} of 99\n${question}`)
      await list(pane('%1', { command, activity: second * 1000 }))
      await vi.advanceTimersByTimeAsync(20)
      shown.set('%1', `Copied ${second} of 99\n${question}`)
      await vi.advanceTimersByTimeAsync(960)
    }
    await vi.advanceTimersByTimeAsync(10_000)
    expect(states()).toEqual(['%1 waiting'])
    shown.set('%1', `${question} y\nCopying`)
    await list(pane('%1', { command, activity: 60_000 }))
    await vi.advanceTimersByTimeAsync(1500)
    expect(states()).toEqual(['%1 waiting', '%1 nobody'])
    await vi.advanceTimersByTimeAsync(10_000)
  },
)

test('a dialog that is animated without end is seen, and looked at every ten seconds until then', async () => {
  shown.set('%1', 'Loading')
  for (let second = 0; second < 60; second++) {
    if (second === 30)
      shown.set('%1', 'Which one?\n ❯ 1. All\n   2. Some\n\n enter to select\n ⠋ Waiting')
    await list(pane('%1', { command: 'installer', activity: second * 1000 }))
    await vi.advanceTimersByTimeAsync(980)
    if (second === 29) expect(looks.length).toBeLessThanOrEqual(4)
  }
  expect(states()).toEqual(['%1 waiting'])
  await vi.advanceTimersByTimeAsync(10_000)
})

test('a program that prints without end is looked at only when it rests', async () => {
  for (let second = 0; second < 60; second++) {
    await list(pane('%1', { command: 'make', activity: second * 1000, history: second }))
    await vi.advanceTimersByTimeAsync(980)
  }
  expect(looks.length).toBe(1)
  await vi.advanceTimersByTimeAsync(5000)
  expect(looks.length).toBe(2)
})
