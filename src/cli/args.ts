import yargs, { type Options } from 'yargs'
import { FailureError } from '../state/failure.ts'
import { closest } from '../state/near.ts'
import { type Flag, type Flags, readFlags, usage } from './flag.ts'
import type { Word } from './word.ts'

/** Flags that every word takes, and the screen too. */
export const GLOBAL: Readonly<Record<string, Flag>> = {
  remote: {
    kind: 'list',
    of: 'host',
    about: 'More hosts than the configuration has: [user@]name[:port], with commas',
  },
  'ssh-config': { kind: 'text', about: 'An ssh configuration to use instead of your own' },
  timeout: { kind: 'number', about: 'Seconds that one host may take to answer (10)' },
  help: { kind: 'switch', letter: 'h', about: 'Say what can be asked, with examples' },
  version: { kind: 'switch', about: 'Print the version' },
}

/** A command line taken apart. `word` is null where none was given: the screen. */
export interface Parsed {
  readonly word: Word | null
  readonly args: readonly string[]
  readonly command: readonly string[]
  readonly flags: Flags
}

/**
 * Takes a command line apart. Flags may stand before or behind the word.
 * @throws FailureError for a word or flag that there is not, or too few or many arguments.
 */
export function parse(argv: readonly string[], words: readonly Word[]): Parsed {
  const dashes = argv.indexOf('--')
  const [before, behind] = dashes < 0 ? [argv, []] : [argv.slice(0, dashes), argv.slice(dashes + 1)]
  const helped = before[0] === 'help'
  const own = helped ? before.slice(1) : before
  const name = firstArgument(own, words)
  const word = name === undefined ? null : find(name, words)
  const { _: given, ...values } = read(own, { ...GLOBAL, ...word?.flags }, word)
  const flags = readFlags({ ...values, ...(helped && { help: true }) })
  const args = [...given.slice(1).map(String), ...(word?.command ? [] : behind)]
  if (!word && behind.length > 0) throw find(behind[0] ?? '', [])
  if (word && !flags.is('help')) count(word, args)
  return { word, args, command: word?.command ? behind : [], flags }
}

/** The word is the first argument that is no flag's value, so the flags of all words must be known. */
function firstArgument(argv: readonly string[], words: readonly Word[]): string | undefined {
  const all = Object.assign({}, GLOBAL, ...words.map(word => word.flags))
  // What is wrong is told by the second reading, which knows the word.
  const first = parser(argv, all)
    .fail(() => {})
    .parseSync()._[0]
  return first === undefined ? undefined : String(first)
}

function find(name: string, words: readonly Word[]): Word {
  const word = words.find(each => each.name === name)
  if (word) return word
  const near = closest(
    name,
    words.map(each => each.name),
  )
  const ask = near ? `Did you mean ${near}?` : 'See `fleetmux --help`.'
  throw usage(`There is no word ${JSON.stringify(name)}.`, ask)
}

function read(argv: readonly string[], flags: Readonly<Record<string, Flag>>, word: Word | null) {
  return parser(argv, flags)
    .strictOptions()
    .fail((message, error) => {
      throw error instanceof FailureError ? error : misused(message, Object.keys(flags), word)
    })
    .parseSync()
}

/** yargs, with every cleverness off that would change what was typed. */
function parser(argv: readonly string[], flags: Readonly<Record<string, Flag>>) {
  return yargs([...argv])
    .locale('en')
    .help(false)
    .version(false)
    .exitProcess(false)
    .showHelpOnFail(false)
    .parserConfiguration({
      'parse-numbers': false,
      'parse-positional-numbers': false,
      'dot-notation': false,
      'camel-case-expansion': false,
      'boolean-negation': false,
    })
    .options(
      Object.fromEntries(Object.entries(flags).map(([name, flag]) => [name, toOption(flag)])),
    )
}

function toOption({ kind, letter, about }: Flag): Options {
  const takes: Options =
    kind === 'switch'
      ? { type: 'boolean' }
      : { type: 'string', nargs: 1, ...((kind === 'list' || kind === 'each') && { array: true }) }
  return { ...takes, describe: about, ...(letter && { alias: letter }) }
}

function misused(message: string, known: readonly string[], word: Word | null): FailureError {
  const [, unknown] = /^Unknown arguments?: ([^,]*)/.exec(message) ?? []
  const [, short] = /^Not enough arguments following: (.*)/.exec(message) ?? []
  const help = `See \`fleetmux ${word ? `${word.name} ` : ''}--help\`.`
  if (short !== undefined) return usage(`--${short} wants a value.`, help)
  if (unknown === undefined) return usage(`${message.trim()}.`, help)
  const near = closest(unknown, known)
  const dashes = word?.takes[1] ? ' What is no flag but begins with a dash stands behind `--`.' : ''
  const flag = unknown.length === 1 ? `-${unknown}` : `--${unknown}`
  return usage(`There is no flag ${flag}.`, near ? `Did you mean --${near}?` : help + dashes)
}

function count({ name, takes: [least, most], usage: line }: Word, args: readonly string[]): void {
  const written = `Write \`fleetmux ${`${name} ${line}`.trim()}\`.`
  if (args.length < least) throw usage(`${name} wants more than that.`, written)
  const extra = args[most]
  if (extra === undefined) return
  const quote = name === 'send' ? ' A text of several words stands in quotes.' : ''
  throw usage(`${JSON.stringify(extra)} is more than ${name} takes.`, written + quote)
}
