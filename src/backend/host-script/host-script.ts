import { FailureError } from '../../state/model/failure.ts'
import { type SentScript, sendScript } from '../transport/sent-script.ts'
import { hostScript } from './script.ts'

export { createHostScriptReader, type HostScriptEvent } from './reader.ts'

/**
 * Which tmux servers a channel is about. `one`: its own. `all`: its own, and it reports the user's other ones. `find`:
 * the one that the host reports under the name after `-L`, which may be at another path.
 */
export type Servers = 'one' | 'all' | 'find'

export interface HostScriptOptions {
  /** 16 or more random hex digits, new for every channel. They mark the lines of our script. */
  readonly nonce: string
  /** tmux options that select a server, such as `-S /path` or `-L name`; empty: the user's default server. */
  readonly tmux?: readonly string[]
  /** Default: `one`. */
  readonly servers?: Servers
}

export interface HostScriptStreams {
  /** Chosen by us, letters and digits. A tag may be used again after its `gone`. */
  readonly tag: string
  /** tmux's `$N`. */
  readonly session: string
}

/** The command of one channel and the start of its stdin, for a transport's `open`. */
export function startHostScript({
  nonce,
  tmux = [],
  servers = 'one',
}: HostScriptOptions): SentScript {
  const words = [checked(/^[0-9a-f]{16,64}$/, nonce), servers, ...tmux]
  return sendScript(hostScript, 'fleetmux', words)
}

/** Requests whether a server runs and which sessions it has: `looked`. Starts no process if there is no socket. */
export function lookMessage(): string {
  return '@look\n'
}

/** Requests the foreground processes of all terminals: `processes`. */
export function foregroundMessage(): string {
  return '@who\n'
}

/** Pings the channel's shell, whether tmux answers or not: `pong`. */
export function pingMessage(number: number): string {
  return `@ping ${checked(/^\d{1,15}$/, String(number))}\n`
}

/** Starts the command client on that session: `opened`, and `closed` when it ends. Only one runs at a time. */
export function openMessage(session: string): string {
  return `@open ${checked(SESSION, session)}\n`
}

/**
 * Opens a stream of a session: `streaming`, then `wake` and `pause`, and `gone` at its end. A stream needs an open
 * command client and ends with it. A stream that is one second behind drops its waiting output and reports `pause`.
 */
export function streamMessage({ tag, session }: HostScriptStreams): string {
  return `@+ ${checked(TAG, tag)} ${checked(SESSION, session)}\n`
}

/** Ends that stream: `gone`. */
export function unstreamMessage(tag: string): string {
  return `@- ${checked(TAG, tag)}\n`
}

/**
 * For polling: runs `tmux WORDS` as a process of its own, `words` quoted for sh. It answers on stdout like the command
 * client, `%begin 0 N 1` ... `%end 0 N 1`, so only one may run at a time, and none while a command client is open.
 * `number` must be random: a pane that can guess it can end its own capture early.
 */
export function runMessage(number: number, words: string): string {
  return `@run ${checked(/^\d{1,15}$/, String(number))} ${checked(/^[^\n\0]+$/, words)}\n`
}

/** Ends what a lost channel of ours has left on this host. Must be sent for the nonce of every lost channel. */
export function clearMessage(nonce: string): string {
  return `@clear ${checked(/^[0-9a-f]{16,64}$/, nonce)}\n`
}

/** One line of tmux commands for the command client. */
export function commandMessage(line: string): string {
  return `${checked(/^(?!@)[^\n\0]+$/, line)}\n`
}

const SESSION = /^\$\d+$/
const TAG = /^[0-9A-Za-z]+$/

/** Text of another form would change the meaning of a line on the channel. It is a bug of the caller. */
function checked(shape: RegExp, text: string): string {
  if (shape.test(text)) return text
  throw new FailureError({
    kind: 'bug',
    what: 'fleetmux tried to send an invalid message on the channel.',
    why: `${JSON.stringify(text)} does not match ${shape.source}`,
  })
}
