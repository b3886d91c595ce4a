import { type Adapter, FLAGS, PROMPT } from '../adapter.ts'
import { END, firstOccurrence } from '../pattern.ts'
import type { Rule } from '../rule.ts'

/** The input field, with agent and model below; a sidebar may be beside them. */
const BOX = `^ *┃(?: .*)?\\n *╹▀{8}.*(?:\\n.*){0,10}${END}`
/** A line of key hints in a dialog; its end may be cut off. */
const HINT =
  '^ *┃ .*(?:↑↓ select|⇆ (?:tab|select)|\\besc dismiss|\\benter (?:submit|confirm|toggle|next))'
const BUTTONS = ['Allow once', 'Allow always', 'Reject'] as const
const CONFIRM = ['Confirm', 'Cancel'] as const

/**
 * A dialog that is drawn over everything else. It is identified only by the first row of its frame, which never starts
 * at the left edge.
 */
const overlay = (title: string) => `^.{10,}(?:${title}) {3,}esc\\b`

/**
 * The title row of any dialog that is drawn over everything else. The dialogs have three widths, so the key that closes
 * them is at a fixed distance from the title; in a narrow pane it is not, so only known titles are recognised there.
 */
const TITLE =
  '^.* {2}(?=\\p{Lu}\\S*(?: \\S+){0,7} {8,}esc\\b)(?:.{47}|.{49}|.{51}|.{53}|.{77}|.{81}|.{105}|.{109})esc(?:/enter)?(?: {2,}.*)?$'
const KNOWN =
  'Sessions|Skills|Timeline|Fork \\w+(?: \\w+)?|Commands|Themes|MCPs|Stash|Warp|Move session|Workspaces|Status|Debug|Help|Export Options|Message Actions|Rename Session|Workspace Unavailable|Retry Error|Failed to Delete Session|(?:Select|Switch) \\w+'
const NARROW_TITLE = `^(?:.* {2})? {3}(?:${KNOWN}) {24,}esc(?:/enter)?(?: {2,}.*)?$`

/** A dialog with a row of buttons. Only the highlighted button can be selected reliably. */
function buttons(name: string, title: string, bar: readonly string[]): Rule {
  return {
    name,
    state: 'waiting',
    where: 'screen',
    all: [`${firstOccurrence(`△ (?:${title})`)}[\\s\\S]*${bar.join('\\s+')}`],
    none: [BOX],
    confidence: 0.95,
    ask: { kind: 'permission', below: '^(?! *┃)', choice: 'bar', bar, beside: true },
  }
}

