import { type Adapter, type Composer, FLAGS, PROMPT } from '../adapter.ts'
import { backFromEnd, END } from '../pattern.ts'
import type { Rule } from '../rule.ts'
import { CLAUDE_VIEWER } from './claude-viewer.ts'

/**
 * The beginning of the input field, if no key hints of a dialog follow. The input field is between two horizontal lines
 * (before Claude Code 2.1 in a box), and may be scrolled.
 */
const BODY =
  '[❯!>#&](?![^\\n]*\\n(?:.*\\n){0,30}?.*(?:[Ee]nter to (?:select|confirm)|[Ee]sc to cancel))'
const INNER = `(?:^─{4}.*\\n${BODY}.*(?:\\n.*){0,12}?\\n─{4}.*|^─── ↑ \\d+ more ─.*(?:\\n.*){1,14}?\\n─{4}.*|^╭─+╮\\n│ [❯!>#&].*(?:\\n│.*)*\\n╰─+╯.*)`
/** The input field and everything below it: there may be a menu or a panel, but no line of the transcript. */
const BOX = `${INNER}(?:\\n(?![⏺✻✽✶✢]|● \\w.*[.:(]).*){0,30}${END}`
/** Lines that may be below an open dialog: key hints, tasks, agents and modes, but no transcript and no input field. */
const PANELS = { below: '^(?!(?:[⏺✻✽✶✢✳·] ?\\S|● (?!main\\b)|[❯>#!&](?: |$)(?! ?\\d+\\. )|╭─))' }
const WHERE = { where: 60, confidence: 0.95 } as const
const ASK = { below: '^[ │]*[─╭]{4,}|^\\s*[●⏺]', choice: 'menu' } as const
/** A choice with the pointer, except a checkbox: Enter may submit several of them. */
const POINTED = '^\\s*(?<pointer>❯) (?!\\[.?\\]|[☐☑])(?<label>\\S+(?: \\S+)*?)(?: {3,}.*)?$'
/** The first character of a line that shows activity: a spinner, animated or stopped. */
const SPINNER = '[·•∗✢-✿❀-❋*+◐-◓⠁-⣿]'
/**
 * Other first characters of such a line: that of a transcript without colours, and the dot that does not move, which
 * only the elapsed time and the number of tokens tell from the dot of an answer.
 */
const STILL = '(?:[∴∵∷](?= Compacting )|●(?=.*… \\(\\d{1,4}[smh][^)]* · [↑↓]))'
/** Any symbol with which no line of the transcript begins. */
const SYMBOL = '[^\\p{L}\\p{N}\\s●⏺⎿└├│┃╭╰─❯›>!#&※⚠ℹ✗✘✔✓☐☒■□▪▶▸|+-]'
/** The lines between the line that shows activity and the input field: a tip and the task list. */
const UNDER = '(?:\\n(?![●⏺❯─╭✻✽✶✢]).*){0,60}'
/** The key hint at the end of a dialog, possibly cut off or wrapped, in lower or upper case. */
const LEAVE = `(?:[Ee]sc(?:ape)?|[Ee]nter|↵)\\s+to\\s+(?:cancel|exit|go back|save|submit|confirm|continue|set|select)`

/**
 * What may be the key hint of any dialog: the name of a key that takes or leaves something, or that the key must be
 * pressed once more. `esc to close` also ends a panel that answers a side question.
 */
const HINT = `(?:(?:[Ee]sc(?:ape)?|[Ee]nter|↵)\\s+to\\s+(?!interrupt|stop|return|close|clear)\\w|[Pp]ress Ctrl-[CD] again to (?:exit|cancel|close|go back)\\b)`

/**
 * Matches the words only if their dialog is open, since earlier output may contain the same words: below the words
 * there must be no horizontal line, except a line between the dialog's choices.
 */
const within = (words: string) =>
  backFromEnd(words, `(?!\\n[ │]*─{8,}(?!\\n\\s*(?:❯ )?\\d+\\. ))[\\s\\S]`)

function dialog(
  name: string,
  kind: 'permission' | 'trust' | 'login' | 'choice',
  words: string,
): Rule {
  const all = words === '' ? [] : [within(words)]
  return { name, state: 'waiting', ...WHERE, all, none: [BOX], menu: PANELS, ask: { ...ASK, kind } }
}

