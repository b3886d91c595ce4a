import { type ParseArgsOptionsConfig, parseArgs } from 'node:util'
import { bareHost } from '../../state/hosts/address.ts'
import type { FailureError } from '../../state/model/failure.ts'
import { suggest } from '../../state/text/suggest.ts'
import type { Command } from '../command/command.ts'
import { type Flag, type Flags, readFlags, usage } from '../command/flag.ts'
import { refuseUnknownValue } from './allowed-value.ts'
import { refuseEmpty, refuseEmptyValue, refuseRemotes } from './host-arguments.ts'

/** Flags of every command and of the screen. */
export const GLOBAL_FLAGS: Readonly<Record<string, Flag>> = {
  remote: {
    kind: 'list',
    of: 'host',
    about: 'More hosts, [user@]name[:port],...; targets without a host are looked up there',
  },
  'ssh-config': { kind: 'text', about: 'Use this ssh configuration instead of your own' },
  timeout: { kind: 'number', about: 'Seconds to wait for the answer of a host (10)' },
  help: { kind: 'switch', letter: 'h', about: 'Print help, with examples' },
  version: { kind: 'switch', about: 'Print the version' },
}

/** A parsed command line. `chosen` is the command, or null if no command is given, so that the screen is shown. */
export interface Parsed {
  readonly chosen: Command | null
  readonly args: readonly string[]
  readonly command: readonly string[]
  readonly flags: Flags
}

/**
 * Parses a command line. Flags may come before or after the command.
 * @throws FailureError for an unknown command or flag, or too few or many arguments.
 */
export function parse(argv: readonly string[], commands: readonly Command[]): Parsed {
  const dashes = argv.indexOf('--')
  const [before, behind] = dashes < 0 ? [argv, []] : [argv.slice(0, dashes), argv.slice(dashes + 1)]
  const helped = before[0] === 'help'
  const own = helped ? before.slice(1) : before
  const name = firstArgument(own, commands)
  const chosen = name === undefined ? null : find(name, commands)
  const { given, values } = read(own, { ...GLOBAL_FLAGS, ...chosen?.flags }, chosen)
  const flags = readFlags({ ...values, ...(helped && { help: true }) })
  const args = withHosts(chosen, [...given.slice(1), ...(chosen?.command ? [] : behind)])
  if (!chosen && behind.length > 0) throw find(behind[0] ?? '', [])
  if (chosen && !flags.is('help')) {
    count(chosen, args)
    refuseEmpty(chosen, args)
    if (!chosen.run) refuseRemotes(chosen, flags)
  }
  return { chosen, args, command: chosen?.command ? behind : [], flags }
}

/**
 * Rewrites arguments that name hosts to the form that fleetmux uses, since users may write all forms that ssh accepts.
 */
function withHosts(chosen: Command | null, args: readonly string[]): readonly string[] {
  return args.map((arg, index) => {
    const named = index === 0 ? chosen?.first : chosen?.next?.(args.slice(0, index))
    return named === 'host' ? bareHost(arg) : arg
  })
}

/**
 * The command: the first argument that is not the value of a flag. To know which flags have values, the flags of all
 * commands are needed.
 */
function firstArgument(argv: readonly string[], commands: readonly Command[]): string | undefined {
  const all = Object.assign({}, GLOBAL_FLAGS, ...commands.map(chosen => chosen.flags))
  // Errors are ignored in this first pass. The second pass knows the command and reports them.
  const first = tokens(argv, all).find(token => isArgument(token, argv))
  return first && argv[first.index]
}

function find(name: string, commands: readonly Command[]): Command {
  const chosen = commands.find(each => each.name === name)
  if (chosen) return chosen
  const near = suggest(
    name,
    commands.map(each => each.name),
  )
  const ask = near ? `Did you mean ${near}?` : 'See `fleetmux --help`.'
  throw usage(`Unknown command ${JSON.stringify(name)}.`, ask)
}

interface Read {
  readonly given: string[]
  readonly values: Record<string, boolean | string | string[]>
}

function read(
  argv: readonly string[],
  flags: Readonly<Record<string, Flag>>,
  chosen: Command | null,
): Read {
  const given = new Map<number, string>()
  const values: Read['values'] = {}
  for (const token of tokens(argv, flags)) {
    if (isArgument(token, argv)) given.set(token.index, argv[token.index] ?? '')
    else if (token.kind === 'option') {
      const flag = flags[token.name]
      // The flags of a sub-command are in its own help.
      const named = () => chosen?.helpFor?.([...given.values()].slice(1)) ?? chosen
      if (!flag || !Object.hasOwn(flags, token.name)) throw unknown(token, flags, named())
      const value = taken(token, flag, named)
      if (typeof value === 'string') {
        refuseEmptyValue(token.name, flag, value)
        refuseUnknownValue(token.name, flag, value)
      }
      values[token.name] = add(values[token.name], flag, plain(flag, value))
    }
  }
  return { given: [...given.values()], values }
}

