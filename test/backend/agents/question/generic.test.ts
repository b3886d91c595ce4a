import { describe, expect, test } from 'vitest'
import { bundled } from '../../../../src/backend/agents/catalogue.ts'
import type { Evidence } from '../../../../src/backend/agents/evidence.ts'
import { readObservation } from '../../../../src/backend/agents/observation.ts'
import type { Pane } from '../../../../src/state/model/fleet.ts'
import { clean } from '../../../../src/state/text/clean.ts'
import { width } from '../../../../src/state/text/text.ts'

function read(command: string, screen: string, more: Partial<Evidence> = {}) {
  const pane = { command: clean(command), title: clean(''), ours: false } as Pane
  const { cursor, quietFor = 60_000 } = more
  const lines = screen.split('\n')
  const observation = { pane, agent: null, lines, moved: -quietFor, ...(cursor && { cursor }) }
  return readObservation(bundled, observation, 0).reading
}

const DIALOG = 'Do you want to proceed?\n ❯ 1. Yes\n   2. No\n\n Esc to cancel'
/** The model and the place stand under a ruler. */
const STATUS = `Run it?\n\n› 1. Allow once (y)\n  2. Abort (esc)\n${'─'.repeat(20)}\ngpt · minimal · ~/project`
const CHOOSE = 'Which one?\n\n> a\n  b\n\n↑/↓ to move · enter to select'

describe('the end of a quiet screen asks', () => {
  test.each<[string, string, string, string, string[]]>([
    ['numbered', 'tool', DIALOG, 'permission', ['1 Yes', '2 No']],
    [
      'spaced',
      'devin2',
      'Trust?\n❭ 1 Yes, trust it\n· 2 No, exit',
      'permission',
      ['1 Yes, trust it', '2 No, exit'],
    ],
    [
      'in brackets',
      'tool',
      'Run?\n→ [1] Approve once\n  [2] Reject\n↑↓ select ↵ confirm',
      'permission',
      ['1 Approve once', '2 Reject'],
    ],
    [
      'in a box',
      'tool',
      '╭──────────╮\n│ Run it?  │\n│ ❯ 1. Yes │\n│   2. No  │\n╰──────────╯',
      'permission',
      ['1 Yes', '2 No'],
    ],
    ['above a status', 'muse', STATUS, 'permission', ['1 Allow once (y)', '2 Abort (esc)']],
    ['named', 'gum', CHOOSE, 'choice', ['Enter a']],
    [
      'radio',
      'init',
      '◆  Pick one\n│  ● TypeScript\n│  ○ JavaScript\n└  ↑/↓ to select, enter to confirm',
      'choice',
      ['Enter TypeScript'],
    ],
    [
      'yes or no',
      'apt',
      'After this, 3 MB are used.\nDo you want to continue? [Y/n]',
      'permission',
      ['y Yes', 'n No'],
    ],
    [
      'letters',
      'git',
      'Stage this hunk [y,n,q,a,d,e,?]?',
      'permission',
      ['y Yes', 'n No', 'q q', 'a a', 'd d', 'e e'],
    ],
    [
      'spelled',
      'python',
      "Add app.py to the chat? (Y)es/(N)o/(D)on't ask again [Yes]:",
      'permission',
      ['y Yes', 'n No', "d Don't ask again"],
    ],
    [
      'words',
      'ssh',
      'Are you sure you want to continue connecting (yes/no/[fingerprint])?',
      'text',
      [],
    ],
    ['a key', 'setup', 'Done.\nPress Enter to continue...', 'permission', ['Enter Continue']],
    ['a password', 'sudo', '[sudo] password for dev:', 'login', []],
    ['confirm', 'deploy', 'This replaces 3 machines.\nContinue?', 'text', []],
  ])('%s', (_, command, screen, kind, choices) => {
    const reading = read(command, screen)
    expect(reading).toMatchObject({ agent: command, state: 'waiting', question: { kind } })
    expect(reading?.question?.choices.map(({ key, label }) => `${key} ${label}`)).toEqual(choices)
    expect(reading?.confidence).toBeLessThan(0.7)
  })
})

describe('the keys that take and leave are named, whatever the words are', () => {
  const cursor = { x: 0, y: 0, visible: false }

  test.each([
    'enter remove · esc keep it',
    'Enter to retry | Esc to decide later',
    'press enter to publish, esc to leave it',
  ])('%s', keys => {
    expect(read('tool', `Remove it\n\nthe parser\n\n${keys}`, { cursor })?.state).toBe('waiting')
  })

  test.each([
    'enter send · esc clear',
    'enter remove',
    'enter to send · esc to interrupt',
    'The keys enter remove and esc keep are named in the notes.',
  ])('nobody asks: %s', keys => {
    expect(read('tool', `Remove it\n\nthe parser\n\n${keys}`, { cursor })).toBeNull()
  })
})

test('a letter for a program that reads lines is followed by Enter', () => {
  const { question } = read('apt', 'Do you want to continue? [Y/n]') ?? {}
  expect(question?.choices[0]).toEqual({ key: 'y', label: 'Yes', enter: true })
})

