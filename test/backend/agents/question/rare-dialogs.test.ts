import { describe, expect, test } from 'vitest'
import { bundled } from '../../../../src/backend/agents/catalogue.ts'
import { readObservation } from '../../../../src/backend/agents/observation.ts'
import type { Pane } from '../../../../src/state/model/fleet.ts'
import { clean } from '../../../../src/state/text/clean.ts'

/** Dialogs as the code of these agents draws them, which no stand-in of their services brings about. */
interface Rare {
  readonly state: string
  readonly rows: readonly string[]
  readonly keys?: readonly string[]
}

const WIDTH = 96

function box(rows: readonly string[], corners = '╭╮╰╯'): string[] {
  const [left = '', right = '', below = '', end = ''] = corners
  const edge = '─'.repeat(WIDTH - 2)
  const sides = rows.map(row => `│ ${row.padEnd(WIDTH - 4)} │`)
  return [`${left}${edge}${right}`, ...sides, `${below}${edge}${end}`]
}

/** A screen whose cursor is hidden; it rests unless it has just moved. */
function read(agent: string, rows: readonly string[], moved = -60_000) {
  const pane = { command: clean(agent), title: clean(''), ours: false } as Pane
  const cursor = { x: 0, y: 0, visible: false }
  const seen = { pane, agent: null, lines: ['', ...rows, ''], moved, cursor }
  return readObservation(bundled, seen, 0).reading
}

function told(agent: string, rows: readonly string[], moved?: number) {
  const { state, question } = read(agent, rows, moved) ?? {}
  const keys = question?.choices.map(({ key, label }) => `${key} ${label}`)
  return { state: [state, question?.kind].filter(Boolean).join(' '), keys: keys ?? [] }
}

