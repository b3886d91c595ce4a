import type { ServerChannel, Session } from 'ssh2'
import { type Command, startCommand } from './command.ts'
import type { Size } from './pty.ts'

export interface Place {
  readonly env: Readonly<Record<string, string>>
  readonly cwd: string
  readonly shell: string
  /**
   * If true, a command without a pty gets no signal when its ssh channel closes, as with sshd. If false, its process
   * group is ended.
   */
  readonly leave: boolean
}

/**
 * Environment variables that a client may set, as for Debian's sshd; the demo's ssh server refuses all others. TERM
 * comes with the request for a pty.
 */
const ACCEPTED = /^(LANG|LC_\w+|COLORTERM|NO_COLOR)$/

/**
 * Serves one ssh session: its environment variables, its pty, then one command. `down` aborts when the ssh connection
 * ends.
 */
export function serveSession(
  session: Session,
  place: Place,
  down: AbortSignal,
  started: (command: Command) => void,
): void {
  const settings = prepare(session, place)
  const gone = whenGone(session, down)
  let command: Command | undefined
  const run = (accept: () => ServerChannel, line?: string) => {
    const request = { ...place, ...settings, line }
    command = startCommand(request, accept(), gone)
    started(command)
  }
  session.on('shell', accept => run(accept))
  session.on('exec', (accept, _reject, info) => run(accept, info.command))
  session.on('window-change', (accept, _reject, { rows, cols }) => {
    command?.resize({ rows, columns: cols })
    accept?.()
  })
  session.on('signal', (accept, _reject, { name }) => {
    command?.signal(name)
    accept?.()
  })
}

/** Handles the client's requests before its command starts. */
function prepare(session: Session, place: Place) {
  const settings: { env: Record<string, string>; pty: Size | undefined } = {
    env: { ...place.env },
    pty: undefined,
  }
  session.on('env', (accept, reject, { key, val }) => {
    if (!ACCEPTED.test(key)) return reject?.()
    settings.env[key] = val
    accept?.()
  })
  session.on('pty', (accept, _reject, { rows, cols, term }) => {
    settings.pty = { rows, columns: cols }
    settings.env.TERM = term || 'dumb'
    accept?.()
  })
  return settings
}

function whenGone(session: Session, down: AbortSignal): AbortSignal {
  const controller = new AbortController()
  const abort = () => controller.abort()
  // The channel's own 'close' event waits until its data is read; the session's event comes at once.
  session.once('close', abort)
  down.addEventListener('abort', abort, { once: true })
  return controller.signal
}
