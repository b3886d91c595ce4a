import { HOST_FIELDS, specOf } from '../../../state/hosts/host-field.ts'
import { hostsOf } from '../../args/host-arguments.ts'
import type { Call, Command, Named } from '../../command/command.ts'
import { type Flag, type Flags, usage } from '../../command/flag.ts'
import { closeHosts } from './close.ts'
import { connectHost } from './connect.ts'
import { discoverHosts } from './discover.ts'
import { addHost, editHost } from './edit.ts'
import { importHosts } from './import.ts'
import { listHosts } from './list.ts'
import { cordonHost, defaultHost, disableHost, enableHost, tagHost, uncordonHost } from './mark.ts'
import { removeHost } from './remove.ts'
import { showHost } from './show.ts'
import { testHosts } from './test.ts'

/** What one sub-word takes behind it, at least and at most, and does. */
interface SubWord {
  readonly usage: string
  readonly summary: string
  /** Those of the word's flags that mean something here. */
  readonly flags: readonly string[]
  readonly takes: readonly [least: number, most: number]
  /** What stands behind it, as far as that has a name already. */
  readonly names?: Named
  readonly run: (call: Call, names: readonly string[]) => Promise<number>
}

const FIELD_FLAGS = Object.keys(fieldFlags())

const SUB_WORDS: Readonly<Record<string, SubWord>> = {
  list: {
    usage: '[--json] [--no-test]',
    summary: 'List this machine and the hosts, and how each can be reached',
    flags: ['json', 'no-test'],
    takes: [0, 0],
    run: listHosts,
  },
  show: {
    usage: 'HOST [--json]',
    summary: 'Show what is configured of a host, and how it does',
    flags: ['json'],
    takes: [1, 1],
    names: 'host',
    run: showHost,
  },
  add: {
    usage: 'NAME [--host ADDRESS] [--user USER] [--key FILE] ...',
    summary: 'Test a host and write it into the configuration',
    flags: [...FIELD_FLAGS, 'disabled', 'agents', 'no-test', 'anyway'],
    takes: [1, 1],
    run: addHost,
  },
  edit: {
    usage: 'HOST [--name NAME] ...',
    summary: 'Change a host; an empty value takes one away',
    flags: [...FIELD_FLAGS, 'agents', 'no-test', 'anyway'],
    takes: [1, 1],
    names: 'host',
    run: editHost,
  },
  remove: {
    usage: 'HOST [--yes]',
    summary: 'Take a host out of the configuration; what runs there goes on',
    flags: ['yes'],
    takes: [1, 1],
    names: 'host',
    run: removeHost,
  },
  test: {
    usage: 'HOST... [--agents] [--json]',
    summary: 'Check a host from the way there to its disk',
    flags: ['agents', 'json'],
    takes: [1, 999],
    names: 'host',
    run: testHosts,
  },
  connect: {
    usage: 'HOST',
    summary: 'Log in on this terminal once; all else then goes over that connection',
    flags: [],
    takes: [1, 1],
    names: 'host',
    run: connectHost,
  },
  import: {
    usage: '[HOST]... [--from ssh|atmux] [--yes]',
    summary: 'Take over hosts of your ssh configuration, or of atmux',
    flags: ['from', 'yes'],
    takes: [0, 999],
    run: importHosts,
  },
  enable: {
    usage: 'HOST',
    summary: 'Dial it again',
    flags: [],
    takes: [1, 1],
    names: 'host',
    run: enableHost,
  },
  disable: {
    usage: 'HOST',
    summary: 'Keep a host, and dial it no more',
    flags: [],
    takes: [1, 1],
    names: 'host',
    run: disableHost,
  },
  default: {
    usage: '[HOST]',
    summary: 'Mark a host as the default, or say which is',
    flags: [],
    takes: [0, 1],
    names: 'host',
    run: defaultHost,
  },
  tag: {
    usage: 'HOST TAG...',
    summary: 'Add tags to a host; TAG- takes one away',
    flags: [],
    takes: [2, 999],
    names: 'host',
    run: tagHost,
  },
  cordon: {
    usage: 'HOST',
    summary: 'Give a machine of the pool no further sessions',
    flags: [],
    takes: [1, 1],
    names: 'host',
    run: cordonHost,
  },
  uncordon: {
    usage: 'HOST',
    summary: 'Give it sessions again',
    flags: [],
    takes: [1, 1],
    names: 'host',
    run: uncordonHost,
  },
  close: {
    usage: '[HOST]',
    summary: 'End warm connections of ours, all or those to one host',
    flags: [],
    takes: [0, 1],
    names: 'host',
    run: closeHosts,
  },
  discover: {
    usage: 'docker|kube [CONTEXT]...',
    summary: 'List containers or pods that have tmux',
    flags: [],
    takes: [1, 3],
    names: ['docker', 'kube'],
    run: discoverHosts,
  },
}

