import { type Adapter, FLAGS, PROMPT } from './adapter.ts'
import { END, type Rule } from './rule.ts'

/** The prompt with the agent and the model under it. */
const BOX = `^ *┃ .*\\n *╹▀{8,}(?:\\n.*){0,5}${END}`
/** A dialog ends in the same bar, without a lower edge. */
const LAST = (words: string) => `^ *┃ .*${words}(?:.*\\n *┃)?.*${END}`

/** Drawn over everything else: the first row of its frame, which is never at the left, is all there is to go by. */
const overlay = (title: string) => `^.{10,}(?:${title}) {3,}esc\\b`

/** OpenCode, from the screens of 1.18. */
const RULES: readonly Rule[] = [
  {
    name: 'permission',
    state: 'waiting',
    where: 'screen',
    all: ['△ (?:Permission required|Always allow|Reject permission)', LAST('enter confirm')],
    none: [BOX],
    confidence: 0.95,
    ask: { kind: 'permission', below: '^(?! *┃)', choice: 'bar' },
  },
  {
    name: 'question',
    state: 'waiting',
    where: 'screen',
    all: [LAST('enter (?:submit|confirm|toggle|next)')],
    none: [BOX, '△ (?:Permission required|Always allow)'],
    confidence: 0.92,
    ask: {
      kind: 'choice',
      below: '^(?! *┃)',
      choice: '^\\s*(?<key>\\d+)\\.\\s+(?<label>\\S.*)$',
    },
  },
  {
    name: 'login',
    state: 'waiting',
    where: 'screen',
    all: [overlay('Connect a provider|API key|Select auth method')],
    confidence: 0.93,
    ask: { kind: 'login', text: 'A service is to be connected: attach to do it' },
  },
  {
    name: 'list',
    state: 'waiting',
    where: 'screen',
    all: [overlay('(?:Select|Switch|Choose) \\w+|Sessions|Commands|Themes')],
    confidence: 0.92,
    ask: { kind: 'choice', text: 'A list is open: attach to choose' },
  },
  {
    name: 'interrupt-hint',
    state: 'working',
    where: 4,
    all: ['^ *[■⬝]{4,}.*(?:esc (?:again to )?interrupt|\\[retrying)|^ *[■⬝]{6,}'],
    confidence: 0.9,
  },
  { name: 'prompt', state: 'idle', where: 12, all: [BOX], confidence: 0.8 },
]

export const opencode: Adapter = {
  name: 'opencode',
  find: { commands: ['opencode'], version: '--version' },
  key: null,
  submit: 200,
  processes: ['opencode'],
  pane: {
    // As a word of its own, a prompt that begins with a dash would be taken for an option.
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
    // Its agent that may only read.
    deny: ['--agent', 'plan'],
  },
  marks: { titles: ['^OpenCode$', '^OC \\| '], screens: [BOX] },
  rules: RULES,
  composer: {
    drafts: [`(?<draft>(?:^ *┃.*\\n)+?) *┃ .*\\n *╹▀{8,}(?:\\n(?! *┃).*)*${END}`],
    placeholder: '^Ask anything',
  },
}
