import { FailureError } from '../../state/model/failure.ts'
import { type SentScript, sendScript } from '../transport/sent-script.ts'
import { hostScript } from './script.ts'

export { createHostScriptReader, type HostScriptEvent } from './reader.ts'

export interface HostScriptOptions {
  /** 16 or more random hex digits, new for every channel: tells our lines from everybody else's. */
  readonly nonce: string
  /** tmux's own words that choose a server, such as `-S /path` or `-L name`; none: the user's default one. */
  readonly tmux?: readonly string[]
}

export interface HostScriptStreams {
  /** Ours, letters and digits; a tag may be used again after its `gone`. */
  readonly tag: string
  /** tmux's `$N`. */
  readonly session: string
}

/** The command of one channel, and what its stdin begins with, for a transport's `open`. */
export function startHostScript({ nonce, tmux = [] }: HostScriptOptions): SentScript {
  return sendScript(hostScript, 'fleetmux', [checked(/^[0-9a-f]{16,64}$/, nonce), ...tmux])
}

/** Asks whether there is a server and which sessions it has: `looked`. Starts nothing where no socket is. */
export function lookMessage(): string {
  return '@look\n'
}

/** Asks which processes have the terminals that they run on: `processes`. */
export function foregroundMessage(): string {
  return '@who\n'
}

/** Asks the channel's shell itself, whatever becomes of tmux: `pong`. */
export function pingMessage(number: number): string {
  return `@ping ${checked(/^\d{1,15}$/, String(number))}\n`
}

/** Starts the command client on that session: `opened`, and at its end `closed`. One at a time. */
export function openMessage(session: string): string {
  return `@open ${checked(SESSION, session)}\n`
}

/**
 * Hears the panes of a session: `streaming`, then `wake` and `pause`, at its end `gone`. Only beside an open
 * command client, with which it ends. A stream that is a second behind drops what waits and says `pause`.
 */
export function streamMessage({ tag, session }: HostScriptStreams): string {
  return `@+ ${checked(TAG, tag)} ${checked(SESSION, session)}\n`
}

/** Ends that stream: `gone`. */
export function unstreamMessage(tag: string): string {
  return `@- ${checked(TAG, tag)}\n`
}

/**
 * The slow path: runs `tmux WORDS` as a process of its own, `words` quoted for sh. Answers on stdout like
 * the command client, `%begin 0 N 1` ... `%end 0 N 1`, so one at a time and not beside an open command client.
 * Take `number` at random: a pane that could guess it could end its own capture early.
 */
export function runMessage(number: number, words: string): string {
  return `@run ${checked(/^\d{1,15}$/, String(number))} ${checked(/^[^\n\0]+$/, words)}\n`
}

/** Ends what a channel of ours, cut off from us, has left on this host: say the nonce of every lost one. */
export function clearMessage(nonce: string): string {
  return `@clear ${checked(/^[0-9a-f]{16,64}$/, nonce)}\n`
}

/** One line of tmux commands for the command client. */
export function commandMessage(line: string): string {
  return `${checked(/^(?!@)[^\n\0]+$/, line)}\n`
}

const SESSION = /^\$\d+$/
const TAG = /^[0-9A-Za-z]+$/

/** What does not fit would change the meaning of a line on the channel: a bug of the caller. */
function checked(shape: RegExp, text: string): string {
  if (shape.test(text)) return text
  throw new FailureError({
    kind: 'bug',
    what: 'Something was asked of the channel in a shape that it has no word for.',
    why: `${JSON.stringify(text)} does not match ${shape.source}`,
  })
}