describe('nobody asks', () => {
  test.each<[string, string, string]>([
    ['an editor', 'vim', `${DIALOG}\n~\n~`],
    ['an editor without a line of its own', 'nvim', DIALOG],
    ['a pager', 'less', DIALOG],
    [
      'a man page',
      'man',
      'OPTIONS\n  1. Yes\n  2. No\n Manual page x(1) line 1 (press h for help or q to quit)',
    ],
    ['a log', 'tail', `12:00 said: ${DIALOG}`],
    ['an editor on another host', 'ssh', `${DIALOG}\n~\n~\n"notes" 12L, 300B`],
    ['above a prompt elsewhere', 'docker', `${DIALOG}\nroot@box:/# `],
    ['above a prompt of one character', 'docker', `${DIALOG}\n❯`],
    [
      'a quiz in a README',
      'ssh',
      'What is 2 + 2?\n1. Three\n2. Four\n3. Five\n\nSee the last page.',
    ],
    ['a quote', 'node', 'It said:\n> 1. Yes\n  2. No\nand went on.'],
    ['prose', 'node', 'Nobody asks whether to continue? The docs mention [y/n] prompts.'],
    ['numbered steps', 'make', 'Steps:\n  1. Build\n  2. Test'],
    ['a listing', 'node', 'listening on :3000\nGET /continue?x=1 200'],
    ['nothing', 'node', ''],
    ['a program that was just killed', "'/usr/bin/tool'", DIALOG],
  ])('%s', (_, command, screen) => {
    expect(read(command, screen)).toBeNull()
  })

  test('while it still moves', () => {
    expect(read('tool', DIALOG, { quietFor: 500 })).toBeNull()
  })

  test('a dialog that was printed by a program that counts below it', () => {
    const cursor = { x: 0, y: 5, visible: false }
    const during = (below: string) => read('node', `${DIALOG}\n${below}`, { cursor, quietFor: 500 })
    expect(during('replayed 3 of 90 screens')).toBeNull()
    expect(during('12 of 90 screens are left')?.state).toBe('waiting')
  })

  test('a dialog that was printed: the cursor stands on the line below it', () => {
    const lines = DIALOG.split('\n').length
    expect(read('node', `${DIALOG}\n`, { cursor: { x: 0, y: lines, visible: true } })).toBeNull()
    expect(read('node', DIALOG, { cursor: { x: 0, y: lines, visible: false } })?.state).toBe(
      'waiting',
    )
  })

  test('a line that was printed: the cursor does not stand behind it', () => {
    const line = 'Continue? [y/N] '
    const at = (x: number, y: number) => read('job', line, { cursor: { x, y, visible: true } })
    expect(at(16, 0)?.state).toBe('waiting')
    expect(at(0, 1)).toBeNull()
  })
})

describe('questions of shell scripts and of programs in other languages', () => {
  const at = (command: string, line: string, foreground?: readonly string[]) => {
    const lines = ['Something above.', ...line.split('\n')]
    const cursor = { x: width(lines.at(-1) ?? ''), y: lines.length - 1, visible: true }
    const pane = { command: clean(command), title: clean(''), ours: false } as Pane
    const seen = { pane, agent: null, lines, cursor, moved: -60_000 }
    return readObservation(bundled, { ...seen, ...(foreground && { foreground }) }, 0).reading
  }

  test.each([
    ['apt', 'Möchten Sie fortfahren? [J/n] ', 'permission', ['j', 'n']],
    ['apt', 'Voulez-vous continuer ? [O/n] ', 'permission', ['o', 'n']],
    ['sudo', '[sudo] Passwort für dev: ', 'login', []],
    ['sudo', '[sudo] Mot de passe de dev : ', 'login', []],
    ['sudo', '[sudo] dev のパスワード: ', 'login', []],
    ['pwsh-preview', '[R] Run once  [A] Always run  [?] Help (default is "R"): ', 'text', []],
    ['deploy', "Enter 'delete' to confirm > ", 'text', []],
    ['deploy', 'Delete 3 machines [yN] ', 'text', []],
    ['deploy', 'Your name> ', 'text', []],
  ])('%s: %s', (command, line, kind, keys) => {
    const reading = at(command, line)
    expect(reading).toMatchObject({ state: 'waiting', question: { kind } })
    expect(reading?.question?.choices.map(({ key }) => key)).toEqual(keys)
  })

  test.each([
    '1) Standard installation (default)\n2) Customize\n3) Cancel\n>',
    'Do you accept the license terms? [yes|no]\n>>> ',
  ])('a shell script asks below a list: %s', line => {
    expect(at('sh', line, ['sh ./install.sh'])?.state).toBe('waiting')
    expect(at('sh', line)).toBeNull()
    expect(at('python3', line)).toBeNull()
  })
})

test('an adapter has its word before the general rule', () => {
  const ruler = '─'.repeat(40)
  const idle = `${DIALOG}\n\n● Done.\n${ruler}\n❯\n${ruler}`
  expect(read('claude', idle)?.state).toBe('idle')
})
