/** Properties of a mode that do not depend on the state. Missing properties: the mode is not of that kind. */
interface ModeProperties {
  /** The heading of the mode's keys in docs/keys.md; null: the mode has no section of its own. */
  readonly heading: string | null
  /** Set if the mode is a prompt, which edits one line at the bottom of the screen: the label before that line. */
  readonly label?: string
  /** What can be typed at the prompt; shown beside the line. */
  readonly aside?: string
  /** The dialog from which the prompt is opened, and to which it returns. */
  readonly over?: string
  /** What the mode edits, if it is not a prompt: fields between which Tab moves, or another text. */
  readonly edits?: 'fields' | 'text'
  /** Set if j, k, g, G and the page keys move the selection or scroll the text. */
  readonly scrolls?: true
  /** For dialogs with tables or sentences (`wide`), or with lines of any width, such as a diff (`whole`). */
  readonly width?: 'wide' | 'whole'
}

/**
 * The modes of the screen, in the order of their sections in docs/keys.md. The current mode decides which part of the
 * screen handles a key.
 */
export const MODES = {
  normal: { heading: null },
  type: { heading: 'Typing into a pane' },
  filter: {
    heading: 'filter',
    label: 'filter: ',
    aside: 'name, host, command or title; !word leaves out',
  },
  command: { heading: 'command', label: ':' },
  search: { heading: 'search', label: 'search: ' },
  send: { heading: 'send', label: 'send: ' },
  grep: { heading: 'find on all screens', label: 'find on all screens: ' },
  new: { heading: 'Starting a session', edits: 'fields' },
  launch: { heading: 'Starting agents with a prompt', edits: 'text' },
  hits: { heading: 'Search results of all screens', scrolls: true, width: 'wide' },
  wall: { heading: 'On the wall' },
  launches: { heading: 'Progress of started sessions', scrolls: true, width: 'wide' },
  confirm: { heading: 'Confirmation before something is lost' },
  compose: { heading: 'Writing to several sessions', edits: 'text', width: 'wide' },
  recipients: { heading: 'The recipients of a text', width: 'wide' },
  receipts: { heading: 'Delivery reports', scrolls: true, width: 'wide' },
  answer: { heading: 'Answering an agent' },
  reply: { heading: 'Typing an answer to an agent', edits: 'text' },
  explain: { heading: 'Why an agent is shown as working, waiting or idle', scrolls: true },
  work: { heading: 'Worktree sessions', scrolls: true, width: 'wide' },
  'work-text': { heading: 'Changes of a worktree session', scrolls: true, width: 'whole' },
  'work-new': {
    heading: 'a new worktree session',
    label: 'new: ',
    over: 'work',
    aside: 'AGENT [@HOST] REPOSITORY PROMPT',
  },
  'work-restore': {
    heading: 'restore a worktree session',
    label: 'restore: ',
    over: 'work',
    aside: 'id or branch of a removed session; K lists them',
  },
  'work-force': {
    heading: 'remove a worktree session by name',
    label: 'remove: ',
    over: 'work',
    aside: 'name of the session as in the list',
  },
  'work-setup': { heading: 'The set-up command of a repository', scrolls: true, width: 'wide' },
  hosts: { heading: 'Hosts' },
  'host-form': { heading: 'Adding or changing a host', edits: 'text' },
  'host-trial': { heading: 'Testing a host before it is saved' },
  import: { heading: 'Importing hosts of ~/.ssh/config' },
  discover: { heading: 'Containers and pods' },
  runs: { heading: 'Runs' },
  'run-text': { heading: 'a text for a run', label: 'send to the run: ' },
  'run-new': { heading: 'A new run', edits: 'fields' },
  'run-search': { heading: 'search a conversation', label: 'search the conversation: ' },
  playbooks: { heading: 'Playbooks', scrolls: true, width: 'wide' },
  'playbook-text': { heading: 'Events of a playbook', scrolls: true, width: 'wide' },
  'playbook-new': { heading: 'a new playbook', label: 'playbook: ', over: 'playbooks' },
  history: { heading: 'The history of a project', scrolls: true, width: 'wide' },
  'history-entry': { heading: 'One entry of a history', scrolls: true, width: 'wide' },
  'history-search': { heading: 'search a history', label: 'search the history: ', over: 'history' },
  'ask-agents': {
    heading: 'a question to several agents',
    label: 'ask the agents: ',
    over: 'talk',
  },
  talk: { heading: 'Answers of several agents', scrolls: true },
  files: { heading: 'Files' },
  'file-text': { heading: 'The text of a file' },
  'file-edit': { heading: 'Editing a file here', edits: 'text' },
  'files-found': { heading: 'Files found by a search' },
  'file-conflict': { heading: 'A file that somebody else changed since you opened it' },
  'file-line': { heading: 'a name or a place of a file', label: 'file: ' },
  help: { heading: 'Help', scrolls: true },
  log: { heading: 'Event log', scrolls: true, width: 'wide' },
  'log-filter': {
    heading: 'search the event log',
    label: 'search the event log: ',
    over: 'log',
    aside: 'host, session or what happened; !word leaves out',
  },
  entry: { heading: 'One entry of the event log', scrolls: true, width: 'wide' },
  benchmarks: { heading: 'Benchmarks', scrolls: true, width: 'wide' },
  welcome: { heading: 'The welcome screen' },
  'work-search': { heading: null, label: 'search: ', over: 'work-text' },
  'work-prompt': { heading: null, label: 'prompt the agent: ', over: 'work' },
  'benchmark-new': {
    heading: null,
    label: 'benchmark: ',
    over: 'benchmarks',
    aside: 'FILE.yaml [@HOST...]; the same file continues',
  },
} as const satisfies Readonly<Record<string, ModeProperties>>

export type Mode = keyof typeof MODES

/** Modes with one line under edit at the bottom of the screen. */
export type Prompt = {
  [M in Mode]: (typeof MODES)[M] extends { readonly label: string } ? M : never
}[Mode]

const ALL = Object.keys(MODES) as readonly Mode[]

/** The modes whose properties pass the check. */
export function modesWith(check: (properties: ModeProperties) => boolean): readonly Mode[] {
  return ALL.filter(mode => check(MODES[mode]))
}

export const PROMPTS = ALL.filter(isPrompt)

/** Whether the mode edits one line at the bottom of the screen: filter, search, command, text to send. */
export function isPrompt(mode: Mode): mode is Prompt {
  return propertiesOf(mode).label !== undefined
}

export function propertiesOf(mode: Mode): ModeProperties {
  return MODES[mode]
}

/** The dialog to which a prompt returns; undefined: the panels, or the screen that replaces them. */
export function dialogUnder(prompt: Prompt): Mode | undefined {
  const properties = MODES[prompt]
  return 'over' in properties ? properties.over : undefined
}

/** The width of the mode's dialog; a prompt leaves the dialog from which it was opened as wide as it was. */
export function widthOf(mode: Mode): ModeProperties['width'] {
  const under = isPrompt(mode) ? dialogUnder(mode) : undefined
  return propertiesOf(under ?? mode).width
}
