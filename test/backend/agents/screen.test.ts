import { describe, expect, test } from 'vitest'
import { bundled } from '../../../src/backend/agents/catalogue.ts'
import { identify } from '../../../src/backend/agents/identify.ts'
import { readAgent } from '../../../src/backend/agents/read.ts'
import { type Recorded, recorded } from './recorded.ts'

const screens = recorded()

/** Screens that are drawn by hand, or by an agent's own components, after what is known of them, counted apart. */
const DRAWN = 182

function read({ evidence, foreground, agent }: Recorded) {
  const before = evidence.dead ? { before: agent } : {}
  const adapter = identify(bundled, { ...evidence, foreground, ...before })
  return adapter && readAgent(adapter, evidence).reading
}

/** What a screen's header says it is: an agent that was quit has left its pane to the shell. */
function wanted({ agent, state, kind }: Recorded) {
  if (state === 'shell') return { agent: 'shell', state: kind ?? 'idle', kind: undefined }
  return { agent, state, kind }
}

describe('every recorded screen is read right', () => {
  test.each(screens.map(screen => [screen.name, screen] as const))('%s', (_, screen) => {
    const reading = read(screen)
    expect({
      agent: reading?.agent,
      state: reading?.state,
      kind: reading?.question?.kind,
    }).toEqual(wanted(screen))
  })
})

describe('a program that has ended is never at work', () => {
  test.each(screens.map(screen => [screen.name, screen] as const))('%s', (_, screen) => {
    for (const code of [0, 1, 137, undefined]) {
      const evidence = { ...screen.evidence, dead: { code }, quietFor: 0, said: 'working' }
      const adapter = bundled.get(screen.agent) ?? bundled.adapters[0]
      const state = adapter && readAgent(adapter, evidence).reading.state
      expect(state).toBe({ 0: 'done', 1: 'failed', 137: 'failed' }[code ?? -1] ?? 'unknown')
    }
  })
})

describe('an agent that was quit does not ask', () => {
  const waiting = screens.filter(({ state }) => state === 'waiting')
  test.each(waiting.map(screen => [screen.name, screen] as const))('%s', (_, screen) => {
    const lines = [...screen.evidence.lines, 'dev:~/project$ ']
    const evidence = { ...screen.evidence, command: 'bash', lines }
    const reading = read({ ...screen, evidence, foreground: ['-bash'] })
    expect([reading?.agent, reading?.state]).toEqual(['shell', 'idle'])
  })
})

test('there are enough real screens of each agent, and each names its program', () => {
  const real = screens.filter(({ drawn, newest }) => !drawn && !newest)
  const counts = Object.fromEntries(
    [...new Set(real.map(({ agent }) => agent))].map(agent => [
      agent,
      real.filter(screen => screen.agent === agent).length,
    ]),
  )
  const whole = { claude: 35, codex: 23, gemini: 22, opencode: 23, amp: 11 }
  const begun = { auggie: 2, cline: 1, copilot: 3, letta: 1, pi: 1, qwen: 1 }
  expect(counts).toEqual({ ...whole, ...begun })
  expect(real.filter(({ program }) => !/\d+\.\d+/.test(program))).toEqual([])
  expect(screens.filter(({ drawn }) => drawn).length).toBe(DRAWN)
})

test('what the newest versions draw was recorded of the most', () => {
  const agents = new Set(screens.filter(({ newest }) => newest).map(({ agent }) => agent))
  for (const agent of ['claude', 'codex', 'gemini', 'opencode', 'qwen', 'copilot', 'pi', 'kimi'])
    expect(agents).toContain(agent)
  expect(screens.filter(({ newest }) => newest).length).toBeGreaterThan(140)
})

test.each(['claude', 'codex', 'gemini', 'opencode', 'amp', 'amplihack'])(
  '%s: every state that matters is there',
  agent => {
    const own = screens.filter(screen => screen.agent === agent)
    const states = new Set(own.map(({ state, kind }) => (kind ? `${state} ${kind}` : state)))
    for (const state of ['working', 'waiting permission', 'waiting choice', 'idle', 'failed'])
      expect(states, state).toContain(state)
    expect(own.some(({ kind }) => kind === 'trust' || kind === 'login')).toBe(true)
    expect(own.some(({ state }) => state === 'shell')).toBe(true)
  },
)

test('nothing of the machine that recorded them is in them', () => {
  const text = screens.map(({ evidence }) => [evidence.title, ...evidence.lines].join('\n'))
  expect(
    text.filter(each => /\/tmp\/|\/root|\/work\b|127\.0\.0\.1|sk-(?!ant-\.\.\.)/.test(each)),
  ).toEqual([])
})