/** Rules for Claude Code, written from screens of version 2.1. */
export const CLAUDE_RULES: readonly Rule[] = [
  {
    name: 'title-spinner',
    state: 'working',
    where: 'title',
    all: ['^[⠁-⣿◐-◓] '],
    confidence: 0.85,
  },
  dialog(
    'trust-folder',
    'trust',
    'I trust this folder|Do you trust the files|Bypass Permissions mode|hooks? .{0,40}trust',
  ),
  dialog(
    'login',
    'login',
    'Select login method|custom API key|Select (?:a )?(?:provider|platform) to log ?in',
  ),
  dialog(
    'permission',
    'permission',
    'Do you want to|Would you like to|wants to|requires approval|Ready to code|Run a dynamic workflow|requests your input|allow this connection',
  ),
  { ...dialog('choice', 'choice', ''), confidence: 0.92 },
  {
    // A dialog with an input field, a row of buttons, or an unnumbered list.
    name: 'form',
    state: 'waiting',
    where: 8,
    all: [`^[^●⏺❯]*\\b${HINT}.*(?:\\n(?![●⏺✻✽✶✢❯─╭]).*){0,4}${END}`],
    none: [BOX, '^\\s*For more help: ', 'to interrupt'],
    confidence: 0.9,
    ask: { ...ASK, choice: POINTED },
  },
  {
    // A list without numbers and without key hints, below the edge of its dialog.
    name: 'list',
    state: 'waiting',
    where: 45,
    all: [
      `^ {1,4}❯ \\S.*(?:\\n(?![●⏺✻✽✶✢❯─▔╭]) .*){0,14}${END}`,
      `^[─▔]{8}.*(?:\\n(?![●⏺✻✽✶✢❯─▔╭]).*){2,40}${END}`,
    ],
    none: [BOX],
    confidence: 0.9,
    ask: { ...ASK, choice: POINTED },
  },
  {
    // A list with a search field, such as the list of sessions.
    name: 'search',
    state: 'waiting',
    where: 40,
    all: [
      '⌕ Search',
      `^[^●⏺❯\\n]*\\b[Ee]sc\\s+to\\s+(?:close|cancel|exit|clear)\\b.*(?:\\n(?![●⏺✻✽✶✢❯─╭]).*){0,2}${END}`,
    ],
    none: [BOX],
    confidence: 0.92,
    ask: { kind: 'choice', text: 'claude shows a list: attach to choose' },
  },
  {
    name: 'security-notes',
    state: 'waiting',
    ...WHERE,
    none: [BOX],
    all: [
      `^[ │]*[Pp]ress [Ee]nter to (?:continue|retry|exit|close).*(?:\\n(?![●⏺❯─╭]).*){0,2}${END}`,
    ],
    ask: {
      kind: 'trust',
      below: '^\\S*\\.{8,}|^[─╭]{8,}',
      choices: [{ key: 'Enter', label: 'Continue' }],
    },
  },
  {
    name: 'login-code',
    state: 'waiting',
    ...WHERE,
    none: [BOX],
    all: [`^ {0,4}Paste code here if prompted >.*(?:\\n(?![●⏺❯─╭]).*){0,3}${END}`],
    ask: { kind: 'login', below: '^\\S{20,}$' },
  },
  {
    name: 'not-logged-in',
    state: 'waiting',
    where: 40,
    all: [`${INNER}(?:\\n.*){0,3}\\n.*Not logged in · (?:Run|Please run) /login(?:\\n.*)?${END}`],
    confidence: 0.9,
    ask: { kind: 'login', text: 'Not logged in: run /login' },
  },
  {
    name: 'interrupt-hint',
    state: 'working',
    where: 8,
    all: [`^(?![❯>#!&]).*(?:\\b[Ee]sc|ctrl\\+c) to inter.*(?:\\n(?![●⏺✻✽✶✢]|❯ \\d).*){0,7}${END}`],
    none: [`\\b${LEAVE}.*(?:\\n.*)?${END}`],
    confidence: 0.9,
  },
  {
    name: 'spinner',
    state: 'working',
    where: 90,
    // The ellipsis is required: a finished step looks the same without it ("✻ Cooked for 5s").
    all: [
      `^(?= ?(?:${SPINNER}|${STILL}) )(?=.*${UNDER}\\n${BOX}) ?\\S (?:\\S.*(?:…|\\.\\.\\.)(?: ?\\(.*| ·.*)?|Waiting for [1-9]\\d* background agents? to finish|\\S.* · (?:(?:will retry|retrying|next try) in \\d|retrying once\\b|retrying, waiting\\b).*)$`,
    ],
    confidence: 0.9,
  },
  ...CLAUDE_VIEWER,
  {
    // A spinner that this rule does not know: any symbol other than those of the transcript, and an elapsed time.
    name: 'spinner-new',
    state: 'working',
    where: 90,
    all: [
      `^(?= ?${SYMBOL} \\S.*(?:…|\\.\\.\\.) ?\\((?:\\d{1,4}[smh]|esc)\\b)(?=.*${UNDER}\\n${BOX}) ?\\S .*$`,
    ],
    confidence: 0.88,
  },
  {
    // A spinner without an input field: the field is not drawn yet, or does not fit on the screen.
    name: 'spinner-last',
    state: 'working',
    where: 12,
    all: [`^(?=${SPINNER} )(?=.*${UNDER}${END})\\S \\S.*…(?: \\((?:\\d{1,4}[smh]|esc).*)?$`],
    confidence: 0.86,
  },
  {
    // A line below the input field shows a sub-agent that is still working, with its elapsed time and number of tokens.
    name: 'background-agent',
    state: 'working',
    where: 12,
    all: [
      `^─{4}.*(?:\\n.*){1,6}?\\n *◯ (?!.*\\bDone\\b).*\\b\\d{1,4}[smh] · [↑↓].*(?:\\n .*){0,4}${END}`,
    ],
    confidence: 0.85,
  },
  {
    // A list of commands or files that is open above the input field hides the spinner. The agent works if there is
    // nothing but this list between the last prompt and the input field, so that the prompt has no answer yet.
    name: 'unanswered',
    state: 'working',
    where: 40,
    all: [
      `^❯ (?![/!#]).*(?:\\n {2}(?![❯ /+]).*){0,12}(?:\\n {2,4}(?:❯ )?[/+*◇] ?\\S.*(?:\\n {8,}\\S.*)?){1,12}\\n${BOX}`,
    ],
    confidence: 0.85,
  },
  {
    name: 'side-question',
    state: 'working',
    where: 60,
    all: ['^\\s*/btw\\b', `[Ee]sc to close.*${END}`],
    none: [BOX, '(?:c to copy|Copied to clipboard) · .*[Ee]sc to close'],
    confidence: 0.8,
  },
  { name: 'prompt', state: 'idle', where: 50, all: [BOX], confidence: 0.8 },
]

