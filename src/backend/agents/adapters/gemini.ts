import { type Adapter, FLAGS, PROMPT } from '../adapter.ts'
import { END } from '../pattern.ts'
import type { Rule } from '../rule.ts'
import { questionRule } from './screen-only/watched-agent.ts'

/**
 * A line that may be below the input field: a line of a list or of the footer, but not of an answer, a message or a
 * panel.
 */
const BELOW =
  '(?!✦ |ℹ |✕ |▄{8}| ?╭─|.*\\b(?:[Pp]ress|[Ee]sc|q) (?:\\w+ )?to (?:exit|close)\\b|.*\\bResume: Enter\\b).*'
/** The upper edge of the input field, or of a box with an earlier message. */
const TOP = '▄{8}| ?╭─'
/** The input field in its box, with a list of commands or files and a footer below. */
const BOX = `(?:^▄{8,}|^ ?╭─+╮)\\n[ │]*(?:[>!*]|\\(r:\\))(?: .*|$)(?:\\n.*){0,8}?\\n(?:▀{8,}|^ ?╰─+╯)(?:\\n${BELOW}){0,6}${END}`
/** The input field with a list of files below. A line of the list begins with a space, as does a line of the footer. */
const FILES = `^▄{8,}\\n *> .*[@/].*(?:\\n.*){0,3}?\\n▀{8,}(?:\\n ${BELOW}){0,14}${END}`
/**
 * The input field below a ruler and a line with the mode, as it is drawn where few colours can be shown; without colours,
 * it is between rulers.
 */
const RULED = `^─{8,}\\n(?:(?: (?![>!*](?: |$)).*|─{8,})\\n){0,5} *[>!*](?: .*|$)(?:\\n {3}.*){0,8}?(?:\\n─{8,})?(?:\\n(?= {1,3}\\S)${BELOW}){0,16}${END}`
/** The lower edge of the input field, a list of commands with a counter, and a footer. */
const LIST = `▀{8,}\\n(?: \\S.*\\n| *[▲▼]\\n){1,12} \\(\\d+/\\d+\\)(?:\\n.*){0,4}${END}`
/** Lines that may be below an open dialog: its frame, a spinner and the footer, but no answer and no input field. */
const PANELS = { below: '^(?!✦ | *[>!*] |▄{8,}|ℹ )' }
/** The lower edge of a dialog, below its last line. */
const EDGE = `(?:\\n[ │╰─╯]*){0,3}${END}`
/** What the line above the input field says while it works. A command may wait for input meanwhile. */
const WORKS = '\\((?:press )?esc to cancel(?:, | ?\\))|^ ?! Shell awaiting input\\b'
const ASK = { below: '^ *╭─+╮$', choice: 'menu' } as const

function dialog(
  name: string,
  kind: 'permission' | 'trust' | 'login' | 'choice',
  words: string,
): Rule {
  const all = words === '' ? [] : [words]
  const ask = { ...ASK, kind }
  return {
    name,
    state: 'waiting',
    where: 50,
    all,
    none: [BOX],
    menu: PANELS,
    confidence: 0.95,
    ask,
  }
}

/**
 * Rules for Gemini CLI, written from screens of version 0.61. The title "Ready" is ignored, because it is shown even
 * during dialogs.
 */
