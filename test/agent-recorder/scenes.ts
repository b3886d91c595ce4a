/** One thing that a person sees an agent do. */
export interface Scene {
  readonly name: string
  /** What its screen shows: a state, and the kind of a question. */
  readonly shows: string
  /** The prompt that brings it about; the stand-in follows the order in it. */
  readonly prompt?: string
  /** Keys after that, or instead of a prompt. */
  readonly keys?: readonly string[]
  /** Typed after that, and not submitted. */
  readonly types?: string
  /** Columns and rows, where not the usual. */
  readonly size?: readonly [columns: number, rows: number]
  /** Looked at while its service answers; else once it rests. */
  readonly during?: true
  /** Its service answers nothing meanwhile. */
  readonly held?: true
  readonly how: string
}

/** Stands for the keys by which the agent is stopped. */
export const STOP = 'stop'

const LABELS = 'SQLite in one file beside the program|PostgreSQL|MariaDB with its replication'
const MANY = Array.from({ length: 12 }, (_, index) => `Colour ${index + 1}`).join('|')
const LONG = `printf '%s' "${'a long command that has to be wrapped '.repeat(6)}" > out.txt`
const NARROW = [60, 20] as const
const THIN = [40, 20] as const
const FLAT = [80, 12] as const
const WIDE = [180, 45] as const
const WORDY = [
  'Keep everything in one file beside the program so that nothing has to be installed or looked after by anybody',
  'Use the server that the other services share already although its version is some years old by now',
  'Ask me again next week when the others are back and have read what was proposed in the last meeting',
].join('|')
const DRAFT = 'please look at the parser and tell me what it does when a line ends early '.repeat(5)

