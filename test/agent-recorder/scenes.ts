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
  readonly how: string
}

/** Stands for the keys by which the agent is stopped. */
export const STOP = 'stop'

const LABELS = 'SQLite in one file beside the program|PostgreSQL|MariaDB with its replication'
const MANY = Array.from({ length: 12 }, (_, index) => `Colour ${index + 1}`).join('|')
const LONG = `printf '%s' "${'a long command that has to be wrapped '.repeat(6)}" > out.txt`
const NARROW = [60, 20] as const

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
]
