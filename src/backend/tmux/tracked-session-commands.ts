import { escapeFormats, type TmuxCommand } from './command.ts'
import { piecesOf } from './text-pieces.ts'

/** Starts a session that keeps its last screen and exit status, and that has user options that describe it. */
export function trackedSession(options: {
  readonly name: string
  readonly directory: string
  readonly environment: Readonly<Record<string, string>>
  readonly argv: readonly string[]
  /** File to which all output of the session is appended, quoted for a shell. */
  readonly log?: string
  /** User options by name, without the prefix `@fleetmux_`. */
  readonly says: Readonly<Record<string, string>>
}): readonly TmuxCommand[] {
  const target = `=${options.name}:`
  const environment = Object.entries(options.environment)
  return [
    [
      'new-session',
      '-d',
      ...['-P', '-F', '#{pane_id}'],
      ...['-x', '200', '-y', '50'],
      ...['-s', escapeFormats(options.name)],
      ...['-c', escapeFormats(options.directory)],
      ...environment.flatMap(([name, value]) => ['-e', `${name}=${value}`]),
      ...(options.argv.length > 0 ? ['--', ...options.argv] : []),
    ],
    ...(options.log === undefined ? [] : [pipeTo(target, options.log)]),
    // These options are set in the same tmux command line as `new-session`, so that the session and its output remain
    // even if the program ends at once.
    ['set-option', '-w', '-t', target, 'remain-on-exit', 'on'],
    ['set-option', '-q', '-t', target, 'destroy-unattached', 'off'],
    ['set-option', '-q', '-w', '-t', target, 'remain-on-exit-format', ''],
    ...Object.entries(options.says).flatMap(([name, text]) => say(target, name, text)),
  ]
}

/**
 * Appends the pane's output to a file. `#` and `%` are doubled, because tmux expands formats and times in the command.
 */
function pipeTo(target: string, file: string): TmuxCommand {
  const word = file.replace(/[#%]/g, '$&$&')
  return ['pipe-pane', '-t', target, `umask 077; exec cat >>${word}`]
}

/** Sets a user option; a long text is set in pieces. */
function say(target: string, name: string, text: string): TmuxCommand[] {
  const pieces = text === '' ? [''] : piecesOf(text)
  return pieces.map((piece, at) => [
    ...['set-option', ...(at > 0 ? ['-a'] : []), '-t', target, `@fleetmux_${name}`],
    piece,
  ])
}

/** Prints a user option of a session; empty if it is not set. */
export function readSaid(session: string, name: string): TmuxCommand {
  return ['show-options', '-q', '-v', '-t', session, `@fleetmux_${name}`]
}

/**
 * Ends the temporary session `first`, which only started the server. fleetmux's client is attached to it, so the client
 * is first switched to the session `next` (a target).
 */
export function endFirst(first: string, next: string): readonly TmuxCommand[] {
  return [
    ['switch-client', '-E', '-t', next],
    ['kill-session', '-t', `=${first}`],
  ]
}
