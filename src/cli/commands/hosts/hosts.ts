import { hostsOf } from '../../args/host-arguments.ts'
import type { ArgumentKind, Command } from '../../command/command.ts'
import type { Flag, Flags } from '../../command/flag.ts'
import { fieldFlags, find, SUB_COMMANDS } from './host-sub-commands.ts'

export const hosts: Command = {
  name: 'hosts',
  usage: '[COMMAND] [HOST]',
  summary: 'List this machine and all hosts with their connections; add, test and edit hosts',
  details: `
Without a command, all hosts are listed. User, port and key come from your ssh configuration, unless \`hosts add\` sets
them. docs/hosts.md has more.`,
  examples: [
    ['hosts', 'List all hosts with their state'],
    ['hosts add gpu1', 'A host of ~/.ssh/config'],
    [
      'hosts add build --host 10.0.0.7 --user ana --key ~/.ssh/build --tag ci',
      'A host that is not in ~/.ssh/config',
    ],
    ['hosts test gpu1 --agents', 'Check the connection, tmux, the disk and the agents'],
    ['hosts connect vault', 'Log in once with a password or passphrase'],
    ['hosts import gpu1 gpu2', 'Add two hosts of ~/.ssh/config'],
    ['hosts discover docker', 'List containers with tmux, with a configuration entry for each'],
    ['hosts edit gpu1 --name big', 'Rename the host; its address does not change'],
    ['hosts close', 'Close all ssh connections of fleetmux'],
  ],
  flags: {
    json: {
      kind: 'switch',
      about: 'list, show, discover: one JSON document; test: one JSON document per check',
    },
    yes: {
      kind: 'switch',
      letter: 'y',
      about: 'import: import all hosts without asking; remove: do not ask for confirmation',
    },
    from: { kind: 'text', about: 'import: whose hosts: those of ssh (the default) or of atmux' },
    agents: { kind: 'switch', about: 'test, add, edit: also look for agents' },
    'no-test': { kind: 'switch', about: 'add, edit: save untested; list: connect to no host' },
    anyway: { kind: 'switch', about: 'add, edit: save even if the test fails' },
    ...fieldFlags(),
    disabled: { kind: 'switch', about: 'add: save the host as disabled' },
  },
  takes: [0, 999],
  first: Object.keys(SUB_COMMANDS),
  subCommands: SUB_COMMANDS,
  next: named,
  helpFor,
  run: call => {
    const [what = 'list', ...names] = call.args
    const all = withRemotes(call.flags, what, names)
    return find(what, all).run(call, all)
  },
}

/** The help of one sub-command: its own usage, examples and flags. */
function helpFor([what = '']: readonly string[]): Command {
  const sub = Object.hasOwn(SUB_COMMANDS, what) ? SUB_COMMANDS[what] : undefined
  if (!sub) return hosts
  const { details: _, subCommands: _all, ...rest } = hosts
  const own = hosts.examples.filter(([line]) => line.split(' ')[1] === what)
  return {
    ...rest,
    name: `hosts ${what}`,
    usage: sub.usage,
    summary: sub.summary,
    examples: [...own, ...(sub.examples ?? [])],
    flags: Object.fromEntries(sub.flags.flatMap(name => flagOf(name, what))),
  }
}

/**
 * The flag, with only those parts of its description that are about this sub-command. A description may be
 * `list, show: one JSON document; test: a line for each thing found`.
 */
function flagOf(name: string, what: string): [string, Flag][] {
  const flag = hosts.flags[name]
  const parts = flag?.about.split('; ').flatMap(part => aboutFor(part, what)) ?? []
  return flag && parts.length > 0 ? [[name, { ...flag, about: parts.join('; ') }]] : []
}

function aboutFor(part: string, what: string): string[] {
  const [, words = '', about = ''] = /^([a-z]+(?:, [a-z]+)*): (.*)$/.exec(part) ?? []
  const named = words.split(', ')
  // A part of the flag's help text such as `kube: the pod`, which names a kind of host, stays unchanged. A part that
  // names sub-commands is shown only for these, without their names.
  if (!named.every(word => Object.hasOwn(SUB_COMMANDS, word))) return [part]
  return named.includes(what) ? [`${about[0]?.toUpperCase()}${about.slice(1)}`] : []
}

/**
 * The arguments of a sub-command that takes hosts; if there are none, the hosts of --remote.
 * @throws FailureError if the arguments and --remote name different hosts.
 */
function withRemotes(flags: Flags, what: string, names: readonly string[]): readonly string[] {
  const sub = Object.hasOwn(SUB_COMMANDS, what) ? SUB_COMMANDS[what] : undefined
  if (sub?.names !== 'host') return names
  // `tag` takes one host; the arguments after the host are tags.
  const count = what === 'tag' ? 1 : names.length
  return [...hostsOf(flags, names.slice(0, count)), ...names.slice(count)]
}

/** The kind of the next argument, for completion; empty: no more arguments, or free text. */
function named([what = '', ...names]: readonly string[]): ArgumentKind {
  const sub = Object.hasOwn(SUB_COMMANDS, what) ? SUB_COMMANDS[what] : undefined
  const {
    takes: [, most],
    names: kind = [],
  } = sub ?? { takes: [0, 0] }
  // The arguments of `tag` after the host, and of `discover` after the kind, are free text.
  const isFree = (what === 'tag' || what === 'discover') && names.length > 0
  return names.length >= most || isFree ? [] : kind
}