type Token = ReturnType<typeof tokens>[number]
type Given = Extract<Token, { kind: 'option' }>

/** Parses with Node's own parser. Its checks are off, because this file reports errors itself, with suggestions. */
function tokens(argv: readonly string[], flags: Readonly<Record<string, Flag>>) {
  const options: ParseArgsOptionsConfig = {}
  for (const [name, { kind, letter }] of Object.entries(flags)) {
    options[name] = {
      type: kind === 'switch' ? 'boolean' : 'string',
      ...(letter && { short: letter }),
    }
  }
  return parseArgs({ args: [...argv], options, strict: false, tokens: true }).tokens
}

/** Whether the token is an argument. A negative number is an argument, not a group of single-letter flags. */
function isArgument(token: Token, argv: readonly string[]): boolean {
  if (token.kind === 'positional') return true
  return token.kind === 'option' && isNumber(argv[token.index] ?? '')
}

function isNumber(text: string): boolean {
  return /^-\d+(\.\d+)?$/.test(text)
}

function taken(
  { name, rawName, value, inlineValue }: Given,
  { kind, unvalued }: Flag,
  chosen: () => Command | null,
): boolean | string {
  if (kind === 'switch') {
    if (value === undefined || value === 'true') return true
    if (value === 'false') return false
    throw usage(`--${name} takes no value.`, helpFor(chosen()))
  }
  // A value that begins with a dash is the next flag, unless it is a number or follows an equals sign.
  const isFlag = !inlineValue && /^-./.test(value ?? '') && !isNumber(value ?? '')
  if (value === undefined || isFlag)
    throw usage(`--${name}: missing value.`, unvalued ?? helpFor(chosen()))
  return inlineValue && !rawName.startsWith('--') ? value.replace(/^=/, '') : value
}

/**
 * The value of a flag. A host is rewritten to the form that fleetmux uses, since users may write all forms that ssh
 * accepts.
 */
function plain({ of, kind }: Flag, value: boolean | string): boolean | string {
  if (of !== 'host' || typeof value === 'boolean') return value
  return kind === 'list'
    ? value
        .split(',')
        .map(each => bareHost(each.trim()))
        .join(',')
    : bareHost(value)
}

/** Keeps all values of a repeated flag. Reading a flag of kind `text` or `number` then refuses more than one. */
function add(
  before: boolean | string | string[] | undefined,
  { kind }: Flag,
  value: boolean | string,
): boolean | string | string[] {
  if (typeof value === 'boolean') return value
  const isMany = kind === 'list' || kind === 'each' || before !== undefined
  const all = before === undefined ? [] : [before].flat().map(String)
  return isMany ? [...all, value] : value
}

function unknown(
  { name, rawName }: Given,
  flags: Readonly<Record<string, Flag>>,
  chosen: Command | null,
): FailureError {
  const near = suggest(name, Object.keys(flags))
  const dashes = chosen?.takes[1] ? ' Put arguments that begin with a dash after `--`.' : ''
  return usage(
    `Unknown flag ${rawName}.`,
    near ? `Did you mean --${near}?` : helpFor(chosen) + dashes,
  )
}

function helpFor(chosen: Command | null): string {
  return `See \`fleetmux ${chosen ? `${chosen.name} ` : ''}--help\`.`
}

function count(
  { name, takes: [least, most], usage: line }: Command,
  args: readonly string[],
): void {
  const written = `Write \`fleetmux ${`${name} ${line}`.trim()}\`.`
  if (args.length < least)
    throw usage(`${name}: missing argument ${nameOf(line, args.length)}.`, written)
  const extra = args[most]
  if (extra === undefined) return
  const quote = name === 'send' ? ' Put a text of several words into quotes.' : ''
  throw usage(`${name}: unexpected argument ${JSON.stringify(extra)}.`, written + quote)
}

/**
 * The name that a usage line (without the command's name) gives to the argument with this index. Flags and optional
 * parts are not counted.
 */
function nameOf(line: string, index: number): string {
  const commands = line.replace(/\[[^\]]*\]|--\S+ \S+/g, '').match(/[^\s.]+/g) ?? []
  return commands[index] ?? commands.at(-1) ?? ''
}