const GEMINI: Readonly<Record<string, Rare>> = {
  'settings of the administrator': {
    state: 'waiting choice',
    rows: box([
      'Admin settings have changed. Please restart the session to apply new settings. Press',
      "'r' to restart, or 'Ctrl+C' twice to exit.",
    ]),
    keys: ['r Restart'],
  },
  'a login that needs a restart': {
    state: 'waiting choice',
    rows: box([
      "You've successfully signed in with Google. Gemini CLI needs to be restarted.",
      'Press R to restart, or Esc to choose a different authentication method.',
    ]),
    keys: ['r Restart'],
  },
  'a key': {
    state: 'waiting login',
    rows: box([
      'Enter Gemini API Key',
      '',
      'Please enter your Gemini API key. It will be securely stored in your system keychain.',
      '',
      'Paste your API key here',
      '',
      '(Press Enter to submit, Esc to cancel, Ctrl+C to clear stored key)',
      '',
    ]),
  },
  'answers to be sent': {
    state: 'waiting choice',
    rows: box([
      'Answer Questions',
      'Review your answers:',
      '',
      'DB → PostgreSQL',
      '',
      'Enter to submit · Tab/Shift+Tab to edit answers · Esc to cancel',
    ]),
    keys: ['Enter Submit'],
  },
  'a change in an editor': {
    state: 'waiting text',
    rows: box(['? Edit  a.py', 'Modify in progress: Save and close external editor to continue']),
  },
  'settings, where the scope below them does not take the keys': {
    state: 'waiting choice',
    rows: box([
      '',
      ' > Settings',
      ' ● Vim Mode                                  false',
      '   Enable Vim keybindings',
      ' ▼',
      '   Apply To',
      ' ● User Settings',
      '   Workspace Settings',
      '',
      ' (Use Enter to select, Ctrl+L to reset, Tab to change focus, Esc to close)',
    ]),
  },
  'editors beside a scope that has the same numbers': {
    state: 'waiting choice',
    rows: box([
      '',
      '> Select Editor                 Editor Preference',
      '● 1. None                       Your preferred editor is: None.',
      '  2. Emacs',
      '',
      '  Apply To',
      '● 1. User Settings',
      '  2. Workspace Settings',
      '',
      '(Use Enter to select, Tab to',
      'change focus, Esc to close)',
    ]),
  },
  'the scope, once it takes the keys': {
    state: 'waiting choice',
    rows: box([
      '  Settings',
      '> Apply To',
      '● 1. User Settings',
      '  2. Workspace Settings',
      '',
      '(Use Enter to select, Tab to change focus, Esc to close)',
    ]),
    keys: ['1 User Settings', '2 Workspace Settings'],
  },
  'an answer of its own, into which digits are typed': {
    state: 'waiting choice',
    rows: box([
      'Which database?',
      '',
      '  1.  SQLite',
      '      In one file',
      '● 3.  Enter a custom value',
      '',
      'Enter to submit · Esc to cancel',
    ]),
  },
  'a notice to be closed': {
    state: 'waiting choice',
    rows: box(['Gemini Code Assist Privacy Notice', '', 'Press Esc to exit.', '', '']),
  },
  'another trust': {
    state: 'waiting trust',
    rows: box([
      '',
      '> Modify Trust Level',
      '',
      'Folder: /home/dev/project',
      '',
      '● 1. Trust this folder (project)',
      "  2. Don't trust",
      '',
      '(Use Enter to select, Esc to close)',
    ]),
    keys: ['1 Trust this folder (project)', "2 Don't trust"],
  },
  'a command that is to be confirmed': {
    state: 'waiting permission',
    rows: box([
      'Are you sure you want to reset it?',
      '',
      '● 1. Yes',
      '  2. No',
      '',
      'Enter to select',
    ]),
    keys: ['1 Yes', '2 No'],
  },
  'a restart, wrapped': {
    state: 'waiting choice',
    rows: box([
      "Workspace trust has changed. Press 'r' to",
      'restart Gemini to apply the changes.',
    ]),
    keys: ['r Restart'],
  },
  'files outside of the workspace': {
    state: 'waiting permission',
    rows: box([
      'The following files are outside your workspace:',
      '- /etc/hosts',
      'Do you want to allow this read?',
      '',
      '● 1. Yes',
      '  2. No',
      '',
      'Enter to select · ↑/↓ to navigate · Esc to cancel',
    ]),
    keys: ['1 Yes', '2 No'],
  },
}

const QWEN: Readonly<Record<string, Rare>> = {
  'settings that cannot be read': {
    state: 'waiting choice',
    rows: box([
      '> Settings file corrupted',
      'Your settings file had invalid JSON. A copy of the corrupted file has been saved.',
      '/home/dev/.qwen/settings.json.corrupted',
      '',
      '> Exit and restore corrupted file',
      '  Continue with empty settings (esc)',
    ]),
    keys: ['Enter Exit and restore corrupted file'],
  },
  'a folder that is trusted no more': {
    state: 'waiting choice',
    rows: box([
      'Workspace trust has changed due to a change in the IDE trust. Press',
      "'r' to restart Qwen Code to apply the changes.",
    ]),
    keys: ['r Restart'],
  },
  'a login that took too long': {
    state: 'waiting login',
    rows: box(
      ['Qwen OAuth Authentication Timeout', '', 'Press any key to return to the selection.'],
      '┌┐└┘',
    ),
  },
  'a provider to be connected': {
    state: 'waiting login',
    rows: box(
      [
        'Connect a Provider',
        '',
        '› Alibaba ModelStudio',
        '  Official setup',
        '',
        'Terms of Services:',
      ],
      '┌┐└┘',
    ),
  },
  'a login in the browser': {
    state: 'waiting login',
    rows: box(
      [
        'Qwen OAuth',
        '',
        'Waiting for authorization...',
        'Time remaining: 14:59',
        '',
        'Esc to cancel',
      ],
      '┌┐└┘',
    ),
  },
  'sessions to be deleted, with wrapped keys': {
    state: 'waiting choice',
    rows: box([
      'Delete Session',
      'No sessions found',
      '',
      'Space to select · Esc to',
      '    cancel',
    ]),
  },
  statistics: {
    state: 'waiting choice',
    rows: box([' All time · Today', '', ' tab · r dates · esc', ''], '┌┐└┘'),
  },
  skills: {
    state: 'waiting choice',
    rows: box(['Manage Skills', '', '  deploy', '', '↑/↓ navigate · backspace edits search', '']),
  },
  'an answer of its own, into which digits are typed': {
    state: 'waiting text',
    rows: [
      '  ? AskUserQuestion ←',
      '',
      '   Which database?',
      '',
      '     1. SQLite',
      '   ❯ 2. > Type something...',
      '',
      '   ↑/↓: Navigate | Enter: Select | Esc: Cancel',
      '',
      '  ⠏ Waiting for user confirmation...',
    ],
  },
  'a worktree to be kept': {
    state: 'waiting choice',
    rows: box([
      '⎇ Active worktree: "a" (worktree-a)',
      'What would you like to do?',
      '',
      '› 1. Keep worktree (exit without deleting)',
      '  2. Remove worktree and branch',
    ]),
    keys: ['1 Keep worktree (exit without deleting)', '2 Remove worktree and branch'],
  },
  'a change in an editor': {
    state: 'waiting text',
    rows: [
      ...box(['Modify in progress: Save and close external editor to continue']),
      '',
      '  ⠏ Waiting',
    ],
  },
}

