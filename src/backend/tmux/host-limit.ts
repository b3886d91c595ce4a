import { FailureError } from '../../state/model/failure.ts'

const KIB = 1024
const MIB = 1024 * KIB

/**
 * Maximum length of a line on a channel, in bytes. The longest line is the value of the subscription to pane changes:
 * about 50 bytes (last activity, size of the scrollback, cursor, reported state) for each of up to `PANES` panes.
 */
export const LINE_BYTES = MIB
/**
 * Maximum output on a channel that does not come from the host script (banners, the login shell's start-up files), in
 * bytes; more is an `ExcessError`.
 */
export const NOISE = 4 * MIB
/**
 * Maximum number of reports of changes that one tmux client may send within `NOTICE_SPAN` milliseconds; if it sends
 * more, the connection fails. Each costs some work: without this limit, a host that reports without end would take a
 * quarter of the time of this process.
 */
export const NOTICES = 200_000
export const NOTICE_SPAN = 10_000
/** Maximum size of the answer to one command, in bytes; more is an `ExcessError`. Only scrollback is that long. */
export const ANSWER_BYTES = 64 * MIB
/** Maximum number of lines of an answer; more is an `ExcessError`: each line costs some work, however short it is. */
export const ANSWER_LINES = 1_000_000
/** Maximum size of a screen, and of any answer that is no list and no scrollback. tmux gives a pane at most 10,000 rows. */
const SCREEN = { bytes: 8 * MIB, lines: 10_000 }
/** Maximum size of a list (sessions, windows, panes, clients) of one host, in bytes; more is an `ExcessError`. */
const LIST = 16 * MIB
/** Maximum number of sessions of one host; more is an `ExcessError`. The same holds for windows, panes and clients. */
export const SESSIONS = 20_000
const WINDOWS = 20_000
const PANES = 20_000
const CLIENTS = 20_000

/** Maximum size of tmux's answer to one command, and the error if it is exceeded. */
export interface AnswerLimit {
  readonly bytes: number
  readonly lines: number
  /** Maximum number of bytes that are kept; the rest is counted and dropped. Default: all. */
  readonly kept?: number
  readonly tooLarge: () => ExcessError
}

/** A host exceeded a limit. The connection fails, and fleetmux reconnects only after five minutes. */
export class ExcessError extends FailureError {
  constructor(what: string, todo = '') {
    const hint = `${todo}A running screen or server reconnects in five minutes. On the screen, r (or :dial HOST) reconnects now.`
    super({ kind: 'remote', what, hint })
    this.name = 'ExcessError'
  }
}

export function lineTooLong(): ExcessError {
  return new ExcessError(
    `The host sent a line longer than ${mib(LINE_BYTES)}, the most that fleetmux reads of a line.`,
    'tmux sends no such line: check on the host what runs in its place. ',
  )
}

export function tooNoisy(): ExcessError {
  const what = `The host printed more than ${mib(NOISE)} that fleetmux did not request.`
  return new ExcessError(
    what,
    'On the host, let the start-up files of the login shell, such as ~/.bashrc, print nothing for commands without a terminal. ',
  )
}

export function tooManyNotices(): ExcessError {
  const seconds = NOTICE_SPAN / 1000
  return new ExcessError(
    `The host reported more than ${grouped(NOTICES)} changes within ${seconds} seconds.`,
    'On the host, end the program that changes sessions, windows or titles all the time. ',
  )
}

/** The error for a list that is too long. `things` is a plural noun, such as "sessions". */
export function tooMany(things: string, most: number): ExcessError {
  return new ExcessError(
    `The host has more than ${grouped(most)} ${things}, the most that fleetmux reads.`,
    `End some of the ${things} on the host. `,
  )
}

/** The limits of the answer to a command, chosen by the command's name. */
export function answerLimitOf(words: readonly (string | Uint8Array)[]): AnswerLimit {
  const [name] = words
  if (name === 'list-sessions') return listOf('sessions', SESSIONS)
  if (name === 'list-windows') return listOf('windows', WINDOWS)
  if (name === 'list-panes') return listOf('panes', PANES)
  if (name === 'list-clients') return listOf('clients', CLIENTS)
  if (name === 'capture-pane' && words.includes('-S')) return SCROLLBACK_LIMIT
  // A tmux buffer, which may hold all of a scrollback that the user has copied.
  if (name === 'show-buffer') return SCROLLBACK_LIMIT
  return { ...SCREEN, tooLarge: () => answerTooLarge(SCREEN.bytes, SCREEN.lines) }
}

export const SCROLLBACK_LIMIT: AnswerLimit = {
  bytes: ANSWER_BYTES,
  lines: ANSWER_LINES,
  tooLarge: () => answerTooLarge(ANSWER_BYTES, ANSWER_LINES, 'Ask for fewer lines of the pane. '),
}

/**
 * Limits for answers that belong to no command of the running tmux client: tmux also answers the commands of hooks, the
 * attaching itself, and late commands of an earlier client. Only the beginning is kept, which may be a mark (the id
 * that tmux prints before the answers to a line of commands) or an error message; the rest is dropped.
 */
export const STRAY_LIMIT: AnswerLimit = { ...SCROLLBACK_LIMIT, kept: 64 * KIB }

function listOf(things: string, most: number): AnswerLimit {
  return { bytes: LIST, lines: most, tooLarge: () => tooMany(things, most) }
}

function answerTooLarge(
  bytes: number,
  lines: number,
  todo = 'tmux sends no such answer: check on the host what runs in its place. ',
): ExcessError {
  const most = `${mib(bytes)} or ${grouped(lines)} lines`
  return new ExcessError(`The host sent an answer longer than ${most}.`, todo)
}

function grouped(count: number): string {
  return count.toLocaleString('en-US')
}

function mib(bytes: number): string {
  return `${bytes / MIB} MiB`
}
