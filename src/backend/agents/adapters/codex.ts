import { type Adapter, FLAGS, PROMPT } from '../adapter.ts'
import { backFromEnd, END, firstOccurrence } from '../pattern.ts'
import type { Rule } from '../rule.ts'

/** The input field, and below it a line with model and directory, or a customized line. */
const FOOT = `^[›>▌] (?!\\d+\\. |\\[[ x]\\] ).*(?:\\n(?: .*)?){0,8}?\\n\\s*(?!(?:enter|esc|space|tab)\\b)\\S.* · .*(?:\\n .*)?${END}`
/**
 * The input field, with or without a footer. A draft may begin like a numbered choice (`1. `). Such a line counts as a
 * draft only if a line with model and directory follows, and no key hint of a dialog.
 */
const COMPOSER = `^[›▌](?:[⠁-⣿]?(?! ?(?:\\d+\\.|\\[[ x]\\]) )|(?= ?\\d+\\. .*(?:\\n .*){0,12}\\n +\\S.* · [~/]))[^\\n]*(?:\\n(?! *› ?\\d|.*\\b(?:enter|esc|space) (?:to )?(?:confirm|continue|submit|select|back|save|toggle|view|open))(?: |(?=\\S.* · )).*){0,16}${END}`
const PANEL = { below: '^(?!(?:[•◦■✗⚠] |[›>▌](?: (?!\\d+\\. )|$)))' }
const BELOW = '^[•◦■✗⚠] |^[›>] (?!\\d+\\. )|^\\s+(?:Worked for|└) '

/** The footer of a viewer of the transcript or of a text, which fills the screen. */
const CODEX_VIEWER = `^─{8,} *\\d{1,3}% ─\\n {1,2}↑/↓.*(?:\\n .*){0,2}${END}`

/** Matches the words only in the open dialog, not in earlier output. */
const within = (words: string) =>
  backFromEnd(words, `(?!\\n(?:[•◦■✗⚠] |› (?!\\d+\\. )|\\s+Worked for ))[\\s\\S]`)

function dialog(
  name: string,
  kind: 'permission' | 'trust' | 'login' | 'choice',
  words: string,
): Rule {
  const all = words === '' ? [] : [within(words)]
  const none = [COMPOSER, CODEX_VIEWER]
  const ask = { kind, choice: 'menu', below: BELOW }
  return { name, state: 'waiting', where: 40, all, none, menu: PANEL, confidence: 0.95, ask }
}

/**
 * The current activity; below it are its details, the queue of messages, and the input field. Only further facts may
 * follow the key hint in its line: a command or a message may quote such a line.
 */
const ACTIVITY = `(?![›■✗⚠])\\S.*(?:\\(\\d[\\dhms ]*(?: ?• ?(?:esc|[Cc]trl)[^)\\n]*(?:\\)(?: · .*)?)?$|s?\\) · \\d+ background .*)|\\(\\d+s?\\).*|\\(\\d+[hms][\\dhms ]*(?:•[^)\\n]*)?…$)`
const QUEUE =
  '(?:\\n(?! *[■✗⚠]|\\s+Worked for |[•◦] (?!(?:Queued|Messages) )| {0,3}(?:[Pp]ress )?enter to).*){0,20}'

