import { describe, expect, test } from 'vitest'
import { PROMPT } from '../../../src/backend/agents/adapter.ts'
import { anyCommand, bundled } from '../../../src/backend/agents/catalogue.ts'
import { enterPause } from '../../../src/backend/agents/enter-pause.ts'
import { type LaunchOptions, launchArgs } from '../../../src/backend/agents/launch.ts'

function words(name: string, options: Partial<LaunchOptions> = {}) {
  const adapter = bundled.get(name) ?? anyCommand(name)
  const { argv, prompt } = launchArgs(adapter, { prompt: true, ...options })
  return [argv.join(' '), prompt]
}

describe('how agents are started', () => {
  test.each([
    ['claude', {}, `claude -- ${PROMPT}`, 'argument'],
    ['claude', { prompt: false }, 'claude', 'none'],
    [
      'claude',
      { model: 'opus', permissions: 'allow', resume: 'abc' },
      `claude --model opus --resume abc --permission-mode bypassPermissions -- ${PROMPT}`,
      'argument',
    ],
    [
      'claude',
      { headless: true, permissions: 'deny' },
      'claude -p --permission-mode dontAsk',
      'stdin',
    ],
    ['codex', { permissions: 'deny' }, `codex -s read-only -a never -- ${PROMPT}`, 'argument'],
    ['codex', { resume: 'abc', model: 'm' }, `codex resume -m m -- abc ${PROMPT}`, 'argument'],
    ['codex', { headless: true, permissions: 'deny' }, 'codex exec -s read-only -', 'stdin'],
    ['gemini', { prompt: false }, 'gemini', 'none'],
    [
      'gemini',
      { headless: true, permissions: 'allow' },
      'gemini --approval-mode yolo -o text',
      'stdin',
    ],
    [
      'opencode',
      { permissions: 'allow' },
      `sh -c p=$1; shift; exec opencode "$@" "--prompt=$p" fleetmux ${PROMPT} --auto`,
      'argument',
    ],
    ['opencode', { prompt: false, model: 'a/b' }, 'opencode --model a/b', 'none'],
    [
      'gemini',
      { permissions: 'deny' },
      `sh -c p=$1; shift; exec gemini "$@" "--prompt-interactive=$p" fleetmux ${PROMPT} --approval-mode plan`,
      'argument',
    ],
    ['amp', { headless: true }, 'amp -x', 'stdin'],
    ['amp', { resume: 'T-1' }, 'amp threads continue T-1', 'typed'],
    [
      'amplihack',
      { mode: 'fix', maxTurns: 7 },
      `amplihack claude --fix --max-turns 7 -- -p ${PROMPT}`,
      'argument',
    ],
    ['shell', {}, '', 'typed'],
    ['aider', {}, 'aider', 'typed'],
  ] as const)('%s %o', (name, options, argv, prompt) => {
    expect(words(name, options)).toEqual([argv, prompt])
  })

  test('what an agent has no words for is refused, a wish is not', () => {
    expect(() => words('amp', { permissions: 'deny' })).toThrow(
      'amp cannot be told to deny all actions. Omit that option, choose another agent, or define the arguments for it in `agents.amp` of config.json.',
    )
    expect(() => words('aider', { model: 'm' })).toThrow('aider cannot be given a model')
    expect(() => words('aider', { headless: true })).toThrow('aider cannot run without a user')
    expect(words('claude', { mode: 'auto', maxTurns: 3 })).toEqual(words('claude'))
  })

  test('a value is put in as it stands', () => {
    expect(words('claude', { model: '$&', prompt: false })).toEqual(['claude --model $&', 'none'])
  })
})

test('an Enter waits as long as the program needs', () => {
  expect(['codex', 'claude', 'bash', '-zsh', 'node', 'vim'].map(each => enterPause(each))).toEqual([
    200, 200, 0, 0, 200, 200,
  ])
})
