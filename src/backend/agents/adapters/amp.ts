import { type Adapter, FLAGS } from '../adapter.ts'
import { END } from '../pattern.ts'
import type { Rule } from '../rule.ts'

const SIDES = '^╭─.*╮\\n(?:│.*│\\n)+'
const POINTER = '[▸❯›>●]'
/** Any number of rows inside a box. */
const ROWS = '(?:│.*│\\n)*'
const inBox = (...rows: readonly string[]) =>
  `^╭─.*╮\\n${ROWS}${rows.map(row => `│${row}.*│\\n${ROWS}`).join('')}╰.*╯${END}`

/**
 * Rules for Amp. `login`, `login-code` and `prompt` were written from screens of the release of 2026-09-23, the others
 * from screens of older releases.
 */
const RULES: readonly Rule[] = [
  {
    name: 'login',
    state: 'waiting',
    where: 6,
    all: [`^Would you like to log in to Amp\\?.*${END}`],
    confidence: 0.95,
    ask: {
      kind: 'login',
      choices: [
        { key: 'y', label: 'Yes' },
        { key: 'n', label: 'No' },
      ],
    },
  },
  {
    name: 'login-code',
    state: 'waiting',
    where: 6,
    all: [`paste your code here:.*${END}`],
    confidence: 0.95,
    ask: { kind: 'login', below: '^\\S+$' },
  },
  {
    name: 'approval',
    state: 'waiting',
    where: 'screen',
    all: [inBox(` *(?:${POINTER} )? *(?:Approve|Allow)`, ` *(?:${POINTER} )? *(?:Deny|Reject)`)],
    confidence: 0.95,
    ask: {
      kind: 'permission',
      below: '^╭─.*╮$',
      choice: `^\\s*(?<pointer>${POINTER})?\\s*(?<label>(?:Approve|Allow|Deny|Reject).*)$`,
    },
  },
  {
    name: 'choice',
    state: 'waiting',
    where: 'screen',
    all: [inBox(` *${POINTER} \\d+\\. `, '.*(?:[Ee]nter to|↑↓)')],
    confidence: 0.92,
    ask: {
      kind: 'choice',
      below: '^╭─.*╮$',
      choice: `^\\s*(?<pointer>${POINTER})?\\s*(?<key>\\d+)\\.\\s+(?<label>\\S.*)$`,
    },
  },
  {
    // Older releases show approval questions without a box.
    name: 'approval-radio',
    state: 'waiting',
    where: 16,
    all: [`^ *▸?[●○] (?:Approve|Allow|Deny).*(?:\\n(?!╭─).*){0,8}${END}`],
    confidence: 0.93,
    ask: {
      kind: 'permission',
      below: '^\\s*$|^ {0,3}[✓⋯≈] ',
      choice: '^\\s*(?<pointer>▸)?[●○] (?<label>(?:Approve|Allow|Deny).*)$',
    },
  },
  {
    name: 'cancel-hint',
    state: 'working',
    where: 4,
    all: [`^ *[≈⋯∼~] \\S.*(?:Esc to cancel|\\.\\.\\.).*(?:\\n.*){0,3}${END}`],
    confidence: 0.9,
  },
  {
    name: 'border-working',
    state: 'working',
    where: 14,
    all: [
      `${SIDES}╰ \\S (?:Thinking|Working|Running|Streaming|Waiting for (?:a )?response|Sending).*╯${END}`,
    ],
    confidence: 0.9,
  },
  { name: 'prompt', state: 'idle', where: 14, all: [`${SIDES}╰─{3}.*╯${END}`], confidence: 0.8 },
]

export const amp: Adapter = {
  name: 'amp',
  find: { commands: ['amp'], version: '--version' },
  key: 'AMP_API_KEY',
  submit: 200,
  processes: ['amp'],
  packages: ['npm:@sourcegraph/amp'],
  // Amp reads its first message from stdin, then continues in the terminal.
  pane: { argv: ['amp', FLAGS], prompt: 'stdin' },
  resume: { argv: ['amp', 'threads', 'continue', '{resume}', FLAGS], prompt: 'typed' },
  headless: { argv: ['amp', FLAGS, '-x'], prompt: 'stdin' },
  // Amp's modes select the model. Amp asks no questions that could be allowed in advance, so for the permissions `ask`
  // and `allow` it gets no arguments.
  flags: { model: ['--mode', '{}'], ask: [], allow: [] },
  marks: { titles: [], screens: ['Welcome to Amp'] },
  rules: RULES,
  composer: { drafts: [`^╭─.*╮\\n(?<draft>(?:│.*│\\n)+)╰─{3}.*╯${END}`] },
}
