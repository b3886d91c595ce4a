import { HOST_FIELDS, specOf } from '../../../state/hosts/host-field.ts'
import { unknownSubCommand } from '../../args/unknown-sub-command.ts'
import type { ArgumentKind, Call, Command } from '../../command/command.ts'
import { type Flag, usage } from '../../command/flag.ts'
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

/** One sub-command of `hosts`: its arguments and its function. */
export interface SubCommand {
  readonly usage: string
  readonly summary: string
  /** Flags of `hosts` that this sub-command uses. */
  readonly flags: readonly string[]
  readonly takes: readonly [least: number, most: number]
  /** Examples for the help, in addition to those in the help of `hosts`. */
  readonly examples?: Command['examples']
  /** The kind of the arguments, for completion. */
  readonly names?: ArgumentKind
  readonly run: (call: Call, names: readonly string[]) => Promise<number>
}

const FIELD_FLAGS = Object.keys(fieldFlags())

export const SUB_COMMANDS: Readonly<Record<string, SubCommand>> = {
  list: {
    usage: '[--json] [--no-test]',
    summary: 'List this machine and all hosts, with their connections',
    flags: ['json', 'no-test'],
    takes: [0, 0],
    examples: [['hosts list --no-test', 'Only what the configuration says']],
    run: listHosts,
  },
  show: {
    usage: 'HOST [--json]',
    summary: 'Show the configuration of a host; of environment variables only the names',
    flags: ['json'],
    takes: [1, 1],
    examples: [['hosts show gpu1', 'Address, tags, capacity and all other settings of gpu1']],
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
    summary: 'Change a host; an empty value removes the setting',
    flags: [...FIELD_FLAGS, 'agents', 'no-test', 'anyway'],
    takes: [1, 1],
    names: 'host',
    run: editHost,
  },
  remove: {
    usage: 'HOST [--yes]',
    summary: 'Remove a host from the configuration; its sessions continue',
    flags: ['yes'],
    takes: [1, 1],
    examples: [['hosts remove gpu1', 'Ask for confirmation, then remove gpu1']],
    names: 'host',
    run: removeHost,
  },
  test: {
    usage: 'HOST... [--agents] [--json]',
    summary: 'Check hosts, from the connection to the disk',
    flags: ['agents', 'json'],
    takes: [1, 999],
    names: 'host',
    run: testHosts,
  },
  connect: {
    usage: 'HOST',
    summary: 'Log in once on this terminal; all later commands and the screen use that connection',
    flags: [],
    takes: [1, 1],
    names: 'host',
    run: connectHost,
  },
  import: {
    usage: '[HOST]... [--from ssh|atmux] [--yes]',
    summary: 'Add hosts of your ssh configuration, whose settings stay there, or hosts of atmux',
    flags: ['from', 'yes'],
    takes: [0, 999],
    run: importHosts,
  },
  enable: {
    usage: 'HOST',
    summary: 'Enable a host that was disabled',
    flags: [],
    takes: [1, 1],
    examples: [['hosts enable gpu1', 'A running screen connects to gpu1 again']],
    names: 'host',
    run: enableHost,
  },
  disable: {
    usage: 'HOST',
    summary: 'Disable a host: keep it in the configuration, but never connect to it',
    flags: [],
    takes: [1, 1],
    examples: [['hosts disable gpu1', 'Until `fleetmux hosts enable gpu1`']],
    names: 'host',
    run: disableHost,
  },
  default: {
    usage: '[HOST]',
    summary:
      'Show a host as the default in lists, and nothing else; the same again removes the mark',
    flags: [],
    takes: [0, 1],
    examples: [
      ['hosts default gpu1', 'Mark gpu1, or remove the mark if gpu1 has it'],
      ['hosts default', 'Remove the mark from the host that has it'],
    ],
    names: 'host',
    run: defaultHost,
  },
  tag: {
    usage: 'HOST TAG...',
    summary: 'Add tags to a host; a tag with a dash after it is removed',
    flags: [],
    takes: [2, 999],
    examples: [['hosts tag gpu1 ci big-', 'Add the tag ci, and remove the tag big']],
    names: 'host',
    run: tagHost,
  },
  cordon: {
    usage: 'HOST',
    summary: 'Start no new sessions on a machine of the pool',
    flags: [],
    takes: [1, 1],
    examples: [['hosts cordon gpu1', 'The running sessions of gpu1 continue']],
    names: 'host',
    run: cordonHost,
  },
  uncordon: {
    usage: 'HOST',
    summary: 'Allow new sessions on a machine of the pool again',
    flags: [],
    takes: [1, 1],
    examples: [['hosts uncordon gpu1', 'End what `fleetmux hosts cordon gpu1` began']],
    names: 'host',
    run: uncordonHost,
  },
  close: {
    usage: '[HOST]',
    summary:
      'Close the ssh connections of fleetmux, all or those to one host, even if they are in use',
    flags: [],
    takes: [0, 1],
    names: 'host',
    run: closeHosts,
  },
  discover: {
    usage: 'docker|kube [CONTEXT [NAMESPACE]] [--json]',
    summary: 'List running containers or pods that have tmux; only kube has namespaces',
    flags: ['json'],
    takes: [1, 3],
    names: ['docker', 'kube'],
    run: discoverHosts,
  },
}

/** A flag for each field of a host; an empty value removes the field. */
export function fieldFlags(): Readonly<Record<string, Flag>> {
  const flags = HOST_FIELDS.map(field => {
    const { name = field, kind = 'text', about } = specOf(field).flag
    return [name, { kind, mayBeEmpty: true, about }] as const
  })
  return Object.fromEntries(flags)
}

/**
 * The sub-command with this name. @throws FailureError if it does not exist, or does not take as many arguments as
 * `names` has.
 */
export function find(what: string, names: readonly string[]): SubCommand {
  const sub = Object.hasOwn(SUB_COMMANDS, what) ? SUB_COMMANDS[what] : undefined
  if (!sub) throw unknownSubCommand('hosts', what, Object.keys(SUB_COMMANDS))
  const [least, most] = sub.takes
  if (names.length >= least && names.length <= most) return sub
  const extra = names[most]
  const wrong =
    extra === undefined
      ? `missing argument ${sub.usage.split(' ')[names.length]?.replace(/\.+$/, '')}`
      : `unexpected argument ${JSON.stringify(extra)}`
  throw usage(`hosts ${what}: ${wrong}.`, `Write \`fleetmux hosts ${what} ${sub.usage}\`.`)
}
