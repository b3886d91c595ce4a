import type { HostPlace } from '../model/host-config.ts'
import { optional, splitList, variables } from './field-text.ts'
import { type HostFieldSpec, TRANSPORTS, type Transport } from './host-field-spec.ts'
import { parseTier } from './machine-size.ts'
import {
  addressTrouble,
  directoryTrouble,
  keyTrouble,
  nameTrouble,
  variableTrouble,
} from './validation-error.ts'

/**
 * Fields that locate a host without an address, in the order in which errors are reported. Each has a pattern
 * (`shape`).
 */
export const PLACE_FIELDS = [
  ...(['container', 'context', 'user', 'workdir', 'namespace', 'pod', 'selector'] as const),
  ...(['jump', 'socket'] as const),
] satisfies readonly (keyof HostPlace)[]

/**
 * Fields besides `PLACE_FIELDS` that have the same text in the form and in the configuration. `check` applies to the
 * text in both.
 */
export const TEXT_FIELDS = ['directory', 'region', 'key'] as const

type StoredText = (typeof TEXT_FIELDS)[number] | keyof HostPlace

const SSH: readonly Transport[] = ['ssh', 'ssh2']

/** Stores the text unchanged under the field's own name. */
function asText(name: StoredText): HostFieldSpec['stored'] {
  return { read: entry => entry[name] ?? '', write: text => ({ [name]: text || null }) }
}

/** Names in kubernetes. They never begin with a hyphen. */
const LABEL = /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/

/**
 * The fields, in the order of the form. A new field also needs a property in `HostConfig`, and a text field an entry in
 * `PLACE_FIELDS` or `TEXT_FIELDS`.
 */