export const hosts: Command = {
  name: 'hosts',
  usage:
    '[list|show|add|edit|remove|test|connect|import|enable|disable|default|tag|cordon|close|discover] [HOST]',
  summary: 'List this machine and the hosts, and how each is reached; add, test and keep hosts',
  details: `
\`hosts add NAME\` tests a host and writes it into the configuration; what is left out (user, port, key) is
ssh's to say, from your ssh configuration. \`hosts edit\` changes it; an empty value takes one away, --name renames it. \`hosts
test\` goes from the way there to its disk, \`--agents\` looks for agents too. \`hosts connect\` logs in on this
terminal once, for hosts that want a password, a passphrase or a touch: all else then goes over that connection.
\`hosts disable\` keeps one and dials it no more. \`hosts tag HOST a b-\` adds a and takes b away.
\`hosts default HOST\` is a mark, and chooses nothing by itself. \`hosts close\` ends warm connections of ours.
\`hosts import\` takes hosts of your ssh configuration over, which keep pointing at it; \`--from atmux\` atmux's.
\`hosts discover docker|kube\` lists containers and pods that have tmux. More in docs/hosts.md.`,
  examples: [
    ['hosts', 'How is the fleet?'],
    ['hosts add gpu1', 'A host of ~/.ssh/config'],
    [
      'hosts add build --host 10.0.0.7 --user ana --key ~/.ssh/build --tag ci',
      'And one that is not',
    ],
    ['hosts test gpu1 --agents', 'What is there, and what is in the way?'],
    ['hosts connect vault', 'Type its passphrase once'],
    ['hosts import gpu1 gpu2', 'Keep two hosts of ~/.ssh/config'],
    ['hosts discover docker', 'Which containers have tmux, and what to write for each?'],
    ['hosts edit gpu1 --name big', 'Call it otherwise; it stays where it is'],
    ['hosts close', 'Leave no connection behind'],
  ],
  flags: {
    json: {
      kind: 'switch',
      about: 'list, show: one JSON document; test: a line for each thing found',
    },
    yes: { kind: 'switch', letter: 'y', about: 'import, remove: without being asked' },
    from: { kind: 'text', about: 'import: ssh (the default) or atmux' },
    agents: { kind: 'switch', about: 'test, add, edit: look for agents too' },
    'no-test': { kind: 'switch', about: 'add, edit: save untested; list: connect to no host' },
    anyway: { kind: 'switch', about: 'add, edit: save even where the test fails' },
    ...fieldFlags(),
    disabled: { kind: 'switch', about: 'add: keep it switched off' },
  },
  takes: [0, 999],
  first: Object.keys(SUB_WORDS),
  next: named,
  helpFor,
  run: call => {
    const [what = 'list', ...names] = call.args
    const all = withRemotes(call.flags, what, names)
    return find(what, all).run(call, all)
  },
}

/** The help of one sub-word: its own usage, examples and flags. */
function helpFor([what = '']: readonly string[]): Command {
  const sub = Object.hasOwn(SUB_WORDS, what) ? SUB_WORDS[what] : undefined
  if (!sub) return hosts
  const { details: _, ...rest } = hosts
  const own = hosts.examples.filter(([line]) => line.split(' ')[1] === what)
  return {
    ...rest,
    name: `hosts ${what}`,
    usage: sub.usage,
    summary: sub.summary,
    examples: own.length > 0 ? own : [[`hosts ${what}${hostIn(sub)}`, sub.summary]],
    flags: Object.fromEntries(sub.flags.flatMap(name => flagOf(name, what))),
  }
}

function hostIn({ names, takes: [least] }: SubWord): string {
  return names === 'host' && least > 0 ? ' gpu1' : ''
}

/** In the words for this sub-word, of `list, show: one JSON document; test: a line for each thing found`. */
function flagOf(name: string, what: string): [string, Flag][] {
  const flag = hosts.flags[name]
  const parts = flag?.about.split('; ').flatMap(part => aboutFor(part, what)) ?? []
  return flag && parts.length > 0 ? [[name, { ...flag, about: parts.join('; ') }]] : []
}

function aboutFor(part: string, what: string): string[] {
  const [, words = '', about = ''] = /^([a-z]+(?:, [a-z]+)*): (.*)$/.exec(part) ?? []
  const named = words.split(', ')
  // `kube: the pod` is about a kind of host.
  if (!named.every(word => Object.hasOwn(SUB_WORDS, word))) return [part]
  return named.includes(what) ? [`${about[0]?.toUpperCase()}${about.slice(1)}`] : []
}

/** A flag for each field of a host; an empty value takes one away. */
function fieldFlags(): Readonly<Record<string, Flag>> {
  const flags = HOST_FIELDS.map(field => {
    const { name = field, kind = 'text', about } = specOf(field).flag
    return [name, { kind, mayBeEmpty: true, about }] as const
  })
  return Object.fromEntries(flags)
}

/** Where hosts are named, those of --remote are meant too, and no others. */
function withRemotes(flags: Flags, what: string, names: readonly string[]): readonly string[] {
  const sub = Object.hasOwn(SUB_WORDS, what) ? SUB_WORDS[what] : undefined
  if (sub?.names !== 'host') return names
  // Behind its host `tag` takes words.
  const count = what === 'tag' ? 1 : names.length
  return [...hostsOf(flags, names.slice(0, count)), ...names.slice(count)]
}

/** For completion: nothing is offered where no more is taken. */
function named([what = '', ...names]: readonly string[]): Named {
  const sub = Object.hasOwn(SUB_WORDS, what) ? SUB_WORDS[what] : undefined
  const {
    takes: [, most],
    names: kind = [],
  } = sub ?? { takes: [0, 0] }
  // Behind its host `tag` takes words, behind its kind `discover` a context.
  const isFree = (what === 'tag' || what === 'discover') && names.length > 0
  return names.length >= most || isFree ? [] : kind
}

function find(what: string, names: readonly string[]): SubWord {
  const known = Object.keys(SUB_WORDS)
  const sub = Object.hasOwn(SUB_WORDS, what) ? SUB_WORDS[what] : undefined
  if (!sub) throw usage(`hosts does not know ${JSON.stringify(what)}.`, `Say ${known.join(', ')}.`)
  const [least, most] = sub.takes
  if (names.length >= least && names.length <= most) return sub
  const wants =
    most === 0 ? 'takes nothing more' : `wants ${least === 2 ? 'a host and words' : 'a host'}`
  throw usage(`hosts ${what} ${wants}.`, 'See `fleetmux hosts --help`.')
}
