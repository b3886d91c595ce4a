import { describe, expect, test } from 'vitest'
import { bundled } from '../../../../src/backend/agents/catalogue.ts'
import { readObservation } from '../../../../src/backend/agents/observation.ts'
import type { Pane } from '../../../../src/state/model/fleet.ts'
import { clean } from '../../../../src/state/text/clean.ts'
import { width } from '../../../../src/state/text/text.ts'
import { observationOf, recorded } from '../recorded.ts'

/** A quiet screen whose cursor is hidden. */
function read(command: string, screen: string, title = '') {
  const pane = { command: clean(command), title: clean(title), ours: false } as Pane
  const cursor = { x: 0, y: 0, visible: false }
  const lines = screen.split('\n')
  const { reading } = readObservation(
    bundled,
    { pane, agent: null, lines, moved: -60_000, cursor },
    0,
  )
  return reading
}

function choices(command: string, screen: string) {
  const { question } = read(command, screen) ?? {}
  return question?.choices.map(({ key, label }) => `${key} ${label}`)
}

const RULER = '─'.repeat(60)

describe('the key that cancels a dialog is no sign of work', () => {
  const dialog = `${RULER}\nDo you want to run this command?\n\n❯ 1. Yes\n  2. No\n\n↑/↓ to navigate · enter to select · esc to cancel`

  test('with lines of a status below the dialog', () => {
    const below = '\n ~/project  main\n 12% ctx · $0.12'
    expect(read('copilot', dialog)?.state).toBe('waiting')
    expect(read('copilot', dialog + below)?.state).toBe('waiting')
    expect(choices('copilot', dialog + below)).toEqual(['1 Yes', '2 No'])
  })

  test('below a list that is part of the work it is', () => {
    const field = `${RULER}\n❯ \n${RULER}\n esc to cancel`
    expect(read('copilot', `○ Reading…\n\n${field}`)?.state).toBe('working')
  })
})

test('an editor on another host that displays a dialog does not ask', () => {
  const text = 'Bash command\n\nDo you want to proceed?\n❯ 1. Yes\n  2. No\n\nEsc to cancel'
  const status = '\n NORMAL  notes.md                utf-8[unix]  12% ☰ 3/30 : 5 '
  const at = (x: number, y: number) => {
    const pane = { command: clean('ssh'), title: clean(''), ours: false } as Pane
    const lines = (text + status).split('\n')
    const cursor = { x, y, visible: true }
    const seen = { pane, agent: null, lines, moved: -60_000, cursor }
    return readObservation(bundled, seen, 0).reading?.state
  }
  expect(at(0, 0)).toBeUndefined()
  expect(at(8, 2)).toBeUndefined()
  expect(at(0, 3)).toBe('waiting')
  expect(at(23, 2)).toBe('waiting')
})