export const HOST_FIELD = {
  name: {
    hint: 'the name of the host in fleetmux',
    flag: { about: 'edit: the new name' },
    check: (text, taken) =>
      nameTrouble(text) ?? (taken.includes(text) ? `The host ${text} already exists` : null),
  },
  transport: {
    hint: 'ssh: your OpenSSH client. ssh2: built-in client. docker: a container. kube: a pod. space, left, right change it',
    flag: { about: 'Transport: ssh (the default), ssh2, docker or kube' },
    choices: TRANSPORTS,
  },
  host: {
    kinds: SSH,
    hint: 'host name, IP address, or a Host of ~/.ssh/config',
    hintFor: { ssh2: 'host name or IP address; ssh2 reads no ssh config' },
    flag: { about: 'Host name, address or a Host of your ssh config' },
    check: text => (text === '' ? 'Host is required' : addressTrouble(text)),
  },
  port: {
    kinds: SSH,
    hint: 'empty: 22, or what your ssh config says',
    hintFor: { ssh2: 'empty: 22' },
    flag: { about: 'Port, if it differs from your ssh config' },
    check: optional(text => {
      const isPort = /^\d{1,5}$/.test(text) && Number(text) >= 1 && Number(text) <= 65535
      return isPort ? null : 'Port must be between 1 and 65535'
    }),
  },
  pod: {
    kinds: ['kube'],
    hint: 'the name of the pod, if no selector is given',
    flag: { about: 'kube: the pod' },
    shape: [LABEL, 'a name of lower-case letters, digits, "." and "-"'],
    stored: asText('pod'),
  },
  selector: {
    kinds: ['kube'],
    hint: 'label=value; selects the pod, and later its replacement',
    flag: { about: 'kube: label selector that matches one pod' },
    shape: [/^[A-Za-z0-9!][^\p{C}]*$/u, 'label=value, separated by commas'],
    stored: asText('selector'),
  },
  container: {
    kinds: ['docker', 'kube'],
    hint: 'the name of the container',
    hintFor: { kube: 'the container, if the pod has several' },
    flag: { about: 'docker, kube: name of the container' },
    shape: [
      /^[A-Za-z0-9][\w.-]*$/,
      'a name of letters, digits, ".", "_" and "-" that begins with a letter or digit',
    ],
    stored: asText('container'),
  },
  user: {
    kinds: [...SSH, 'docker'],
    hint: 'empty: your user name, or the user of your ssh config',
    hintFor: {
      ssh2: 'empty: your user name',
      docker: 'user of the commands: USER, UID or USER:GROUP',
    },
    flag: { about: 'User on the host; docker: user of the commands' },
    check: optional(text => addressTrouble(`${text}@host`)),
    shape: [/^[\w][\w.-]*(:[\w][\w.-]*)?$/, 'USER, UID or USER:GROUP'],
  },
  key: {
    kinds: SSH,
    hint: 'path of a private key, offered before those of your ssh config. empty: only those',
    hintFor: {
      ssh2: 'path of a private key; with it only that key is offered. empty: your agent, and ~/.ssh/id_*',
    },
    flag: { about: 'Path of the private key to use' },
    check: optional(keyTrouble),
    stored: asText('key'),
  },
  jump: {
    kinds: ['ssh2'],
    hint: 'jump hosts, [user@]name[:port], separated by commas',
    flag: { about: 'ssh2: jump hosts, separated by commas' },
    shape: [/^[^\s\p{C}-][^\s\p{C}]*$/u, '[user@]name[:port], separated by commas'],
    stored: asText('jump'),
  },
  namespace: {
    kinds: ['kube'],
    hint: 'empty: the namespace of the context',
    flag: { about: 'kube: the namespace' },
    shape: [LABEL, 'a name of lower-case letters, digits and "-"'],
    stored: asText('namespace'),
  },
  workdir: {
    kinds: ['docker'],
    hint: 'where commands start in the container. empty: as in its image',
    flag: { about: 'docker: working directory of commands' },
    shape: [/^\/[^\p{C}]*$/u, 'an absolute path'],
    stored: asText('workdir'),
  },
  context: {
    kinds: ['docker', 'kube'],
    hint: 'context of docker or kubectl. empty: the current one',
    flag: { about: "docker, kube: the client's context" },
    // The names of contexts may contain `:` and `/`: arn:aws:eks:eu-west-1:1:cluster/prod.
    shape: [/^[A-Za-z0-9][^\s\p{C}]*$/u, 'a word that begins with a letter or digit'],
    stored: asText('context'),
  },
  directory: {
    hint: 'directory of new sessions, begins with / or ~/. empty: your home',
    flag: { about: 'Default directory of sessions: /... or ~/...' },
    check: optional(directoryTrouble),
    stored: asText('directory'),
  },
  environment: {
    hint: 'environment variables NAME=value; ctrl-j: one more',
    flag: {
      name: 'env',
      kind: 'each',
      about: 'Environment variable NAME=value for programs on the host; may be repeated',
    },
    check: text =>
      variables(text)
        .map(([name, value]) =>
          value === undefined ? `${JSON.stringify(name)} is not NAME=value` : variableTrouble(name),
        )
        .find(trouble => trouble !== null) ?? null,
    stored: {
      read: ({ environment = {} }) =>
        Object.entries(environment)
          .map(([name, value]) => `${name}=${value}`)
          .join('\n'),
      write: text => ({
        environment: text.trim() === '' ? null : Object.fromEntries(variables(text)),
      }),
    },
  },
  tags: {
    hint: 'labels for selecting hosts, separated by commas',
    flag: { name: 'tag', kind: 'list', about: 'Labels for selecting the host' },
    stored: {
      read: ({ tags = [] }) => tags.join(', '),
      write: text => ({ tags: splitList(text).length > 0 ? splitList(text) : null }),
    },
  },
  tier: {
    hint: 'size: s, m, l or xl. adds the host to the pool of `fleetmux start`',
    flag: { about: 's, m, l or xl: adds the host to the pool' },
    check: optional(text => (parseTier(text) ? null : 'A tier is s, m, l or xl')),
    stored: { read: ({ tier = '' }) => tier, write: text => ({ tier: parseTier(text) }) },
  },
  capacity: {
    hint: 'maximum number of sessions of `fleetmux start`; adds the host to the pool',
    flag: { about: 'Maximum number of sessions' },
    check: optional(text =>
      /^\d{1,4}$/.test(text) && Number(text) >= 1 && Number(text) <= 1000
        ? null
        : 'Capacity must be between 1 and 1000',
    ),
    stored: {
      read: ({ capacity }) => (capacity === undefined ? '' : String(capacity)),
      write: text => ({ capacity: text === '' ? null : Number(text) }),
    },
  },
  region: {
    hint: 'any text; a session that asks for another region is not started here',
    flag: { about: 'Region, for placing sessions' },
    check: optional(text =>
      /\p{Cc}/u.test(text) ? 'A region must not contain control characters' : null,
    ),
    stored: asText('region'),
  },
  attach: {
    hint: 'attach with ssh or mosh. space, left, right change it',
    flag: { about: 'How to attach: ssh or mosh' },
    choices: ['', 'ssh', 'mosh'],
    check: optional(text => (['ssh', 'mosh'].includes(text) ? null : 'Attach by ssh or mosh')),
    stored: {
      read: ({ attach = '' }) => attach,
      write: text => ({ attach: text === 'ssh' || text === 'mosh' ? text : null }),
    },
  },
  socket: {
    hint: 'its tmux server: a name (tmux -L) or a socket path (tmux -S). empty: the default server',
    flag: { about: 'The tmux server on the host: a name (tmux -L) or a socket path (tmux -S)' },
    shape: [
      /^(?:[A-Za-z0-9_.][^\s\p{C}/]*|\/[^\p{C}]+)$/u,
      'a name without "/", or an absolute path',
    ],
    stored: asText('socket'),
  },
} as const satisfies Readonly<Record<string, HostFieldSpec>>

export type HostField = keyof typeof HOST_FIELD

/** `environment`: one `NAME=value` per line. `tags`: words separated by commas or spaces. */
export type HostFields = Readonly<Record<HostField, string>>

/** The names of the fields, in the order of the form. */
export const HOST_FIELDS = Object.keys(HOST_FIELD) as readonly HostField[]

export function specOf(field: HostField): HostFieldSpec {
  return HOST_FIELD[field]
}