/** Rules for Codex, written from screens of version 0.169. */
const RULES: readonly Rule[] = [
  {
    name: 'title-spinner',
    state: 'working',
    where: 'title',
    all: ['(?:^| )[⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏⠁-⣿](?: |$)'],
    confidence: 0.85,
  },
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
    'Trust this folder|Do you trust|Allow Codex to work in this folder|Hooks need review',
  ),
  dialog('login', 'login', 'Sign in with'),
  dialog(
    'permission',
    'permission',
    'Would you like to|Allow command|[Aa]pprov|Yes, proceed|No, and tell Codex',
  ),
  dialog('question', 'choice', 'Question \\d{1,4}/\\d{1,4}|^ {1,3}enter submit {2,}\\S'),
  { ...dialog('list', 'choice', ''), confidence: 0.92 },
  {
    // A question with a free-text answer, or one whose choices do not fit on the screen.
    name: 'question-text',
    state: 'waiting',
    where: 8,
    all: [
      `\\b[Ee]nter to submit (?:answer|all)|\\btab (?:or esc )?to (?:add|clear) notes|^ {1,3}enter submit {2,}\\S`,
    ],
    none: [COMPOSER, CODEX_VIEWER],
    confidence: 0.93,
    ask: { kind: 'text', below: '^[•◦■✗⚠] ' },
  },
  {
    name: 'confirm-hint',
    state: 'waiting',
    where: 3,
    all: [`^ *(?:[Pp]ress )?enter to (?:confirm|continue|submit).*(?:\\n .*)?${END}`],
    none: [COMPOSER],
    confidence: 0.9,
    ask: { kind: 'permission', below: BELOW },
  },
  {
    // Another thread, of a sub-agent, waits for an approval: the notice is above the input field.
    name: 'approval-elsewhere',
    state: 'waiting',
    where: 30,
    all: [
      `^ {2}! Approval needed in .*(?=(?:\\n {2,4}\\S.*){0,8}\\n {4}/\\w+ to .*${QUEUE}${END})`,
    ],
    none: [CODEX_VIEWER],
    confidence: 0.94,
    ask: { kind: 'permission', text: 'codex asks in another thread: attach and type /subagents' },
  },
  {
    name: 'browser-login',
    state: 'waiting',
    where: 24,
    all: ['^ *Finish signing in (?:via your|to your gateway in the) browser'],
    none: [COMPOSER],
    confidence: 0.93,
    ask: { kind: 'login', text: 'codex waits until you have signed in in the browser' },
  },
  {
    // The list of all tasks, which fills the screen.
    name: 'command-center',
    state: 'waiting',
    where: 'screen',
    all: [`^ *↑↓ navigate\\b.*\\benter open\\b.*(?:\\n .*){0,2}${END}`, '^ *Agent command center$'],
    confidence: 0.96,
    ask: { kind: 'choice', text: 'codex shows its tasks: attach to choose' },
  },
  {
    name: 'open-elsewhere',
    state: 'waiting',
    where: 6,
    all: [
      '^ *\\S+ +This conversation is open in another app\\b',
      `\\br retry\\b.*(?:\\n .*)?${END}`,
    ],
    confidence: 0.9,
    ask: { kind: 'choice', text: 'This conversation is open in another app: close it there' },
  },
  {
    // A list that fills the screen, such as the list of sessions.
    name: 'picker',
    state: 'waiting',
    where: 5,
    all: [
      `\\benter (?:resume|open|select|choose|view) {2,}esc (?:exit|back|close|cancel)\\b.*(?:\\n .*){0,2}${END}`,
    ],
    none: [COMPOSER],
    confidence: 0.9,
    ask: { kind: 'choice', text: 'codex shows a list: attach to choose' },
  },
  {
    name: 'api-key',
    state: 'waiting',
    where: 20,
    all: ['API key', `Press esc to go back.*${END}`],
    confidence: 0.95,
    ask: { kind: 'login', below: '^> Use your own' },
  },
  {
    name: 'working-line',
    state: 'working',
    where: 30,
    all: [
      `^(?=.*${QUEUE}${END})(?:(?:▌ )?(?:[•◦] )?${ACTIVITY}|[•◦] Running \\w+ hooks?(?:: .*)?$)`,
    ],
    none: [`^ *[Pp]ress enter to confirm.*${END}`, CODEX_VIEWER],
    confidence: 0.9,
  },
  // Less sure than the title, which tells what goes on behind the viewer.
  { name: 'viewer', state: 'idle', where: 4, all: [CODEX_VIEWER], viewer: true, confidence: 0.84 },
  { name: 'prompt', state: 'idle', where: 20, all: [`${FOOT}|${COMPOSER}`], confidence: 0.75 },
]

export const codex: Adapter = {
  name: 'codex',
  find: { commands: ['codex'], version: '--version' },
  key: null,
  // Codex takes an Enter that follows a burst of characters within 120 ms for a line break.
  submit: 200,
  processes: ['codex'],
  packages: ['npm:@openai/codex'],
  pane: { argv: ['codex', FLAGS, '--', PROMPT], prompt: 'argument' },
  resume: { argv: ['codex', 'resume', FLAGS, '--', '{resume}', PROMPT], prompt: 'argument' },
  headless: {
    argv: ['codex', 'exec', FLAGS, '-'],
    prompt: 'stdin',
    // Codex in non-interactive mode never asks, so `ask` needs no arguments.
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
      'OpenAI Codex|@openai/codex|running Codex in|Welcome to Codex|Trust this folder\\? Codex',
      FOOT,
      `${firstOccurrence('^› \\d+\\. ')}[\\s\\S]*^ {2}(?:[Pp]ress )?enter .*esc .*${END}`,
    ],
  },
  rules: RULES,
  composer: {
    drafts: [
      `^[›>▌] (?<draft>.*(?:\\n(?: .*)?){0,20}?)\\n\\s*(?=\\S.* · ).*(?:\\n .*)?${END}`,
      // With a customized footer, an empty row separates the input field from the footer.
      `^› (?<draft>.*(?:\\n {2}.*){0,20}?)\\n\\n {2}\\S.*${END}`,
    ],
    placeholder: '^Ask Codex to do anything',
  },
}
