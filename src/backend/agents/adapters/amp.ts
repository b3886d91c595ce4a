import type { QuestionKind } from '../../../state/model/agents/agent.ts'
import { type Adapter, FLAGS } from '../adapter.ts'
import { END, firstOccurrence } from '../pattern.ts'
import type { Rule } from '../rule.ts'

const SIDES = '^╭─.*╮\\n(?:│.*│\\n)+'
const POINTER = '[▸❯›>●]'
/** Any number of rows inside a box. */
const ROWS = '(?:│.*│\\n)*'
const inBox = (...rows: readonly string[]) =>
  `^╭─.*╮\\n${ROWS}${rows.map(row => `│${row}.*│\\n${ROWS}`).join('')}╰.*╯${END}`

/** A row of the keys of a dialog in its lower edge, such as `Enter select · Esc cancel`. */
const KEYS =
  '╰─+ (?:[^\\n│╰╯]{1,80} · )?(?:Enter|Esc|Ctrl\\+\\w|Enter/Esc|Ctrl\\+\\w/Esc) [^\\n│╰╯]{2,80} ─╯'
/** The input field, with the mode in its upper edge, and an activity and the directory in its lower edge. */
const FIELD = '╭─.*╮\\n(?:│.*│\\n)+╰.*╯'
/** The lower edge of the input field while Amp does nothing. */
const RESTING = '╰(?: Enter to Reference Previous Thread )?─{3}.*╯'
/** What Amp does, in the lower edge of the input field, behind a spinner. */
const status = (words: string) => `${SIDES}╰ \\S (?:${words})\\b.*╯${END}`

/** A dialog over the whole width, directly above the input field. */
function docked(name: string, words: string, kind?: QuestionKind): Rule {
  return {
    name,
    state: 'waiting',
    where: 80,
    all: [`^(?=╭─ \\S)${words}\\n${FIELD}${END}`],
    confidence: 0.95,
    ask: { ...(kind && { kind }), choice: CHOICE, inside: true },
  }
}

/** A dialog about an MCP server, in the middle of the screen. */
function server(name: string, title: string, kind: QuestionKind): Rule {
  return {
    name,
    state: 'waiting',
    where: 80,
    all: [`${firstOccurrence(`╭─ MCP ${title} ─{8,}╮`)}.*\\n(?:.*\\n){2,40}?.*${KEYS}`],
    confidence: 0.95,
    ask: { kind, choice: '^(?<pointer>‣) (?<label>\\S[^│]*?) *(?:│.*)?$', inside: true },
  }
}

/** Enter takes the choice with the pointer. */
const CHOICE = '^(?<pointer>‣) (?<label>\\S.*)$'

/**
 * Rules for Amp. `login`, `login-code` and `prompt` were written from screens of the release of 2026-09-23, `approval`,
 * `choice`, `approval-radio` and `cancel-hint` from screens of older releases, the others from the code of that release.
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
    name: 'title-confirmation',
    state: 'waiting',
    where: 'title',
    all: ['^◆ Plugin confirmation needed'],
    confidence: 0.9,
    ask: { kind: 'permission', text: 'amp asks for a confirmation: attach to answer it' },
  },
  {
    name: 'title-spinner',
    state: 'working',
    where: 'title',
    all: ['^[⠀-⣿] (?:.* - )?amp - '],
    confidence: 0.85,
  },
  docked('docked-approval', `╭─ Approval Required .*╮\\n(?:│.*│\\n){1,60}${KEYS}`, 'permission'),
  docked('docked-confirmation', `╭.*╮\\n(?:│.*│\\n){1,60}(?=╰.* Ctrl\\+Y )${KEYS}`, 'permission'),
  docked('docked-list', `╭.*╮\\n(?:│.*│\\n){1,60}(?=╰.* Enter select )${KEYS}`, 'choice'),
  docked('docked-text', `╭.*╮\\n(?:│.*│\\n){1,60}(?=╰─+ (?:Enter submit|Esc) )${KEYS}`, 'text'),
  server('server-trust', 'Server Trust Required', 'trust'),
  server('server-login', 'OAuth Authorization', 'login'),
  {
    // An error, in place of the input field.
    name: 'error',
    state: 'waiting',
    where: 60,
    all: [`^╭─+╮\\n(?:│.*│\\n){1,40}?│ ‣ \\S.*│\\n(?:│.*│\\n){0,12}╰─+╯${END}`],
    confidence: 0.93,
    ask: { kind: 'choice', choice: CHOICE, inside: true },
  },
  {
    name: 'approval-status',
    state: 'waiting',
    where: 60,
    all: [status('Waiting for Approval')],
    confidence: 0.92,
    ask: { kind: 'permission', text: 'amp waits for an approval: attach to answer it' },
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
    where: 60,
    all: [
      status(
        'Thinking|Working|Running|Streaming|Waiting(?! for Approval)|Sending|Auto-Compacting|Cancelling|Connecting|Preparing Thread|Starting',
      ),
    ],
    confidence: 0.9,
  },
  {
    name: 'prompt',
    state: 'idle',
    where: 60,
    all: [`${SIDES}${RESTING}${END}`],
    confidence: 0.8,
  },
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
  composer: { drafts: [`^╭─.*╮\\n(?<draft>(?:│.*│\\n)+)${RESTING}${END}`] },
}
