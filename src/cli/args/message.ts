import type { ReceiptWord, SendMode } from '../../state/model/receipt.ts'
import { suggest } from '../../state/text/suggest.ts'
import { andList, orList } from '../../state/text/word-list.ts'
import type { Call } from '../command/command.ts'
import { readWhole } from '../command/file.ts'
import { type Flag, type Flags, usage } from '../command/flag.ts'

/** Flags for the text to send, and how to send it. */
export const MESSAGE: Readonly<Record<string, Flag>> = {
  file: { kind: 'text', about: 'Send the content of this file' },
  'no-enter': { kind: 'switch', letter: 'n', about: 'Do not press Enter after the text' },
  keys: { kind: 'text', about: 'Press these keys, named as in tmux: "C-c Up Enter"' },
  literal: { kind: 'switch', about: 'Type only the bytes: no paste brackets, no Enter' },
  mode: {
    kind: 'text',
    letter: 'm',
    about:
      'When to press Enter: enter (at once), enter-delayed (after 0.5 s), enter-literal (as part of the text)',
  },
}

const MODES = ['enter', 'enter-delayed', 'enter-literal'] as const

/** The send mode that the flags select. @throws FailureError if two modes are given, or an unknown one. */
export function modeOf(flags: Flags): SendMode {
  const [first, second] = ['no-enter', 'literal', 'keys', 'mode'].filter(flags.has)
  if (second) throw usage(`--${first} and --${second} exclude each other.`, 'Use only one of them.')
  if (flags.has('keys')) return 'keys'
  if (flags.is('no-enter')) return 'no-enter'
  if (flags.is('literal')) return 'literal'
  return atmuxMode(flags.text('mode')) ?? 'submit'
}

function atmuxMode(given: string | undefined): SendMode | undefined {
  if (given === undefined) return undefined
  const mode = MODES.find(each => each === given)
  if (mode) return mode
  const near = suggest(given, MODES)
  throw usage(
    `Unknown mode ${JSON.stringify(given)}.`,
    near ? `Did you mean ${near}?` : `The modes are ${andList(MODES)}.`,
  )
}

/**
 * The words of a receipt (the delivery status of a text) that --until can wait for, in the order in which they are
 * reached.
 */
const SEEN = ['delivered', 'echoed', 'submitted'] as const

/**
 * The point at which waiting ends. `typed`: when text and Enter are typed, independent of the receipt; else the receipt
 * word to wait for.
 */
export type Until = 'typed' | (typeof SEEN)[number]

/** The receipt word after which waiting ends. @throws FailureError if the word is unknown. */
export function untilOf(flags: Flags): Until {
  const given = flags.text('until')
  if (given === undefined) return 'typed'
  const word = SEEN.find(each => each === given)
  if (word) return word
  const near = suggest(given, SEEN)
  throw usage(
    `Invalid value for --until: ${JSON.stringify(given)}.`,
    near ? `Did you mean ${near}?` : `Use ${orList(SEEN)}.`,
  )
}

/**
 * Whether a receipt `word` (the delivery status of a text) means that the text has reached the status `until` or a
 * later one.
 */
export function isSeen(word: ReceiptWord, until: Exclude<Until, 'typed'>): boolean {
  return SEEN.slice(SEEN.indexOf(until)).some(each => each === word)
}

/** Whether the text to send comes from a flag, so that the last argument is not the text but a target. */
export function hasOwnText(flags: Flags): boolean {
  return flags.has('keys') || flags.has('file')
}

/** The text to send; `given`: the last argument, if it is the text. */
export async function textOf(
  call: Call,
  mode: SendMode,
  given: string | undefined,
): Promise<string> {
  const { flags } = call
  const keys = flags.text('keys')
  const file = flags.text('file')
  if (keys !== undefined && file !== undefined)
    throw usage('--keys and --file exclude each other.', 'Use only one of them.')
  if (keys !== undefined) return keys
  if (file !== undefined) return withoutEnd(decode(await readWhole(file), file), mode)
  if (given === '-') return withoutEnd(decode(await call.readAll(), 'stdin'), mode)
  return given ?? ''
}

/** Removes the line end at the end of a file, unless the mode presses no Enter after the text. */
function withoutEnd(text: string, mode: SendMode): string {
  return mode === 'no-enter' || mode === 'literal' ? text : text.replace(/\r?\n$/, '')
}

function decode(bytes: Uint8Array, from: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    throw usage(
      `The content of ${from} is not UTF-8 text.`,
      'Nothing was sent. Convert the text to UTF-8, for example with `iconv`.',
    )
  }
}
