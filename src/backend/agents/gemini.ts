import { type Adapter, FLAGS, PROMPT } from './adapter.ts'
import { END, type Rule } from './rule.ts'

/** The prompt in its box, and a footer of a few lines. */
const BOX = `(?:^▄{8,}|^ ?╭─+╮)\\n[ │]*[>!*] .*(?:\\n.*){0,8}?\\n(?:▀{8,}|^ ?╰─+╯)(?:\\n.*){0,4}${END}`
const POINTED = '^[ │]*● +\\d+\\. '
const ASK = {
  below: '^ *╭─+╮$',
  choice: '^\\s*(?<pointer>●)?\\s*(?<key>\\d+)\\.\\s+(?<label>\\S.*?)\\s*$',
} as const

function dialog(
  name: string,
  kind: 'permission' | 'trust' | 'login' | 'choice',
  words: string,
): Rule {
  return {
    name,
    state: 'waiting',
    where: 'screen',
    all: [words, POINTED, `^ ?╰─+╯${END}`],
    none: [BOX],
    confidence: 0.95,
    ask: { ...ASK, kind },
  }
}

/** Gemini CLI, from the screens of 0.61. Its title says Ready in dialogs too: it is not believed there. */
const RULES: readonly Rule[] = [
  {
    name: 'title-working',
    state: 'working',
    where: 'title',
    all: ['^✦ .*Working'],
    confidence: 0.85,
  },
  {
    name: 'title-action',
    state: 'waiting',
    where: 'title',
    all: ['^✋ .*Action Required'],
    confidence: 0.9,
  },
  dialog('trust', 'trust', 'Do you trust (?:the files in )?this folder'),
  dialog('login', 'login', 'authenticate for this project'),
  dialog('permission', 'permission', 'Allow (?:once|execution)|Apply this change'),
  { ...dialog('choice', 'choice', POINTED), confidence: 0.92 },
  {
    name: 'spinner',
    state: 'working',
    where: 14,
    all: [`^ ?[⠁-⣿] .*\\((?:esc to cancel|press esc).*(?:\\n.*){0,3}?\\n${BOX}`],
    confidence: 0.9,
  },
  { name: 'prompt', state: 'idle', where: 16, all: [BOX], confidence: 0.8 },
]

export const gemini: Adapter = {
  name: 'gemini',
  find: { commands: ['gemini'], version: '--version' },
  key: null,
  submit: 200,
  processes: ['gemini'],
  pane: {
    // As a word of its own, a prompt that begins with a dash would be taken for an option.
    argv: [
      'sh',
      '-c',
      'p=$1; shift; exec gemini "$@" "--prompt-interactive=$p"',
      'fleetmux',
      PROMPT,
      FLAGS,
    ],
    bare: ['gemini', FLAGS],
    prompt: 'argument',
  },
  headless: { argv: ['gemini', FLAGS, '-o', 'text'], prompt: 'stdin' },
  flags: {
    model: ['-m', '{}'],
    resume: ['--resume', '{}'],
    ask: ['--approval-mode', 'default'],
    allow: ['--approval-mode', 'yolo'],
    // It may read and plan; whatever would change something is refused.
    deny: ['--approval-mode', 'plan'],
  },
  marks: {
    titles: ['^(?:◇ +Ready|✦ +Working…|✋ +Action Required) \\('],
    screens: ['Gemini CLI v\\d', BOX],
  },
  rules: RULES,
  composer: {
    drafts: [
      `(?:^▄{8,}|^ ?╭─+╮)\\n[ │]*[>!*] (?<draft>.*(?:\\n.*){0,8}?)\\n(?:▀{8,}|^ ?╰─+╯)(?:\\n.*){0,4}${END}`,
    ],
    placeholder: '^Type your message',
  },
}