/** Rules for OpenCode and its forks, written from screens of version 1.18. */
export const OPENCODE_RULES: readonly Rule[] = [
  buttons('permission', 'Permission required', BUTTONS),
  buttons('permission-always', 'Always allow', CONFIRM),
  {
    name: 'permission-cut',
    state: 'waiting',
    where: 'screen',
    all: ['△ (?:Permission required|Always allow|Reject permission)'],
    none: [BOX],
    confidence: 0.93,
    ask: { kind: 'permission', below: '^(?! *┃)', beside: true },
  },
  {
    // The answer is typed: a digit would become part of it.
    name: 'question-typed',
    state: 'waiting',
    where: 40,
    all: [HINT, '^ *┃ +\\d+\\. (?:\\[.\\] )?Type your own answer\\b.*\\n *┃ {4,12}\\S'],
    none: [BOX, '△ (?:Permission required|Always allow|Reject)'],
    confidence: 0.94,
    ask: { kind: 'text', text: 'opencode waits for a typed answer' },
  },
  {
    name: 'question',
    state: 'waiting',
    where: 20,
    all: [HINT],
    none: [BOX, '△ (?:Permission required|Always allow|Reject)'],
    menu: { below: '' },
    confidence: 0.92,
    ask: { kind: 'choice', below: '^(?! *┃)', choice: 'menu', beside: true },
  },
  {
    name: 'question-text',
    state: 'waiting',
    where: 12,
    all: [HINT],
    none: [BOX, '△ (?:Permission required|Always allow|Reject)'],
    confidence: 0.9,
    ask: { kind: 'choice', below: '^(?! *┃)', text: 'opencode asks a question: attach to read it' },
  },
  {
    // The question does not fit on the screen: its key hints are cut off.
    name: 'question-cut',
    state: 'waiting',
    where: 4,
    all: [`^ *┃(?: .*)?(?:\\n *┃(?: .*)?){0,3}${END}`],
    // The session of a subagent has no input field.
    none: [BOX, '\\bParent \\S+ +Prev \\S+ +Next \\S'],
    confidence: 0.85,
    ask: { kind: 'choice', text: 'opencode asks a question: attach to read it' },
  },
  {
    name: 'crashed',
    state: 'waiting',
    where: 'screen',
    all: ['^ {6,}opencode crashed$', '^ {6,}Copy report +Restart +Quit$'],
    confidence: 0.93,
    ask: { kind: 'choice', text: 'opencode has crashed: attach to restart it or to quit' },
  },
  {
    name: 'login',
    state: 'waiting',
    where: 'screen',
    all: [overlay('Connect a provider|API key|Select auth method')],
    confidence: 0.93,
    ask: { kind: 'login', text: 'opencode asks to connect a model provider: attach to do it' },
  },
  {
    name: 'list',
    state: 'waiting',
    where: 'screen',
    all: [overlay('(?:Select|Switch|Choose) \\w+|Sessions|Commands|Themes')],
    confidence: 0.92,
    ask: { kind: 'choice', text: 'opencode shows a list: attach to choose' },
  },
  {
    // Less certain than the rules of known dialogs, and than those of an agent at work.
    name: 'overlay',
    state: 'waiting',
    where: 'screen',
    all: [`${TITLE}|${NARROW_TITLE}`],
    confidence: 0.85,
    ask: { kind: 'choice', text: 'opencode shows a dialog: attach to answer it' },
  },
  {
    name: 'interrupt-hint',
    state: 'working',
    where: 8,
    all: [
      '^ *[■⬝]{4}.*(?:esc (?:again to )?interrupt|\\[retrying)|^ *[■⬝]{6,}|^ *(?:[■⬝⠁-⣿]+ +)?esc (?:again to )?interrupt\\b',
    ],
    confidence: 0.9,
  },
  { name: 'prompt', state: 'idle', where: 16, all: [BOX], confidence: 0.8 },
]

export const opencode: Adapter = {
  name: 'opencode',
  find: { commands: ['opencode'], version: '--version' },
  key: null,
  submit: 200,
  processes: ['opencode'],
  packages: ['npm:opencode-ai'],
  pane: {
    // The prompt is passed in the same argument as the option: as a separate argument, a prompt that starts with a dash
    // would be parsed as an option.
    argv: ['sh', '-c', 'p=$1; shift; exec opencode "$@" "--prompt=$p"', 'fleetmux', PROMPT, FLAGS],
    bare: ['opencode', FLAGS],
    prompt: 'argument',
  },
  headless: { argv: ['opencode', 'run', FLAGS], prompt: 'stdin' },
  flags: {
    model: ['--model', '{}'],
    resume: ['--session', '{}'],
    ask: [],
    allow: ['--auto'],
    // `plan` is OpenCode's read-only agent.
    deny: ['--agent', 'plan'],
  },
  marks: { titles: ['^OpenCode$', '^OC \\| '], screens: [BOX, 'OpenCode (?:Zen|\\d)'] },
  rules: OPENCODE_RULES,
  composer: {
    drafts: [`(?<!^ *┃.*\\n)(?<draft>(?:^ *┃.*\\n)+?) *┃ .*\\n *╹▀{8}.*(?:\\n(?! *┃).*)*${END}`],
    beside: true,
    placeholder: '^Ask anything',
  },
}
