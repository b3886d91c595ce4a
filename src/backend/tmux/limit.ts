import { FailureError } from '../../state/model/failure.ts'

const KIB = 1024
const MIB = 1024 * KIB

/** The longest line that a channel may carry, in bytes. The figures of `PANES` panes fit into one. */
export const LINE = MIB
/** What a host may print on a channel that is none of ours (banners, start-up files), in bytes. */
export const NOISE = 4 * MIB
/** The largest answer to one command, in bytes: scrollback is the only long one. */
export const ANSWER = 64 * MIB
/** The same in lines: each costs some work, however short it is. */
export const LINES = 1_000_000
/** The largest screen: 10,000 rows are the most that tmux gives a pane. */
const SCREEN = { bytes: 8 * MIB, lines: 10_000 }
/** The longest of the lists of one host, in bytes. */
const LIST = 16 * MIB
/** Sessions, windows and panes of one host, of each so many. */
export const SESSIONS = 20_000
const WINDOWS = 20_000
const PANES = 20_000
const CLIENTS = 20_000

/** How large one answer may grow, and what a person is told of one that is larger. */
export interface Bound {
  readonly bytes: number
  readonly lines: number
  readonly tooLarge: () => ExcessError
}

/** A host went past a limit: its link fails, and is not dialled again soon. */
export class ExcessError extends FailureError {
  constructor(what: string) {
    const now = 'It is reconnected in five minutes; r (or :dial HOST) does so now.'
    super({ kind: 'remote', what, now })
    this.name = 'ExcessError'
  }
}

export function lineTooLong(): ExcessError {
  return new ExcessError(`The host sent a line longer than ${mib(LINE)}.`)
}

export function tooNoisy(): ExcessError {
  const what = `The host printed more than ${mib(NOISE)} of its own on the channel.`
  return new ExcessError(`${what} Silence its start-up files for commands without a terminal.`)
}

/** `things`: such as sessions. */
export function tooMany(things: string, most: number): ExcessError {
  return new ExcessError(
    `The host has more than ${grouped(most)} ${things}, the most that fleetmux reads.`,
  )
}

/** What the answer to a command may be, by the command's name. */
export function boundOf(words: readonly (string | Uint8Array)[]): Bound {
  const [name] = words
  if (name === 'list-sessions') return listOf('sessions', SESSIONS)
  if (name === 'list-windows') return listOf('windows', WINDOWS)
  if (name === 'list-panes') return listOf('panes', PANES)
  if (name === 'list-clients') return listOf('clients', CLIENTS)
  if (name === 'capture-pane' && !words.includes('-S'))
    return { ...SCREEN, tooLarge: () => answerTooLarge(SCREEN.bytes, SCREEN.lines) }
  return ANY
}

/** An answer that nobody here asked for, or scrollback. */
export const ANY: Bound = {
  bytes: ANSWER,
  lines: LINES,
  tooLarge: () => answerTooLarge(ANSWER, LINES),
}

function listOf(things: string, most: number): Bound {
  return { bytes: LIST, lines: most, tooLarge: () => tooMany(things, most) }
}

function answerTooLarge(bytes: number, lines: number): ExcessError {
  const most = `${mib(bytes)} or ${grouped(lines)} lines`
  return new ExcessError(`The host sent an answer longer than ${most}.`)
}

function grouped(count: number): string {
  return count.toLocaleString('en-US')
}

function mib(bytes: number): string {
  return `${bytes / MIB} MiB`
}