export const CLAUDE_COMPOSER: Composer = {
  drafts: [
    `^─{4}.*\\n[❯!>#&](?<draft>.*(?:\\n.*){0,8}?)\\n─{4}.*(?:\\n.*){0,30}${END}`,
    `^─── ↑ \\d+ more ─.*\\n(?<draft>.*(?:\\n.*){0,14}?)\\n─{4}.*(?:\\n.*){0,30}${END}`,
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
  packages: ['npm:@anthropic-ai/claude-code', 'dir:claude'],
  pane: { argv: ['claude', FLAGS, '--', PROMPT], prompt: 'argument' },
  headless: { argv: ['claude', '-p', FLAGS], prompt: 'stdin' },
  flags: {
    model: ['--model', '{}'],
    resume: ['--resume', '{}'],
    ask: ['--permission-mode', 'default'],
    allow: ['--permission-mode', 'bypassPermissions'],
    deny: ['--permission-mode', 'dontAsk'],
  },
  // The frame around the input field does not identify the agent, because many agents draw one.
  marks: {
    titles: ['^✳ ', '^[⠁-⣿◐-◓] Claude Code$'],
    screens: ['Claude Code v\\d', '^ *⏵⏵ ', '^ *⏸ plan mode on'],
  },
  rules: CLAUDE_RULES,
  composer: CLAUDE_COMPOSER,
}