describe('a scrollbar whose track looks like the side of a box changes nothing', () => {
  const cells = (line: string) => width(line.replace(/\x1b\[[\d;:]*m/g, ''))
  const screens = recorded().filter(({ state, agent }) => {
    return ['waiting', 'idle', 'working'].includes(state) && /^(?:amp|cline|pi|kimi)$/.test(agent)
  })

  test.each(screens.map(screen => [screen.name, screen] as const))('%s', (_, screen) => {
    const observation = { ...observationOf(screen), agent: screen.agent }
    const lines = observation.lines ?? []
    const most = Math.max(...lines.map(cells))
    const barred = lines.map((line, at) => {
      const gap = ' '.repeat(most - cells(line) + 1)
      return `${line}${gap}${at > 2 && at < 8 ? '█' : '│'}`
    })
    const state = (of: readonly string[]) =>
      readObservation(bundled, { ...observation, lines: of }, 0).reading?.state
    expect(state(barred)).toBe(state(lines))
  })
})

describe('a numbered draft in an input field is no list of choices', () => {
  const draft = '1. mend the parser\n  2. run the tests\n  3. tell me'
  const box = (mark: string) =>
    `╭${'─'.repeat(30)}╮\n│ ${mark} 1. mend the parser         │\n│   2. run the tests            │\n╰${'─'.repeat(30)}╯`

  test.each([
    ['claude', `● Done.\n\n${RULER}\n❯ ${draft}\n${RULER}\n  ⏵⏵ auto mode on`],
    ['qwen', `✦ Done.\n\n${RULER}\n> ${draft}\n${RULER}\n  ~/project`],
    ['cursor-agent', ` Done.\n\n${box('→')}\n Auto · ~/project`],
    ['kimi', ` Done.\n\n${box('>')}\n ~/project`],
  ])('%s', (agent, screen) => {
    expect(read(agent, screen)?.state).toBe('idle')
  })

  test('but a list in a box is one if a question or key hints are with it', () => {
    const hints = `${box('>')}\n Use ↑↓ to navigate, Enter to select`
    expect(read('mystery', hints)?.state).toBe('waiting')
    const asked = box('❯').replace('╮', '╮\n│ Which one?                   │')
    expect(read('mystery', asked)?.state).toBe('waiting')
    expect(read('mystery', box('>'))).toBeNull()
  })
})

describe('opencode', () => {
  const field = '\n\n  ┃\n  ┃  Build  GPT\n  ╹▀▀▀▀▀▀▀▀▀▀▀▀▀▀▀▀▀▀▀▀\n     ctrl+p commands'
  const over = (title: string) =>
    `  An answer.\n\n            ${title}${' '.repeat(24)}esc\n${field}`

  test.each(['MCPs', 'Rename Session', 'Fork from message'])('the dialog %s takes keys', title => {
    expect(read('opencode', over(title))?.state).toBe('waiting')
  })

  test('an answer that tells of the key does not', () => {
    expect(read('opencode', `  Press   esc\n  Close the dialog: esc\n${field}`)?.state).toBe('idle')
  })
})

test.each([
  ['✦  Working… (project)', 'working'],
  ['⏲  Working… (project)', 'working'],
  ['✋  Action Required (project)', 'waiting'],
])('gemini is known by the title %s', (title, state) => {
  expect(read('node', 'Running it', title)).toMatchObject({ agent: 'gemini', state })
})

describe('codex', () => {
  const below = '\n\n› Ask Codex to do anything\n\n  gpt-5.6 high · ~/project'

  test.each([
    '• Ran grep -n "Working (9m 41s • esc to interrupt)" x\n  └ (no output)',
    '• It showed "Working (9m 41s • esc to interrupt)".',
    '• Shall I go on?',
  ])('is idle below %j', line => {
    expect(read('codex', line + below)?.state).toBe('idle')
    expect(
      read('codex', `${line}\n\n› • Working (9m • esc to interrupt)\n\n  gpt-5.6 · ~/p`)?.state,
    ).toBe('idle')
  })

  test.each([
    '• Working (9m 41s • esc to interrupt)',
    '• Working (9m 41s • esc to interrupt) · 1 background terminal running · /ps to view',
    '• Waiting for a very long command (12s • esc to inter',
  ])('works above the field: %s', line => {
    expect(read('codex', line + below)?.state).toBe('working')
  })
})

test('antigravity: files to review below the field are waited for', () => {
  const list = 'Action required (1 left)\n› □ new plan.md   open  approve reject'
  const keys = 'Keyboard: ↑/↓ Navigate  y/n Approve/reject  p Preview\n  esc Done'
  const field = `${RULER}\n>\n${RULER}`
  expect(read('agy', `${field}\n${list}\n\n${keys}\n\n  plan · Gemini`)?.state).toBe('waiting')
  expect(read('agy', `  Action required: none.\n${field}\n  plan · Gemini`)?.state).toBe('idle')
})

test('a column of further choices is not part of a label', () => {
  const screen =
    'Which?\n\n❯ 1. A        4. D\n  2. B        5. E\n  3. C        6. F\n\nEnter to select'
  expect(choices('tool', screen)).toEqual(['1 A', '2 B', '3 C'])
})

describe('claude', () => {
  const field = `\n\n${RULER}\n❯ \n${RULER}\n  ⏵⏵ auto mode on`

  test.each(['◍', '⚙', '♦', '⊛'])('works behind the new spinner %s', glyph => {
    expect(read('claude', `${glyph} Simmering… (41s · ↓ 900 tokens)${field}`)?.state).toBe(
      'working',
    )
  })

  test('works while it waits to try again', () => {
    const line = '✻ Waiting for API response · will retry in 2m 2s · check your network'
    expect(read('claude', line + field)?.state).toBe('working')
  })

  test.each(['● Reading the notes… (12s)', '  ⎿  Running… (5s)', '◍ Simmered for 41s'])(
    'does not work behind %s',
    line => {
      expect(read('claude', `${line}${field}`)?.state).toBe('idle')
    },
  )

  test('a preview beside the choices is not part of them', () => {
    const screen = `${RULER}\nWhich one?\n\n❯ 1. OAuth       ┌──────────┐\n  2. JWT         │ a flow   │\n  3. None        │ of steps │\n                 └──────────┘\n\nEnter to select · Esc to cancel`
    expect(choices('claude', screen)).toEqual(['1 OAuth', '2 JWT', '3 None'])
  })
})

test('codex: the placeholder of a field is no choice', () => {
  const hint = '  enter to submit | ctrl + n next field | esc to cancel'
  const screen = `• Sure.\n\n  Field 1/2\n  Name\n\n› Type your answer\n\n${hint}`
  expect(read('codex', screen)?.state).toBe('waiting')
  expect(choices('codex', screen)).toEqual([])
})

test('pi: a list is open although extensions show their status below it', () => {
  const head = `${RULER}\n Select a model\n → one\n   two\n Esc to cancel\n${RULER}`
  const status = '~/project (main)\n 0.1%/200k (auto)'
  expect(read('pi', `${head}\n${status}`)?.state).toBe('waiting')
  expect(read('pi', `${head}\n${status}\n lint: ok\n tests: 3 failed`)?.state).toBe('waiting')
})
