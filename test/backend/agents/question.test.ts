import { expect, test } from 'vitest'
import { bundled } from '../../../src/backend/agents/catalogue.ts'
import { identify } from '../../../src/backend/agents/identify.ts'
import { highlightedButton } from '../../../src/backend/agents/question/highlighted-choice.ts'
import { readAgent } from '../../../src/backend/agents/read.ts'
import { recorded } from './recorded.ts'

const screens = new Map(recorded().map(screen => [screen.name, screen.evidence]))

function asks(name: string): readonly string[] {
  const evidence = screens.get(name)
  const adapter = evidence && identify(bundled, evidence)
  const question = adapter && readAgent(adapter, evidence).reading.question
  const choices = question?.choices ?? []
  return [
    ...(question?.text.split('\n') ?? []),
    ...choices.map(({ key, label, current }) => `${current ? '>' : ' '}${key} ${label}`),
  ]
}

test.each([
  [
    'claude/waiting-permission-bash',
    ['Bash command', 'make build', 'Build the project', 'This command requires approval'],
    ['Do you want to proceed?', '>1 Yes', ' 2 Yes, and don’t ask again for: make build *', ' 3 No'],
  ],
  [
    'claude/waiting-choice-ask',
    ['☐ Database', 'Which database should the service use?', '>1 PostgreSQL', ' 2 SQLite'],
    [' 3 Type something.', ' 4 Chat about this'],
  ],
  [
    // Of a long change its beginning and its end are shown.
    'claude/waiting-permission-edit',
    [
      'Edit file',
      'parse.py',
      '1  def parse(path):',
      '…',
      '3 -    return []',
      '3 +    return lines',
    ],
    [
      'Do you want to make this edit to parse.py?',
      '>1 Yes',
      ' 2 Yes, allow all edits during this session (shift+tab)',
      ' 3 No',
    ],
  ],
  [
    'codex/waiting-choice-ask',
    ['Question 1/1 (1 unanswered)', 'Which database should the service use?'],
    [
      '>1 PostgreSQL (Recommended)  A server, well known',
      ' 2 SQLite                    One file, no server',
      ' 3 None of the above         Optionally, add details in notes (tab)',
    ],
  ],
  [
    'gemini/waiting-permission-bash',
    ['? Shell  make build', 'make build', 'Allow execution of [Shell]?', '>1 Allow once'],
    [' 2 Allow for this session', ' 3 No, suggest changes (esc)'],
  ],
  [
    'opencode/waiting-permission-bash',
    ['△ Permission required', '# Shell command', '$ make build'],
    ['>Enter Allow once'],
  ],
  [
    'opencode/waiting-choice-ask',
    ['Which database should the service use?', ' 1 PostgreSQL', ' 2 SQLite'],
    [' 3 Type your own answer'],
  ],
  [
    'amp/waiting-login-start',
    ['No API key found. Starting login flow...'],
    ['Would you like to log in to Amp? [(y)es, (n)o]:', ' y Yes', ' n No'],
  ],
  [
    'drawn/claude/waiting-permission-plan-editor',
    ['Ready to code?', 'Here is the plan:', '1. Read the file', '2. Write the table'],
    [
      'Would you like to proceed?',
      '>1 Yes, and use auto mode',
      ' 2 Yes, manually approve edits',
      ' 3 Tell Claude what to change',
    ],
  ],
  [
    // A label that was wrapped is whole.
    'drawn/claude/waiting-permission-wrapped-footer',
    ['Bash command', 'make deploy', 'Do you want to proceed?', '>1 Yes'],
    [' 2 Yes, and don’t ask again for: make deploy commands in ~/project', ' 3 No'],
  ],
  [
    // Only where the pointer stands a key is sure.
    'drawn/claude/waiting-permission-elicitation',
    [
      'MCP server “gateway” requests your input',
      'Grant access to the demo gateway for 15 minutes?',
    ],
    ['>Enter Accept'],
  ],
  [
    'drawn/claude/waiting-choice-scrolled',
    ['Which session?', ' 3 Parser, yesterday', ' 4 Table, two days ago'],
    ['>5 Deploy, last week', ' 6 Notes, last month'],
  ],
  [
    'drawn/claude/waiting-choice-checkboxes',
    ['☐ Checks', 'Which checks should run?', '>1 [ ] Build', ' 2 [✔] Lint', ' 3 [ ] Tests'],
    [' 4 [ ] Type something', ' 5 Chat about this'],
  ],
  [
    'drawn/codex/waiting-choice-two-columns',
    ['Question 1/1 (1 unanswered)', 'Which states should be kept?'],
    [
      '>1 Job: running/completed/failed/ expired (Recommended)    Keep the states of jobs so that they can be seen.',
      ' 2 Add a short model                 Fewer names.',
    ],
  ],
  [
    'drawn/codex/waiting-choice-update',
    ['✨ Update available! 0.168.0', 'Notes: https://example.com'],
    [
      '>1 Update now (runs `npm install -g @openai/codex`)',
      ' 2 Skip',
      ' 3 Skip until next version',
    ],
  ],
  [
    // What a sidebar says is no button.
    'drawn/opencode/waiting-permission-sidebar',
    ['△ Permission required', '# Shell command', '$ make build'],
    ['>Enter Allow once'],
  ],
  [
    'drawn/opencode/waiting-permission-cut-hint',
    ['△ Permission required', '# Shell command', '$ make build'],
    ['>Enter Allow once'],
  ],
  [
    'drawn/opencode/waiting-choice-sidebar',
    ['Which database should the service use?', ' 1 PostgreSQL', ' 2 SQLite'],
    [' 3 Type your own answer'],
  ],
  [
    'drawn/gemini/waiting-permission-scrollbar',
    ['? Shell  make build', 'Allow execution of [Shell]?', '>1 Allow once'],
    [' 2 Allow for this session', ' 3 No, suggest changes (esc)'],
  ],
  [
    'drawn/amp/waiting-permission-radio',
    ['Invoke tool shell_command?', 'rg --files'],
    ['>Enter Approve [Alt+1]'],
  ],
])('what %s asks', (name, first, more) => {
  expect(asks(name)).toEqual([...first, ...more])
})

test('a question stays the same while a spinner turns beside it', () => {
  const evidence = screens.get('codex/waiting-permission-bash')
  const codex = bundled.get('codex')
  if (!evidence || !codex) throw new Error('it is not there')
  const turned = evidence.lines.map(line => line.replace('•', '◦'))
  const question = (lines: readonly string[]) =>
    readAgent(codex, { ...evidence, lines }).reading.question
  expect(turned).not.toEqual(evidence.lines)
  expect(question(turned)).toEqual(question(evidence.lines))
})

test('a button is lit by its background alone', () => {
  expect(highlightedButton(' \x1b[44m Yes \x1b[0m  No ')).toBe('Yes')
  expect(highlightedButton('\x1b[38;5;44m Yes   No \x1b[0m')).toBeNull()
  expect(highlightedButton('\x1b[44m Yes \x1b[0m or then \x1b[41m No \x1b[0m')).toBeNull()
  expect(highlightedButton(' Yes   No ')).toBeNull()
})
