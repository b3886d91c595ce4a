import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { bundled } from '../../../src/backend/agents/catalogue.ts'
import { catalogueOf } from '../../../src/backend/agents/custom.ts'
import { agentsSchema } from '../../../src/backend/agents/custom-schema.ts'
import { type AgentWatch, createAgentWatch } from '../../../src/backend/agents/watch.ts'
import type { TmuxClient } from '../../../src/backend/tmux/client.ts'
import type { AgentReading } from '../../../src/state/model/agent.ts'
import type { Pane, Session } from '../../../src/state/model/fleet.ts'
import { clean } from '../../../src/state/text/clean.ts'
import type { Written } from '../../state/fleet.ts'
import { recorded } from './recorded.ts'

const screens = new Map(recorded().map(({ name, evidence }) => [name, evidence.lines.join('\n')]))
const shown = new Map<string, string>()
const looks: string[] = []
const told: [string, AgentReading | null][] = []
const failures: unknown[] = []
let watch: AgentWatch

/** A server that shows what `shown` says. */
const client: TmuxClient = {
  ask: async ([, words]) => {
    const pane = String(words?.at(-1))
    looks.push(pane)
    return [Buffer.from('80 24 0 0 1 0 0'), Buffer.from(shown.get(pane) ?? '')]
  },
  stream: () => undefined,
  unstream: () => undefined,
  pushed: true,
  version: '3.5',
}

beforeEach(() => {
  vi.useFakeTimers()
  for (const list of [looks, told, failures]) list.length = 0
  shown.clear()
  watch = createAgentWatch({
    client,
    catalogue: bundled,
    changed: (pane, reading) => told.push([pane, reading]),
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
  expect(looks.length).toBeGreaterThan(150)
  expect(looks.length).toBeLessThanOrEqual(201)
  expect(new Set(looks).size).toBeGreaterThan(150)
})

test('other rules read everything anew', async () => {
  show('%1', 'claude/idle-start')
  await list(pane('%1'))
  const rules = [{ name: 'prompt', off: true }]
  watch.use(catalogueOf(agentsSchema.parse({ claude: { rules } })))
  await vi.advanceTimersByTimeAsync(1000)
  expect(states()).toEqual(['%1 idle', '%1 unknown'])
})

test('a pane that is gone is forgotten', async () => {
  show('%1', 'claude/idle-start')
  await list(pane('%1'))
  await list()
  await vi.advanceTimersByTimeAsync(10_000)
  expect(looks).toEqual(['%1'])
})
