import { plain, type TmuxCommand } from './command.ts'
import { piecesOf } from './text-pieces.ts'

/** Starts a session that keeps its last screen and exit status, and has user options that describe it. */
export function trackedSession(options: {
  readonly name: string
  readonly directory: string
  readonly environment: Readonly<Record<string, string>>
  readonly argv: readonly string[]
  /** A file that gets all that the session prints, as a word for a shell. */
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
      ...['-s', plain(options.name)],
      ...['-c', plain(options.directory)],
      ...environment.flatMap(([name, value]) => ['-e', `${name}=${value}`]),
      ...(options.argv.length > 0 ? ['--', ...options.argv] : []),
    ],
    ...(options.log === undefined ? [] : [pipeTo(target, options.log)]),
    // In the same line as `new-session`, so that a program that ends at once is kept as well, and so is the session.
    ['set-option', '-w', '-t', target, 'remain-on-exit', 'on'],
    ['set-option', '-q', '-t', target, 'destroy-unattached', 'off'],
    ['set-option', '-q', '-w', '-t', target, 'remain-on-exit-format', ''],
    ...Object.entries(options.says).flatMap(([name, text]) => say(target, name, text)),
  ]
}

/** tmux expands formats and times in the command. */
function pipeTo(target: string, file: string): TmuxCommand {
  const word = file.replace(/[#%]/g, '$&$&')
  return ['pipe-pane', '-t', target, `umask 077; exec cat >>${word}`]
}

/** Sets a user option, a long text in pieces. */
function say(target: string, name: string, text: string): TmuxCommand[] {
  const pieces = text === '' ? [''] : piecesOf(text)
  return pieces.map((piece, at) => [
    ...['set-option', ...(at > 0 ? ['-a'] : []), '-t', target, `@fleetmux_${name}`],
    piece,
  ])
}

/** Reads a user option of a session. Empty when it is not set. */
export function readSaid(session: string, name: string): TmuxCommand {
  return ['show-options', '-q', '-v', '-t', session, `@fleetmux_${name}`]
}

/**
 * Ends a session that only started the server. `next` is a target. Our own client is attached to `first` and is
 * switched to `next` before.
 */
export function endFirst(first: string, next: string): readonly TmuxCommand[] {
  return [
    ['switch-client', '-E', '-t', next],
    ['kill-session', '-t', `=${first}`],
  ]
}
