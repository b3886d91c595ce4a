import { type Adapter, FLAGS, PROMPT } from './adapter.ts'
import { END, type Rule } from './rule.ts'

/** The prompt, and under it a line with the model and the directory. */
const FOOT = `^[›>▌] (?!\\d+\\. ).*(?:\\n(?: .*)?){0,8}?\\n\\s*\\S.* · .*(?:\\n .*)?${END}`
const POINTED = '^\\s*[›>] \\d+\\. '
const CHOICE = '^\\s*(?<pointer>[›>])?\\s*(?<key>\\d+)\\.\\s+(?<label>\\S.*)$'

function dialog(
  name: string,
  kind: 'permission' | 'trust' | 'login' | 'choice',
  words: string,
  last: string,
): Rule {
  return {
    name,
    state: 'waiting',
    where: 30,
    all: [words, POINTED, `${last}.*${END}`],
    confidence: 0.95,
    ask: { kind, choice: CHOICE, below: '^[•◦■✗⚠] |^› (?!\\d+\\. )|^\\s+(?:Worked for|└) ' },
  }
}

/** Codex, from the screens of 0.169. */
const RULES: readonly Rule[] = [
  { name: 'title-spinner', state: 'working', where: 'title', all: ['^[⠁-⣿] '], confidence: 0.85 },
  {
    name: 'title-action',
    state: 'waiting',
    where: 'title',
    all: ['^\\[ [!.] \\] Action Required'],
    confidence: 0.9,
  },
  dialog(
    'trust',
    'trust',
    'Trust this folder|Do you trust|Allow Codex to work in this folder',
    '(?:enter continue|Press [Ee]nter to continue)',
  ),
  dialog('login', 'login', 'Sign in with', 'Press [Ee]nter to continue'),
  dialog(
    'permission',
    'permission',
    'Would you like to|Allow command|approv',
    '[Pp]ress enter to confirm or esc',
  ),
  dialog('question', 'choice', 'Question \\d+/\\d+', 'enter to submit (?:answer|all)'),
  { ...dialog('list', 'choice', POINTED, '(?:enter|esc) (?:select|to|back)'), confidence: 0.92 },
  {
    name: 'api-key',
    state: 'waiting',
    where: 20,
    all: [`API key[\\s\\S]*Press esc to go back.*${END}`],
    confidence: 0.95,
    ask: { kind: 'login', below: '^> Use your own' },
  },
  {
    name: 'working-line',
    state: 'working',
    where: 16,
    all: [`^(?:[▌ ] )?[•◦] .*\\(\\d.*• (?:esc|[Cc]trl.C) to interrupt\\).*(?:\\n.*){0,8}${END}`],
    none: [`[Pp]ress enter to confirm.*${END}`],
    confidence: 0.9,
  },
  { name: 'prompt', state: 'idle', where: 14, all: [FOOT], confidence: 0.75 },
]

export const codex: Adapter = {
  name: 'codex',
  find: { commands: ['codex'], version: '--version' },
  key: null,
  // Takes an Enter within 120 ms of a burst of characters for one more line of it.
  submit: 200,
  processes: ['codex'],
  pane: { argv: ['codex', FLAGS, '--', PROMPT], prompt: 'argument' },
  resume: { argv: ['codex', 'resume', FLAGS, '--', '{resume}', PROMPT], prompt: 'argument' },
  headless: {
    argv: ['codex', 'exec', FLAGS, '-'],
    prompt: 'stdin',
    // It never asks there.
    flags: { ask: [], deny: ['-s', 'read-only'] },
  },
  flags: {
    model: ['-m', '{}'],
    ask: ['-a', 'on-request'],
    allow: ['--dangerously-bypass-approvals-and-sandbox'],
    deny: ['-s', 'read-only', '-a', 'never'],
  },
  marks: {
    titles: ['^\\[ [!.] \\] Action Required'],
    screens: [
      'OpenAI Codex|running Codex in|Welcome to Codex|Trust this folder\\? Codex',
      FOOT,
      `^› \\d+\\. [\\s\\S]*^ {2}(?:[Pp]ress )?enter .*esc .*${END}`,
    ],
  },
  rules: RULES,
  composer: {
    drafts: [`^[›>▌] (?<draft>.*(?:\\n(?: .*)?){0,8}?)\\n\\s*\\S.* · .*(?:\\n .*)?${END}`],
    placeholder: '^Ask Codex to do anything',
  },
}
