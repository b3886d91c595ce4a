import { FailureError } from '../../state/model/failure.ts'
import { type SentScript, sendScript } from '../transport/sent-script.ts'
import { hostScript } from './script.ts'

export { createHostScriptReader, type HostScriptEvent } from './reader.ts'

/**
 * The tmux servers that a channel handles. `one`: only its own server. `all`: its own, and it reports the user's other
 * servers. `find`: a server whose name was reported by the host; its socket may not be at the usual path of `tmux -L
 * NAME`.
 */
export type Servers = 'one' | 'all' | 'find'

export interface HostScriptOptions {
  /** At least 16 random hex digits, different for every channel. They mark the lines of our script. */
  readonly nonce: string
  /**
   * The `tmux` options that select the server, such as `-S /path` or `-L name`; empty for the user's default server.
   */
  readonly tmux?: readonly string[]
  /** Which tmux servers the channel handles; default `one`. */
  readonly servers?: Servers
}

export interface HostScriptStreams {
  /**
   * Name of the stream client (the tmux client that reports what the session prints), chosen by fleetmux: letters and
   * digits. It may be reused after the event `gone`, which reports the client's end.
   */
  readonly tag: string
  /** Id of the session in tmux's form `$N`. */
  readonly session: string
}

/** The command of one channel and the first bytes of its stdin, for `Transport.open`. */
export function startHostScript({
  nonce,
  tmux = [],
  servers = 'one',
}: HostScriptOptions): SentScript {
  const words = [checked(/^[0-9a-f]{16,64}$/, nonce), servers, ...tmux]
  return sendScript(hostScript, 'fleetmux', words)
}

/**
 * Message that asks whether a tmux server runs and which sessions it has. Answered by `looked`. If there is no socket,
 * no process is started.
 */
export function lookMessage(): string {
  return '@look\n'
}

/** Message that asks for the foreground processes of all terminals. Answered by `processes`. */
export function foregroundMessage(): string {
  return '@who\n'
}

/** Message that pings the channel's shell, whether tmux answers or not. Answered by `pong`. */
export function pingMessage(number: number): string {
  return `@ping ${checked(/^\d{1,15}$/, String(number))}\n`
}

/**
 * Message that starts the command client (the tmux client that runs commands) on a session. Answered by `opened`, and
 * by `closed` when the client ends. Only one command client runs at a time.
 */
export function openMessage(session: string): string {
  return `@open ${checked(SESSION, session)}\n`
}

/**
 * Message that opens a stream: a tmux client that reports the output of a session. Answered by `streaming`, then by
 * `wake` whenever a pane prints, and by `gone` when the stream ends. If a stream is not read for one second, tmux drops
 * its waiting output and `pause` is reported. A stream needs the running tmux client that executes commands (`@open`)
 * and ends with that client.
 */
export function streamMessage({ tag, session }: HostScriptStreams): string {
  return `@+ ${checked(TAG, tag)} ${checked(SESSION, session)}\n`
}

/** Message that ends the stream of a session's output (a tmux client that reports it). Answered by `gone`. */
export function unstreamMessage(tag: string): string {
  return `@- ${checked(TAG, tag)}\n`
}

/**
 * Message for polling: runs `tmux WORDS` as a separate process; `words` must be quoted for sh. Its output comes on
 * stdout between `%begin 0 N 1` and `%end 0 N 1`, like the answers of the command client (the tmux client that runs
 * commands). So that answers do not mix, only one such command may run at a time, and none while a command client runs.
 * `number` must be random: a pane that can guess it can end its own capture early.
 */
export function runMessage(number: number, words: string): string {
  return `@run ${checked(/^\d{1,15}$/, String(number))} ${checked(/^[^\n\0]+$/, words)}\n`
}

/**
 * Message that ends the processes and removes the files that a lost channel of fleetmux left on this host. It must be
 * sent for every lost channel; `nonce` is the random id of that channel.
 */
export function clearMessage(nonce: string): string {
  return `@clear ${checked(/^[0-9a-f]{16,64}$/, nonce)}\n`
}

/** One line of tmux commands, to be sent to the command client (the tmux client that runs commands). */
export function commandMessage(line: string): string {
  return `${checked(/^(?!@)[^\n\0]+$/, line)}\n`
}

const SESSION = /^\$\d+$/
const TAG = /^[0-9A-Za-z]+$/

/**
 * Returns the text if it has the required form. Any other text would change the meaning of a line on the channel, and
 * is a bug of the caller.
 */
function checked(shape: RegExp, text: string): string {
  if (shape.test(text)) return text
  throw new FailureError({
    kind: 'bug',
    what: 'fleetmux tried to send an invalid message on the channel.',
    why: `${JSON.stringify(text)} does not match ${shape.source}`,
    hint: 'This is a bug of fleetmux. Nothing was sent to the host.',
  })
}
