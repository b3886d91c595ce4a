import { expect, test } from 'vitest'
import { claude } from '../../../src/backend/agents/adapters/claude.ts'
import { codex } from '../../../src/backend/agents/adapters/codex.ts'
import { anyCommand, bundled } from '../../../src/backend/agents/catalogue.ts'
import type { Evidence } from '../../../src/backend/agents/evidence.ts'
import { identify } from '../../../src/backend/agents/identify.ts'
import { readAgent } from '../../../src/backend/agents/read.ts'
import { MOST_CELLS, MOST_CHARACTERS, toView } from '../../../src/backend/agents/rule.ts'

const RULER = '─'.repeat(60)
const PROMPT = [RULER, '❯', RULER, '  ? for shortcuts']
const BARE: Evidence = {
  title: '',
  command: 'claude',
  lines: [],
  quietFor: Number.POSITIVE_INFINITY,
}
const read = (evidence: Partial<Evidence>, adapter = claude) =>
  readAgent(adapter, { ...BARE, ...evidence })

test('a screen that no rule knows is unknown, and the trace says that none matched', () => {
  const { reading, trace } = read({ lines: ['something', 'quite new'] })
  expect(reading).toEqual({ agent: 'claude', state: 'unknown', source: 'none', confidence: 0 })
  expect(trace.every(({ state }) => state === null)).toBe(true)
  expect(trace.length).toBeGreaterThan(claude.rules.length)
})

test('an empty screen is unknown', () => {
  expect(read({ lines: ['', '   ', ''] }).reading.state).toBe('unknown')
})

test('of a screen that is larger than any, its end is read and no more', () => {
  const large = Array.from({ length: 300 }, () => 'x'.repeat(900))
  expect(read({ lines: [...large, ...PROMPT] }).reading.state).toBe('idle')
  const { title, lines } = toView('t'.repeat(900), [...PROMPT, ...large])
  expect(lines.join('').length).toBeLessThanOrEqual(MOST_CHARACTERS)
  expect(lines).toHaveLength(MOST_CHARACTERS / MOST_CELLS)
  expect(title).toHaveLength(MOST_CELLS)
})

test('what the session says of itself is believed before its screen', () => {
  expect(read({ said: 'working', lines: PROMPT }).reading).toMatchObject({
    state: 'working',
    source: 'said',
  })
  expect(read({ said: 'waiting: Which port?', lines: PROMPT }).reading.question).toEqual({
    kind: 'text',
    text: 'Which port?',
    choices: [],
  })
  expect(read({ said: 'failed: 3' }).reading).toMatchObject({ state: 'failed', code: 3 })
})

test('a wrong hook loses against a screen that plainly says otherwise', () => {
  const asks = [
    RULER,
    ' Bash command',
    ' Do you want to proceed?',
    ' ❯ 1. Yes',
    '   2. No',
    ' Esc to cancel',
  ]
  for (const said of ['working', 'idle', 'done'])
    expect(read({ said, lines: asks }).reading).toMatchObject({
      state: 'waiting',
      source: 'screen',
    })
  const works = ['✻ Brewing… (12s · esc to interrupt)', '', ...PROMPT]
  // A command such as /compact works without a prompt, and no hook tells of it.
  for (const said of ['waiting', 'idle'])
    expect(read({ said, lines: works }).reading).toMatchObject({ state: 'working' })
  expect(read({ said: 'working', lines: PROMPT, quietFor: 4000 }).reading.state).toBe('idle')
  expect(read({ said: 'working', lines: PROMPT, quietFor: 100 }).reading.state).toBe('working')
  // Any program may draw what the general rule takes for a question.
  const generic = ['Which?', '❯ 1. One', '  2. Two']
  expect(read({ said: 'working', lines: generic }, anyCommand('tool')).reading.state).toBe(
    'working',
  )
})