const RULER = '─'.repeat(WIDTH)
const FIELD = '  Type your message or @path/to/file'
/** The prompt of each, below what it has answered. */
const PROMPT = {
  gemini: [
    RULER,
    ' Shift+Tab to accept edits',
    '▄'.repeat(WIDTH),
    ` > ${FIELD}`,
    '▀'.repeat(WIDTH),
    ' ~/project',
  ],
  qwen: [RULER, `> ${FIELD}`, RULER, '  ? for shortcuts'],
}

describe.each([
  ['gemini', GEMINI],
  ['qwen', QWEN],
] as const)('%s', (agent, rare) => {
  test.each(Object.entries(rare))('asks: %s', (_, { state, rows, keys = [] }) => {
    expect(told(agent, rows)).toEqual({ state, keys })
  })

  test.each(Object.entries(rare))('is idle below an answer that shows %s', (_, { rows }) => {
    expect(read(agent, [...rows, '', ...PROMPT[agent]])?.state).toBe('idle')
  })
})

describe('a wait for a login in the browser is a question', () => {
  test.each([
    ['gemini', box(['', '⠋ Waiting for authentication... (Press Esc or Ctrl+C to cancel)', ''])],
    [
      'gemini',
      box([
        '⠋ Waiting for verification... (Press Esc or Ctrl+C to cancel)',
        '',
        'Press Enter when verification is complete.',
      ]),
    ],
    [
      'cline',
      [
        'Signing in with Cline',
        'Your code:',
        'ABCD',
        'Visit this URL and enter the code above:',
        'https://example.com/device',
        'It opens in the browser.',
        '⠹ Waiting for sign-in...',
        '',
        'Esc to cancel, Ctrl+C to exit',
      ],
    ],
    [
      'mystery',
      ['Your code: ABCD', '⠋ Waiting for sign-in...', '', 'Esc to cancel, Ctrl+C to exit'],
    ],
  ])('of %s, also while its spinner turns', (agent, rows) => {
    expect(told(agent, rows).state).toBe('waiting login')
    expect(told(agent, rows, -100).state).toBe('waiting login')
  })

  test.each([
    '⠋ Waiting for verification of the build… (12s · esc to interrupt)',
    '⠋ Waiting for verification of the build (12s, esc to cancel)',
    '⠋ Waiting for authentication',
  ])('but not: %s', line => {
    expect(read('mystery', ['Build', line])?.state).not.toBe('waiting')
  })

  test('nor above the prompt of an agent', () => {
    const said = '✦ It prints "Waiting for authentication... (Press Esc to cancel)".'
    expect(read('gemini', [said, '', ...PROMPT.gemini])?.state).toBe('idle')
  })
})

