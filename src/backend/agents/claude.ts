import { type Adapter, type Composer, FLAGS, PROMPT } from './adapter.ts'
import { END, type Rule } from './rule.ts'

/** The prompt between two rulers (in a box, before 2.1) and what stands under it; nothing else is at the end. */
const BOX = `(?:^─{8,}.*\\n[❯!>#&].*(?:\\n.*){0,8}?\\n─{8,}|^╭─+╮\\n│ [❯!>#&].*(?:\\n│.*)*\\n╰─+╯)(?:\\n.*){0,4}${END}`
const POINTED = '^[ │]*❯ (?:\\d+\\. |[◯◉☐☑✔])'
/** A dialog ends in its last choice, or in what its keys do. */
const LAST = `^[ │]*(?:(?:❯ )?\\d+\\. .*|.*(?:Esc to (?:cancel|exit)|Enter to \\w+).*)${END}`
const DIALOG = { where: 40, none: [BOX], confidence: 0.95 } as const
const ASK = {
  below: '^[ │]*[─╌╭]{8,}',
  choice: '^\\s*(?<pointer>❯)?\\s*(?<key>\\d+)\\.\\s+(?<label>\\S.*)$',
} as const

/** Of the dialog itself: no ruler comes after it. What was printed above may hold the same words. */
const within = (words: string) => `(?:${words})(?:(?!\\n[ │]*─{8,})[\\s\\S])*${END}`

function dialog(
  name: string,
  kind: 'permission' | 'trust' | 'login' | 'choice',
  words: string,
): Rule {
  const ask = { ...ASK, below: '^[ │]*[─╭]{8,}|^\\s*●', kind }
  return { name, state: 'waiting', ...DIALOG, all: [within(words), POINTED, LAST], ask }
}

/** Claude Code, from the screens of 2.1. */
export const CLAUDE_RULES: readonly Rule[] = [
  { name: 'title-spinner', state: 'working', where: 'title', all: ['^[⠁-⣿] '], confidence: 0.85 },
  dialog(
    'trust-folder',
    'trust',
    'I trust this folder|Do you trust the files|Bypass Permissions mode',
  ),
  dialog('login', 'login', 'Select login method|custom API key'),
  dialog('permission', 'permission', 'Do you want to|Would you like to|wants to|requires approval'),
  { ...dialog('choice', 'choice', ''), confidence: 0.92 },
  {
    name: 'theme',
    state: 'waiting',
    ...DIALOG,
    all: ['Choose the text style', POINTED, `^\\s*Syntax theme: .*${END}`],
    ask: { ...ASK, kind: 'choice', below: "Let's get started" },
  },
  {
    name: 'security-notes',
    state: 'waiting',
    ...DIALOG,
    all: [`^ ?Press Enter to continue….*${END}`],
    ask: {
      kind: 'trust',
      below: '^\\S*\\.{8,}|^[─╭]{8,}',
      choices: [{ key: 'Enter', label: 'Continue' }],
    },
  },
  {
    name: 'login-code',
    state: 'waiting',
    ...DIALOG,
    all: [`^ ?Paste code here if prompted >.*${END}`],
    ask: { kind: 'login', below: '^\\S{20,}$' },
  },
  {
    name: 'not-logged-in',
    state: 'waiting',
    where: 12,
    all: [`Not logged in · (?:Run|Please run) /login(?:\\n.*)?${END}`, BOX],
    confidence: 0.9,
    ask: { kind: 'login', text: 'Not logged in: run /login' },
  },
  {
    name: 'interrupt-hint',
    state: 'working',
    where: 3,
    all: ['\\besc to inter'],
    none: [LAST],
    confidence: 0.9,
  },
  {
    name: 'spinner',
    state: 'working',
    where: 30,
    // What it has done stands there in the same form, without the ellipsis: "✻ Cooked for 5s".
    all: [
      `^[·✢✳✶✻✽*] \\S[^\\n]*…(?: \\(.*)?$(?:\\n(?![●❯─╭]).*){0,8}\\n${BOX.replace('(?:^', '(?:')}`,
    ],
    confidence: 0.9,
  },
  { name: 'prompt', state: 'idle', where: 16, all: [BOX], confidence: 0.8 },
]

export const CLAUDE_COMPOSER: Composer = {
  drafts: [
    `^─{8,}.*\\n[❯!>#&](?<draft>.*(?:\\n.*){0,8}?)\\n─{8,}.*(?:\\n.*){0,4}${END}`,
    `^╭─+╮\\n│ [❯!>#&](?<draft>.*(?:\\n│.*)*)\\n╰─+╯(?:\\n.*){0,4}${END}`,
  ],
  placeholder: '^Try "',
}

export const claude: Adapter = {
  name: 'claude',
  find: { commands: ['claude'], version: '--version' },
  key: null,
  submit: 200,
  processes: ['claude'],
  pane: { argv: ['claude', FLAGS, '--', PROMPT], prompt: 'argument' },
  headless: { argv: ['claude', '-p', FLAGS], prompt: 'stdin' },
  flags: {
    model: ['--model', '{}'],
    resume: ['--resume', '{}'],
    ask: ['--permission-mode', 'default'],
    allow: ['--permission-mode', 'bypassPermissions'],
    deny: ['--permission-mode', 'dontAsk'],
  },
  marks: { titles: ['^✳ ', '^[⠁-⣿] Claude Code$'], screens: ['Claude Code v\\d', BOX] },
  rules: CLAUDE_RULES,
  composer: CLAUDE_COMPOSER,
}
