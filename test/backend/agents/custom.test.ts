import { expect, test } from 'vitest'
import { catalogueOf } from '../../../src/backend/agents/custom.ts'
import { agentsSchema } from '../../../src/backend/agents/custom-schema.ts'
import { identify } from '../../../src/backend/agents/identify.ts'
import { launchArgs } from '../../../src/backend/agents/launch.ts'
import { readAgent } from '../../../src/backend/agents/read.ts'

const at = (lines: readonly string[], command: string) => ({
  title: '',
  command,
  lines,
  quietFor: Number.POSITIVE_INFINITY,
})

test('a command is enough', () => {
  const own = catalogueOf(
    agentsSchema.parse({ codey: { command: ['codey', '--message', '{prompt}'] } }),
  )
  const codey = identify(own, { command: 'codey', title: '' })
  expect(codey?.name).toBe('codey')
  expect(codey && launchArgs(codey, { prompt: true }).prompt).toBe('argument')
  expect(codey && readAgent(codey, at(['> '], 'codey')).reading.state).toBe('unknown')
  expect(codey && readAgent(codey, { ...at(['> '], 'codey'), quietFor: 0 }).reading).toMatchObject({
    state: 'working',
    source: 'activity',
  })
})

test('rules of their own read its screen', () => {
  const rules = [
    { name: 'ready', state: 'idle', where: 1, all: ['^> $|^>$'] },
    {
      name: 'asks',
      state: 'waiting',
      where: 1,
      all: ['\\(Y\\)es/\\(N\\)o'],
      ask: { kind: 'permission', choices: [{ key: 'y', label: 'Yes' }] },
    },
  ]
  const own = catalogueOf(agentsSchema.parse({ codey: { command: ['codey'], rules } }))
  const codey = own.get('codey')
  if (!codey) throw new Error('it is not there')
  expect(readAgent(codey, at(['hello', '>', ''], 'codey')).reading.state).toBe('idle')
  const { reading } = readAgent(codey, at(['Run make build?', 'Go on? (Y)es/(N)o [Yes]:'], 'codey'))
  expect(reading).toMatchObject({ state: 'waiting', rule: 'asks' })
  expect(reading.question?.choices).toEqual([{ key: 'y', label: 'Yes' }])
})

test.each([
  ['all', { all: ['^(?:\\w+ ?)+$'] }],
  ['none', { all: ['a'], none: ['^(?:\\w+ ?)+$'] }],
  ['a question', { all: ['a'], state: 'waiting', ask: { choice: '^(?:\\w+ ?)+$' } }],
])(
  'a rule whose pattern would take for ever in %s is switched off, and the others go on',
  (_, slow) => {
    const rules = [
      { name: 'slow', state: 'working', where: 1, ...slow },
      { name: 'ready', state: 'idle', where: 1, all: ['!$'] },
    ]
    const own = catalogueOf(agentsSchema.parse({ codey: { command: ['codey'], rules } }))
    const codey = own.get('codey')
    if (!codey) throw new Error('it is not there')
    const screen = at([`${'a'.repeat(60)}!`], 'codey')
    const { reading, trace } = readAgent(codey, screen)
    expect(reading).toMatchObject({ state: 'idle', rule: 'ready' })
    const saw = 'disabled: its patterns took more than 300 ms on one screen'
    expect(trace).toContainEqual({ source: 'screen', rule: 'slow', saw, state: null, off: true })
    const before = performance.now()
    readAgent(codey, screen)
    expect(performance.now() - before).toBeLessThan(200)
  },
)

test('one rule of a known agent is replaced or left out, the others stay', () => {
  const screen = at(['─'.repeat(40), '❯', '─'.repeat(40), '  ? for shortcuts'], 'claude')
  const state = (rules: object[]) => {
    const adapter = catalogueOf(agentsSchema.parse({ claude: { rules } })).get('claude')
    return adapter && readAgent(adapter, screen).reading.state
  }
  expect(state([])).toBe('idle')
  expect(state([{ name: 'prompt', off: true }])).toBe('unknown')
  const left = catalogueOf(
    agentsSchema.parse({ claude: { rules: [{ name: 'prompt', off: true }] } }),
  )
  expect(left.get('claude')?.rules.some(({ name }) => name === 'prompt')).toBe(false)
  expect(state([{ name: 'prompt', state: 'working', where: 'screen', all: ['shortcuts'] }])).toBe(
    'working',
  )
})

test('an agent like a known one has its rules and its own command', () => {
  const own = catalogueOf(
    agentsSchema.parse({ work: { like: 'claude', command: ['claude-work', '--safe-mode'] } }),
  )
  const work = identify(own, { command: 'claude-work', title: '' })
  expect(work?.rules.length).toBe(own.get('claude')?.rules.length)
  expect(work && launchArgs(work, { prompt: false, model: 'opus' }).argv).toEqual([
    'claude-work',
    '--model',
    'opus',
    '--safe-mode',
  ])
})

test.each([
  [{ Bad_name: {} }, 'my-agent'],
  [{ one: { rules: [{ name: 'x', all: ['('] }] } }, 'regular expression'],
  // It can be made, and fails when a screen is read.
  [{ one: { rules: [{ name: 'x', all: ['a?'.repeat(40_000)] }] } }, 'at most 4000 characters'],
  [{ one: { rules: [{ name: 'x', state: 'idle' }] } }, 'a rule needs a pattern in'],
  [{ one: { like: 'nobody' } }, 'must be the name of a known agent'],
  [{ one: { key: 'A B' } }, 'environment variable'],
  [{ one: { comand: ['x'] } }, 'comand'],
])('%o is refused with its place', (written, words) => {
  const checked = agentsSchema.safeParse(written)
  expect(JSON.stringify(checked.error?.issues)).toContain(words)
})