test.each([
  ['gemini', ['✦ Done.', '', '⠙ Compressing chat history']],
  ['qwen', ['  ◆︎ Done.', '', '  ⠙ Compressing chat history']],
  // The loading line names the key that cancels, as a list does.
  ['qwen', ['  ? Shell make ←', '', '  ⠴ Herding digital cats... (1m 13s · esc to cancel)']],
])('%s works without its prompt', (agent, rows) => {
  expect(told(agent, rows).state).toBe('working')
})

describe('gemini, whose prompt stays below', () => {
  const task = (focused: string) => [
    ...box([` 1: npm...  (PID: 7) ${focused}Close (Ctrl+B)`, '● 1. npm run dev (PID: 7)'], '┌┐└┘'),
    ...PROMPT.gemini,
  ]
  const search = PROMPT.gemini.map(line => line.replace(` > ${FIELD}`, ' (r:)  pars'))
  const copy = 'In Copy Mode. Use Page Up/Down to scroll. Press Ctrl+S or any other key to exit.'

  test.each<[string, readonly string[], string]>([
    [
      'works while a command waits',
      [' ! Shell awaiting input (Tab to focus)', ...PROMPT.gemini],
      'working',
    ],
    ['is idle while its history is searched', ['✦ Done.', ...search], 'idle'],
    ['is idle below a background task', task(''), 'idle'],
    ['waits while the list of its tasks takes the keys', task('(Focused)'), 'waiting choice'],
    ['waits while its screen is copied', [copy, RULER, ' Shift+Tab', RULER], 'waiting choice'],
    [
      'is idle below an answer that tells of both',
      [`✦ ${copy}`, '✦ ! Shell awaiting input', ...PROMPT.gemini],
      'idle',
    ],
  ])('%s', (_, rows, state) => {
    expect(told('gemini', rows).state).toBe(state)
  })
})

test('qwen is idle while its history is searched', () => {
  const search = PROMPT.qwen.map(line => line.replace(`> ${FIELD}`, '(r:)  pars'))
  expect(told('qwen', ['  ◆︎ Done.', '', ...search]).state).toBe('idle')
})

describe('what qwen does in the background, as its footer tells', () => {
  const footer = (text: string) => [
    '  ◆︎ Done.',
    ...[RULER, `> ${FIELD}`, RULER],
    ...[
      '  ➜ project · m1',
      `  plan mode (shift + tab to cycle) · ${text}`,
      '',
      '    main',
      '    ○ Look ▶ 2s',
    ],
  ]

  test.each([
    ['1 local agent', 'working'],
    ['1 shell, 2 local agents', 'working'],
    ['1 workflow ⚠ Large workflow', 'working'],
    ['1 local agent ⚠ needs approval', 'waiting permission'],
    ['1 shell, 1 workflow ⚠ needs approval', 'waiting permission'],
    ['1 local agent paused', 'idle'],
    ['2 tasks done', 'idle'],
    ['1 shell', 'idle'],
  ])('%s', (text, state) => {
    expect(told('qwen', footer(text)).state).toBe(state)
  })

  test('a question of one of several is told once the others rest', () => {
    const busy = ['  ⠏ Herding digital cats... (9s · esc to cancel)', '']
    const rows = [...busy, ...footer('1 local agent ⚠ needs approval')]
    expect(told('qwen', rows).state).toBe('working')
  })

  test('an answer that tells of an agent is none', () => {
    const rows = ['  ◆︎ The footer says · 1 local agent ⚠ needs approval', ...PROMPT.qwen]
    expect(told('qwen', rows).state).toBe('idle')
  })
})
