import { plain, type TmuxCommand } from './command.ts'

export interface NewSession {
  readonly name?: string
  /** Absolute. */
  readonly directory?: string
  readonly environment?: Readonly<Record<string, string>>
  /** A string is read by the shell there. */
  readonly command?: readonly string[] | string
}

/** What the server does with sessions that nobody is attached to, and hooks that may act on a new one. */
const CUSTOMS = [
  '#{exit-unattached}',
  ['session-created', 'after-new-session'].map(hook => `#{?#{${hook}[0]},${hook} ,}`).join(''),
].join('|')

/** tmux numbers a session that nobody named by its id. */
const NUMBER = '#{s|[$]||:session_id}'

/** A name that a target can say as it stands: no `:` and `.`, which tmux replaces, and not the form of an id. */
const PLAIN = /^[\w-][\w -]*$/

/**
 * Starts a detached session, in one line: it outlives a program that ends at once, so that can be told how it
 * ended, and an option that ends unattached sessions. `label`: what the line calls it where its own name, or none,
 * cannot be said as a target; it is renamed at the line's end.
 */
export function newSession(
  { name, directory, environment = {}, command = [] }: NewSession,
  label: string,
): readonly TmuxCommand[] {
  const first = needsLabel(name) ? label : (name ?? label)
  const target = `=${first}:`
  const words = typeof command === 'string' ? [command] : command
  return [
    [
      ...['new-session', '-d', '-P', '-F', `#{session_id}|${CUSTOMS}|`],
      ...['-s', first],
      ...(directory === undefined ? [] : ['-c', plain(directory)]),
      ...Object.entries(environment).flatMap(([key, value]) => ['-e', `${key}=${value}`]),
      ...(words.length > 0 ? ['--', ...words] : []),
    ],
    ['set-option', '-q', '-t', target, 'destroy-unattached', 'off'],
    ['set-option', '-q', '-w', '-t', target, 'remain-on-exit', 'on'],
    ...(first === name ? [] : rename(label, name === undefined ? NUMBER : plain(name))),
  ]
}

export function needsLabel(name: string | undefined): boolean {
  return name === undefined || !PLAIN.test(name)
}

export function askId(label: string): TmuxCommand {
  return ['display-message', '-p', '-t', `=${label}:`, '#{session_id}']
}

/** For one whose number is somebody's name. */
export function renameOtherwise(label: string): readonly TmuxCommand[] {
  return rename(label, `new-${NUMBER}`)
}

function rename(label: string, name: string): readonly TmuxCommand[] {
  return [['rename-session', '-t', `=${label}:`, name]]
}

/** Names of all sessions, a line each. */
export function listNames(): TmuxCommand {
  return ['list-sessions', '-F', '#{session_name}']
}

/** A session of no interest that starts the server, and ends by itself. */
export function openingSession(name: string): readonly TmuxCommand[] {
  return [
    ['new-session', '-d', '-s', name, '--', 'sleep', '60'],
    ['set-option', '-q', '-t', `=${name}:`, 'destroy-unattached', 'off'],
  ]
}

/** Reads the answer of `newSession`; null where it is none. */
export function readNewSession(answer: string): Started | null {
  const [, id, exits = '', hooks = ''] = /^(\$\d+)\|([^|]*)\|([^|]*)\|/.exec(answer) ?? []
  if (id === undefined) return null
  return { id, exits: /^(on|1)$/.test(exits), hooks: hooks.trim().split(' ').filter(Boolean) }
}

export interface Started {
  /** tmux's `$N`. */
  readonly id: string
  /** The server ends as soon as nobody is attached. */
  readonly exits: boolean
  /** Hooks that are set there and run for a new session. */
  readonly hooks: readonly string[]
}

const FATE = '#{session_id}|#{pane_dead}|#{pane_dead_status}|#{pane_dead_signal}|#{session_name}'

/** How the program of a session does. */
export function askFate(session: string): TmuxCommand {
  return ['display-message', '-p', '-t', `${session}:`, FATE]
}

/** Its program has begun: from now on the session ends with it, or as is set for all. */
export function release(id: string): readonly TmuxCommand[] {
  return [['set-option', '-q', '-w', '-u', '-t', `${id}:`, 'remain-on-exit']]
}

/** People, and not clients like ours, by name. */
export function listPeople(): TmuxCommand {
  return ['list-clients', '-F', '#{?client_control_mode,,#{client_name}}']
}

export interface Fate {
  readonly id: string
  readonly dead: boolean
  /** Exit code, or what to say of the signal; null: not known yet. */
  readonly how: number | string | null
  /** The session's name. */
  readonly name: string
}

/** Reads the answer of `askFate`; null: there is no such session. */
export function readFate(answer: string): Fate | null {
  const [id = '', dead, status = '', signal = '', ...name] = answer.replace(/\n$/, '').split('|')
  if (id === '') return null
  const how = status !== '' ? Number(status) : signal !== '' ? `signal ${signal}` : null
  return { id, dead: dead === '1', how, name: name.join('|') }
}