const RULES: readonly Rule[] = [
  {
    name: 'title-working',
    state: 'working',
    where: 'title',
    // A clock in front of the title: a command has printed nothing for some time.
    all: ['^[✦⏲]\\uFE0F? .*Working'],
    confidence: 0.85,
  },
  {
    name: 'title-action',
    state: 'waiting',
    where: 'title',
    all: ['^✋ .*Action Required'],
    confidence: 0.9,
  },
  dialog('trust', 'trust', 'Do you trust (?:the files in )?this folder|Modify Trust Level'),
  dialog('login', 'login', 'authenticate for this project'),
  dialog(
    'permission',
    'permission',
    'Allow (?:once|execution)|allow once|Apply this change|suggest changes|Do you want to (?:proceed|allow|continue|accept)|Are you sure',
  ),
  { ...dialog('choice', 'choice', ''), confidence: 0.92 },
  questionRule(
    'api-key',
    20,
    `^.{0,3}Enter Gemini API Key\\b(?:.*\\n){1,17}?.*\\bEnter to submit\\b.*${EDGE}`,
    { kind: 'login', below: ASK.below },
  ),
  // Two lists, of which the upper one takes the keys: the title of the other has no mark.
  {
    ...questionRule(
      'lists',
      14,
      `^[ │]{2,6}Apply To\\b.*(?:\\n.*){1,5}?\\n.*\\bUse Enter to select\\b(?:.*\\n){1,6}[ │╰─╯]*${END}`,
      { kind: 'choice', below: ASK.below },
    ),
    none: [BOX],
  },
  // The pointer is on the field for another answer, which takes the digits too.
  {
    ...questionRule(
      'answer',
      12,
      `^[ │]*● \\d+\\. .*(?:\\n[ │].*){0,6}?\\n.*\\bEnter to submit · .*${EDGE}`,
      { kind: 'choice', below: ASK.below },
    ),
    confidence: 0.96,
  },
  // The last page of several questions.
  questionRule(
    'review',
    16,
    `^.{0,3}Review your answers:(?:.*\\n){1,14}?.*\\bEnter to submit\\b.*${EDGE}`,
    { kind: 'choice', below: ASK.below, choices: [{ key: 'Enter', label: 'Submit' }] },
  ),
  // A setting has changed that holds only after a restart.
  {
    ...questionRule(
      'restart',
      6,
      `(?:\\b[Pp]ress |['"])[rR]['"]? to(?: |[ │]*\\n[ │]*)restart\\b.*(?:\\n.*){0,2}${END}`,
      { kind: 'choice', below: ASK.below, choices: [{ key: 'r', label: 'Restart' }] },
    ),
    none: [BOX],
  },
  // The change that Gemini CLI has proposed is open in an editor outside of the terminal.
  questionRule('editor', 6, `\\bSave and close external editor to continue\\b.*${EDGE}`, {
    kind: 'text',
    below: ASK.below,
  }),
  // The list of background tasks, or the output of one, has the focus above the input field.
  {
    ...questionRule('tasks', 50, '^│ {1,2}\\d+: .*\\(PID: \\d+\\) \\(Focused\\).*│$', {
      kind: 'choice',
      text: 'gemini shows its background tasks: attach to leave them',
    }),
    none: [WORKS],
  },
  {
    name: 'form',
    state: 'waiting',
    where: 8,
    all: [
      `\\b(?:[Ee]nter|[Ee]sc) to (?:submit|select|confirm|cancel|continue|toggle)\\b.*(?:\\n(?!▄{8,}|[ │]*[>!*] ).*){0,4}\\n ?╰─+╯.*(?:\\n(?!▄{8,}|✦ ).*){0,4}${END}`,
    ],
    none: [BOX],
    confidence: 0.9,
    ask: { kind: 'text', below: ASK.below },
  },
  {
    name: 'panel',
    state: 'waiting',
    where: 5,
    all: [
      `\\b[Pp]ress (?:q|[Ee]sc) to (?:exit|close)\\b.*${EDGE}|^In Copy Mode\\..*(?:\\n.*){0,4}${END}`,
    ],
    confidence: 0.9,
    ask: { kind: 'choice', text: 'gemini shows a panel: attach to close it' },
  },
  {
    // A list of sessions is open below the input field.
    name: 'sessions',
    state: 'waiting',
    where: 50,
    all: [`^.{0,60}\\bResume: Enter\\b.*(?:\\n(?!▄{8}|✦ |─{8}| *[>!*](?: |$)).*){0,40}${END}`],
    confidence: 0.9,
    ask: { kind: 'choice', text: 'gemini shows a list of its sessions: attach to choose' },
  },
  {
    // While Gemini CLI restarts, the trust dialog that the user has answered stays on the screen. This rule needs a
    // higher confidence than the rule for that dialog.
    name: 'restarting',
    state: 'working',
    where: 6,
    all: ['^ ?Gemini CLI is restarting\\b|^ {0,3}[⠁-⣿] Compressing chat history'],
    confidence: 0.96,
  },
  {
    name: 'spinner',
    state: 'working',
    where: 24,
    all: [`^ ?[⠁-⣿] (?![Ww]aiting for user)\\S.*(?:\\n(?![✦✓✕ℹ] | ?╭─).*){0,6}?\\n${BOX}`],
    confidence: 0.9,
  },
  {
    name: 'cancel-hint',
    state: 'working',
    where: 20,
    all: [`(?:${WORKS}).*(?:\\n(?![✦✓✕ℹ] ).*){0,4}?\\n${BOX}`],
    confidence: 0.9,
  },
  { name: 'prompt', state: 'idle', where: 20, all: [`${BOX}|${FILES}|${RULED}`], confidence: 0.8 },
  {
    // A list of commands is open below the input field.
    name: 'prompt-list',
    state: 'idle',
    where: 26,
    all: [`^▄{8,}\\n *[>!*] .*(?:\\n.*){0,3}?\\n${LIST}`],
    confidence: 0.8,
  },
]

export const gemini: Adapter = {
  name: 'gemini',
  find: { commands: ['gemini'], version: '--version' },
  key: null,
  submit: 200,
  processes: ['gemini'],
  packages: ['npm:@google/gemini-cli'],
  pane: {
    // The prompt is passed in the same argument as the option: as a separate argument, a prompt that starts with a dash
    // would be parsed as an option.
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
    // Gemini's read-only mode: changes are refused.
    deny: ['--approval-mode', 'plan'],
  },
  marks: {
    titles: ['^(?:◇ +Ready|[✦⏲]\\uFE0F? +Working…|✋ +Action Required) \\('],
    screens: ['Gemini CLI v\\d', '^▄{8,}\\n > .*(?:\\n.*){0,8}?\\n▀{8,}'],
  },
  rules: RULES,
  composer: {
    drafts: [
      `(?:^▄{8}|^ ?╭─+╮).*\\n[ │]*[>!*] (?<draft>.*(?:\\n(?!▀{8}|${TOP}).*){0,8}?)\\n(?:▀{8}|^ ?╰─+╯).*(?:\\n(?!${TOP}).*){0,14}${END}`,
      `^▄{8,}\\n *[>!*] (?<draft>.*(?:\\n.*){0,3}?)\\n${LIST}`,
      // In terminals with few colours, the field has a background instead of edges: an empty row above and below.
      `^─{8,}\\n(?:(?! *[>!*](?: |$)).*\\n){0,5} *[>!*](?: |$)(?<draft>.*(?:\\n {3}.*){0,8}?)(?:\\n(?: {1,2}\\S.*|─{8,})?){0,16}${END}`,
    ],
    placeholder: '^Type your message',
  },
}
