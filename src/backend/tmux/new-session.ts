import { escapeFormats, type TmuxCommand } from './command.ts'
import { anyOf } from './hook.ts'

export interface NewSession {
  readonly name?: string
  /** An absolute path. */
  readonly directory?: string
  readonly environment?: Readonly<Record<string, string>>
  /** The arguments of a program, or a string that the host's shell runs. */
  readonly command?: readonly string[] | string
}

/**
 * Format of the settings that may end a new session: the option exit-unattached, and hooks that run for new sessions.
 */
const CUSTOMS = [
  '#{exit-unattached}',
  ['session-created', 'after-new-session'].map(hook => `#{?${anyOf(hook)},${hook} ,}`).join(''),
].join('|')

/** Format of the session's number, which tmux uses as the name of a session without a name. */
const NUMBER = '#{s|[$]||:session_id}'

/**
 * A name that can be used as a tmux target unchanged: without `:` and `.`, which tmux replaces, and not like an id of
 * tmux, such as `$1`, `@2` or `%3`.
 */
const PLAIN = /^[\w-][\w -]*$/

/**
 * Starts a detached session by one line of commands. The session remains if its program ends at once, so that the exit
 * code can be read, and if an option ends sessions that nobody is attached to. `label`: a temporary name, used if
 * `name` is missing or cannot be a target; the last command then renames the session.
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
      ...(directory === undefined ? [] : ['-c', escapeFormats(directory)]),
      ...Object.entries(environment).flatMap(([key, value]) => ['-e', `${key}=${value}`]),
      ...(words.length > 0 ? ['--', ...words] : []),
    ],
    ['set-option', '-q', '-t', target, 'destroy-unattached', 'off'],
    ['set-option', '-q', '-w', '-t', target, 'remain-on-exit', 'on'],
    ...(first === name ? [] : rename(label, name === undefined ? NUMBER : escapeFormats(name))),
  ]
}

export function needsLabel(name: string | undefined): boolean {
  return name === undefined || !PLAIN.test(name)
}

export function askId(label: string): TmuxCommand {
  return ['display-message', '-p', '-t', `=${label}:`, '#{session_id}']
}

/** Renames a new session to `new-N`: its default name, the number N, is already the name of another session. */
export function renameToNumber(label: string): readonly TmuxCommand[] {
  return rename(label, `new-${NUMBER}`)
}

function rename(label: string, name: string): readonly TmuxCommand[] {
  return [['rename-session', '-t', `=${label}:`, name]]
}

/** Lists the names of all sessions, one per line. */
export function listNames(): TmuxCommand {
  return ['list-sessions', '-F', '#{session_name}']
}

/** A temporary session that starts the server and ends by itself. */
export function temporarySession(name: string): readonly TmuxCommand[] {
  return [
    ['new-session', '-d', '-s', name, '--', 'sleep', '60'],
    ['set-option', '-q', '-t', `=${name}:`, 'destroy-unattached', 'off'],
  ]
}

/** Reads the answer of `newSession`; null if it does not parse. */
export function readNewSession(answer: string): StartedSession | null {
  const [, id, exits = '', hooks = ''] = /^(\$\d+)\|([^|]*)\|([^|]*)\|/.exec(answer) ?? []
  if (id === undefined) return null
  return { id, exits: /^(on|1)$/.test(exits), hooks: hooks.trim().split(' ').filter(Boolean) }
}

export interface StartedSession {
  /** The session's id in tmux's form `$N`. */
  readonly id: string
  /** Whether the server ends as soon as no client is attached. */
  readonly exits: boolean
  /** Names of the server's hooks that run for a new session. */
  readonly hooks: readonly string[]
}

const PROGRAM_STATUS =
  '#{session_id}|#{pane_dead}|#{pane_dead_status}|#{pane_dead_signal}|#{session_name}'

/** Prints whether the program of a session still runs, or how it ended. */
export function queryProgramStatus(session: string): TmuxCommand {
  return ['display-message', '-p', '-t', `${session}:`, PROGRAM_STATUS]
}

/**
 * Removes the `remain-on-exit` that fleetmux set, after the program has started, so that the session ends as the user
 * configured.
 */
export function unsetRemainOnExit(id: string): readonly TmuxCommand[] {
  return [['set-option', '-q', '-w', '-u', '-t', `${id}:`, 'remain-on-exit']]
}

/** Prints the names of clients that are not in control mode, which are users' terminals. */
export function listUserClients(): TmuxCommand {
  return ['list-clients', '-F', '#{?client_control_mode,,#{client_name}}']
}

export interface ProgramStatus {
  readonly id: string
  readonly dead: boolean
  /** How the program ended: its exit code, or `signal` and the signal's name; null: not known yet. */
  readonly how: number | string | null
  /** The session's current name. */
  readonly name: string
}

/** Reads the answer of `queryProgramStatus`; null: the session does not exist. */
export function readProgramStatus(answer: string): ProgramStatus | null {
  const [id = '', dead, status = '', signal = '', ...name] = answer.replace(/\n$/, '').split('|')
  if (id === '') return null
  const how = status !== '' ? Number(status) : signal !== '' ? `signal ${signal}` : null
  return { id, dead: dead === '1', how, name: name.join('|') }
}