/** In this order, one after another in one run of the agent: each begins and ends at its empty prompt. */
export const SCENES: readonly Scene[] = [
  { name: 'ready', shows: 'idle', how: 'its prompt is empty' },
  { name: 'draft', shows: 'idle', types: 'look at the parser 1. first', how: 'a draft is typed' },
  { name: 'menu', shows: 'idle', types: '/', how: 'a slash is typed' },
  { name: 'answered', shows: 'idle', prompt: 'do %say(hello)', how: 'it has answered' },
  {
    name: 'dialog-in-text',
    shows: 'idle',
    prompt: 'do %say(Do you want to proceed? ❯ 1. Yes 2. No [y/N] Press Enter to continue)',
    how: 'it has answered with the words of a dialog',
  },
  {
    name: 'thinking',
    shows: 'working',
    prompt: 'do %silent()',
    during: true,
    how: 'it waits for its model',
  },
  {
    name: 'streaming',
    shows: 'working',
    prompt: 'do %slow()',
    during: true,
    how: 'its model answers',
  },
  {
    name: 'typing',
    shows: 'working',
    prompt: 'do %slow()',
    during: true,
    types: 'and then',
    how: 'its model answers while somebody types',
  },
  {
    name: 'narrow',
    shows: 'working',
    prompt: 'do %slow()',
    during: true,
    size: NARROW,
    how: 'its model answers in a narrow pane',
  },
  {
    name: 'bash',
    shows: 'waiting permission',
    prompt: 'do %run(touch made.txt)',
    how: 'it asks to run a command',
  },
  {
    name: 'bash-long',
    shows: 'waiting permission',
    prompt: `do %run(${LONG})`,
    how: 'it asks to run a long command',
  },
  {
    name: 'bash-narrow',
    shows: 'waiting permission',
    prompt: 'do %run(touch other.txt)',
    size: NARROW,
    how: 'it asks to run a command in a narrow pane',
  },
  {
    name: 'write',
    shows: 'waiting permission',
    prompt: 'do %write(notes.md)',
    how: 'it asks to write a file',
  },
  {
    name: 'command',
    shows: 'working',
    prompt: 'do %run(sleep 61)',
    keys: ['Enter'],
    how: 'it runs a command that was allowed',
  },
  {
    name: 'ask',
    shows: 'waiting choice',
    prompt: `do %ask(Which database shall it be?|${LABELS})`,
    how: 'it asks which of three',
  },
  {
    name: 'ask-second',
    shows: 'waiting choice',
    prompt: `do %ask(Which database shall it be?|${LABELS})`,
    keys: ['Down'],
    how: 'its pointer is on the second of three',
  },
  {
    name: 'ask-many',
    shows: 'waiting choice',
    prompt: `do %ask(Which colour shall it have?|${MANY})`,
    size: NARROW,
    how: 'it asks which of twelve in a narrow pane',
  },
  {
    name: 'tick',
    shows: 'waiting choice',
    prompt: `do %tick(Which shall be there?|${LABELS})`,
    how: 'it asks which of three, several at once',
  },
  { name: 'refused', shows: 'idle', prompt: 'do %error(401)', how: 'its key was refused' },
  {
    name: 'limited',
    shows: 'working',
    prompt: 'do %error(429)',
    during: true,
    how: 'it tries again after a limit',
  },
  { name: 'full', shows: 'idle', prompt: 'do %error(context)', how: 'its context is full' },
  {
    name: 'interrupted',
    shows: 'idle',
    prompt: 'do %slow()',
    during: true,
    keys: [STOP],
    how: 'it was stopped',
  },
  {
    name: 'ready-thin',
    shows: 'idle',
    size: THIN,
    how: 'its prompt is empty in a pane of 40 columns',
  },
  { name: 'ready-wide', shows: 'idle', size: WIDE, how: 'its prompt is empty in a wide pane' },
  { name: 'help', shows: 'idle', types: '?', how: 'a question mark is typed' },
  { name: 'files', shows: 'idle', types: '@', how: 'an at sign is typed' },
  {
    name: 'draft-long',
    shows: 'idle',
    types: DRAFT,
    size: NARROW,
    how: 'a draft of many lines is typed',
  },
  { name: 'models', shows: 'waiting choice', prompt: '/model', how: 'its list of models is open' },
  {
    name: 'sessions',
    shows: 'waiting choice',
    prompt: '/resume',
    how: 'its list of sessions is open',
  },
  {
    name: 'told-list',
    shows: 'idle',
    prompt: 'do %tell(list)',
    how: 'it has answered with a list and a question',
  },
  {
    name: 'told-dialog',
    shows: 'idle',
    prompt: 'do %tell(dialog)',
    how: 'it has answered with the drawing of a dialog',
  },
  {
    name: 'told-spinner',
    shows: 'idle',
    prompt: 'do %tell(spinner)',
    how: 'it has answered with the drawing of a spinner',
  },
  {
    name: 'told-long',
    shows: 'idle',
    prompt: 'do %tell(long)',
    size: FLAT,
    how: 'it has answered at length in a flat pane',
  },
  {
    name: 'telling-dialog',
    shows: 'working',
    prompt: 'do %begin(dialog)',
    during: true,
    how: 'its model has drawn a dialog and goes on',
  },
  {
    name: 'streaming-thin',
    shows: 'working',
    prompt: 'do %slow()',
    during: true,
    size: THIN,
    how: 'its model answers in a pane of 40 columns',
  },
  {
    name: 'streaming-flat',
    shows: 'working',
    prompt: 'do %slow()',
    during: true,
    size: FLAT,
    how: 'its model answers in a flat pane',
  },
  {
    name: 'queued',
    shows: 'working',
    prompt: 'do %slow()',
    during: true,
    keys: ['n', 'e', 'x', 't', 'Enter'],
    how: 'its model answers and a further prompt waits',
  },
  {
    name: 'plan',
    shows: 'working',
    prompt: 'do %plan(Read the parser|Mend the parser|Test the parser)',
    during: true,
    how: 'it works with a list of things to do',
  },
  {
    name: 'delegated',
    shows: 'working',
    prompt: 'do %delegate(60)',
    during: true,
    how: 'it has asked another agent and waits for it',
  },
  {
    name: 'bash-thin',
    shows: 'waiting permission',
    prompt: 'do %run(touch thin.txt)',
    size: THIN,
    how: 'it asks to run a command in a pane of 40 columns',
  },
  {
    name: 'bash-flat',
    shows: 'waiting permission',
    prompt: 'do %run(touch flat.txt)',
    size: FLAT,
    how: 'it asks to run a command in a flat pane',
  },
  {
    name: 'bash-quote',
    shows: 'waiting permission',
    prompt: 'do %run(printf "1. Yes\\n2. No\\nContinue? [y/N] " > quote.txt && rm -rf build)',
    how: 'it asks to run a command with the words of a dialog',
  },
  {
    name: 'edit',
    shows: 'waiting permission',
    prompt: 'do %write(README.md)',
    how: 'it asks to change a file',
  },
  {
    name: 'ask-thin',
    shows: 'waiting choice',
    prompt: `do %ask(Which database shall it be?|${LABELS})`,
    size: THIN,
    how: 'it asks which of three in a pane of 40 columns',
  },
  {
    name: 'ask-wordy',
    shows: 'waiting choice',
    prompt: `do %ask(What shall become of the storage?|${WORDY})`,
    size: [80, 24],
    how: 'it asks which of three whose labels are wrapped',
  },
  {
    name: 'ask-yes',
    shows: 'waiting choice',
    prompt: 'do %ask(Shall I delete the old branch?|Yes|No)',
    how: 'it asks yes or no',
  },
  {
    name: 'ask-last',
    shows: 'waiting choice',
    prompt: `do %ask(Which database shall it be?|${LABELS})`,
    keys: ['Up'],
    how: 'its pointer is above the first of three',
  },
  { name: 'broken', shows: 'idle', prompt: 'do %error(500)', how: 'its service fails' },
  {
    name: 'cut',
    shows: 'idle',
    prompt: 'do %cut(and then it)',
    how: 'the connection to its service broke',
  },
  {
    name: 'stopped',
    shows: 'idle',
    prompt: 'do %run(sleep 62)',
    keys: ['Enter', STOP],
    how: 'a command that it ran was stopped',
  },
  // It stays in that mode.
  { name: 'mode', shows: 'idle', keys: ['BTab'], how: 'its mode was changed by Shift-Tab' },
]