test('a question that the user has left with Escape is not waited for', () => {
  const left = ['  ⎿  Interrupted · What should Claude do instead?', '', ...PROMPT]
  expect(read({ said: 'waiting', lines: left }).reading.state).toBe('idle')
  expect(read({ said: 'waiting', lines: PROMPT }).reading.state).toBe('waiting')
  expect(read({ said: 'waiting: Which port?', lines: left }).reading.state).toBe('waiting')
})

test('what it waits for is read from the screen where the session only says that it does', () => {
  const lines = [RULER, ' Bash command', ' Do you want to proceed?', ' ❯ 1. Yes', '   2. No']
  const { reading } = read({ said: 'waiting', lines })
  expect(reading).toMatchObject({ source: 'said', question: { kind: 'permission' } })
})

test('what an agent said is void under a shell', () => {
  expect(read({ said: 'working', command: 'bash' }).reading.state).toBe('unknown')
})

test('words that are no state are not believed', () => {
  expect(read({ said: 'happy', lines: PROMPT }).reading.state).toBe('idle')
})

test('an end is believed before everything', () => {
  const { reading } = read({
    said: 'working',
    title: '⠂ Claude Code',
    dead: { code: 7 },
    lines: PROMPT,
  })
  expect(reading).toEqual({
    agent: 'claude',
    state: 'failed',
    source: 'process',
    confidence: 1,
    code: 7,
  })
})

test('an end that tmux does not explain is unknown first, and failed when it stays so', () => {
  expect(read({ dead: { code: undefined }, quietFor: 100 }).reading.state).toBe('unknown')
  expect(read({ dead: { code: undefined }, quietFor: 1100 }).reading.state).toBe('failed')
})

test('a title that spins tells of work where the screen shows only a prompt', () => {
  const lines = ['• The parser reads', '› Ask Codex to do anything', '  gpt-5 default · ~/project']
  expect(read({ lines, title: 'project' }, codex).reading.state).toBe('idle')
  expect(read({ lines, title: '⠋ project' }, codex).reading).toMatchObject({
    state: 'working',
    source: 'title',
  })
})

test('progress that tmux tells counts, the sign of an error in it does not', () => {
  expect(read({ progress: 'indeterminate' }).reading).toMatchObject({
    source: 'progress',
    state: 'working',
  })
  expect(read({ progress: 'error' }).reading.state).toBe('unknown')
})

test('output alone is a weak sign of work, and silence is none of rest', () => {
  expect(read({ quietFor: 200 }).reading).toMatchObject({ state: 'working', confidence: 0.4 })
  expect(read({ quietFor: 60_000 }).reading.state).toBe('unknown')
})

test.each([
  ['source code', ['  if (ask) print("Do you want to proceed?")', '  ❯ 1. Yes', '    2. No']],
  ['a spinner', ['✻ Pondering… (12s · esc to interrupt)']],
  ['a login', ['Not logged in · Run /login']],
])('%s that it prints above its prompt is no dialog', (_, printed) => {
  const { state } = read({ lines: [...printed, '', '● Done.', '', ...PROMPT] }).reading
  expect(state).toBe('idle')
})

test('who is in a pane: the program first, then what was said, then what it shows', () => {
  const who = (command: string, more: object = {}) =>
    identify(bundled, { command, title: '', ...more })?.name
  expect(who('claude')).toBe('claude')
  expect(who('bash', { agent: 'claude', title: '✳ Claude Code' })).toBe('shell')
  expect(who('-zsh')).toBe('shell')
  expect(who('node', { title: '✦  Working… (project)' })).toBe('gemini')
  expect(who('node', { agent: 'mine' })).toBe('mine')
  expect(
    who('node', { lines: ['● Done', ...PROMPT, '  ⏵⏵ auto mode on (shift+tab to cycle)'] }),
  ).toBe('claude')
  expect(who('node', { before: 'codex' })).toBe('codex')
  expect(who('node')).toBeUndefined()
  expect(who('claude', { agent: 'amplihack' })).toBe('amplihack')
  expect(who('codex', { agent: 'claude' })).toBe('codex')
  expect(who('vim', { title: '⠂ Claude Code', lines: PROMPT })).toBeUndefined()
})
