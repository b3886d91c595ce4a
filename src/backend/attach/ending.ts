import { type Failure, FailureError, makeFailure } from '../../state/model/failure.ts'
import type { AttachVia } from '../../state/model/host-config.ts'
import type { Event } from '../../state/model/messages/event.ts'
import { LINE_LOST } from '../terminal/hand-over-terminal.ts'

/** How an attach ended, and what fleetmux then found out about the session and the host. */
export interface Ending {
  readonly host: string
  /** `host/session`, with the session's name at the start of the attach. */
  readonly name: string
  readonly via: AttachVia | 'local'
  readonly code: number
  /** The last messages of mosh. */
  readonly said: string
  /** Whether the session still runs; null: unknown. */
  readonly lives: boolean | null
  /** Whether the host has a description of our terminal type; null: unknown. */
  readonly knowsTerminal: boolean | null
}

/** Describes why the attach ended. @throws FailureError when neither the user nor the end of the session ended it. */
export function toEvent(ending: Ending): Event {
  const { name, host, code, lives } = ending
  const failure = lost(ending)
  if (failure) throw new FailureError({ host, ...failure })
  if (lives === false) return { type: 'did', text: `${name} has ended.` }
  if (code === 0 || code === 130) return { type: 'did', text: `Back from ${name}.` }
  throw new FailureError({ host, ...unable(ending) })
}

function lost({ via, code, name, said }: Ending): Failure | null {
  const hint = `The session is still running. Attach again with --via ssh.`
  if (/did not make a successful connection/.test(said)) {
    const why = 'no UDP packet came back on ports 60000 to 61000: a firewall may block them'
    return makeFailure({
      kind: 'unreachable',
      what: `mosh could not reach ${name}.`,
      why,
      hint,
    })
  }
  if (/did not shut down cleanly/.test(said)) {
    const why = 'you quit mosh while the host did not answer'
    return makeFailure({
      kind: 'lost',
      what: `The connection to ${name} was lost.`,
      why,
      hint: 'This does not end the session: attach again.',
    })
  }
  if (via !== 'ssh' || code !== LINE_LOST) return null
  const why = 'ssh lost the connection'
  return makeFailure({
    kind: 'lost',
    what: `The connection to ${name} broke.`,
    why,
    hint: 'This does not end the session: attach again.',
  })
}

function unable({ host, name, code, via, said, knowsTerminal }: Ending): Failure {
  const what = `Attaching to ${name} ended with exit code ${code}.`
  if (code === 126 || code === 127) {
    return makeFailure({
      kind: 'remote',
      what,
      why:
        code === 127
          ? 'tmux or the shell was not found on the host'
          : 'tmux or the shell cannot be started on the host',
      hint: `Test the host: \`fleetmux hosts test ${host}\`.`,
    })
  }
  if (knowsTerminal === false) {
    const { TERM } = process.env
    const why = TERM
      ? `the host has no terminfo entry for ${TERM}, the type of your terminal`
      : 'the environment variable TERM, which names the type of your terminal, is not set'
    const attach = `Attach with \`TERM=xterm-256color fleetmux attach ${name}\``
    const hint =
      via === 'local' || !TERM
        ? `${attach}.`
        : `${attach}, or install the terminfo entry on the host: \`infocmp -x ${TERM} | ssh HOST tic -x -\`.`
    return makeFailure({ kind: 'remote', what, why, hint })
  }
  const why =
    said.trim().split('\n').at(-1) || 'the cause is not known: tmux prints it only on the terminal'
  const hint =
    via === 'mosh' ? 'Attach with --via ssh.' : `Test the host: \`fleetmux hosts test ${host}\`.`
  return makeFailure({ kind: 'remote', what, why, hint })
}
