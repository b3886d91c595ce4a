import { type Failure, FailureError, makeFailure } from '../../../state/model/failure.ts'
import { type HostScriptEvent, lookMessage } from '../../host-script/host-script.ts'
import { noCommandStarts } from '../../transport/start-up-files.ts'
import type { Wire } from './channel-streams.ts'
import type { Tmux } from './server.ts'

/**
 * Milliseconds until the host script must report its start; slow start-up files of the shell may run before the script.
 */
const READY = 20_000
/** If the host script has not reported its start after this many milliseconds, the user is told the likely cause. */
const PATIENCE = 2500

/** Waits until the host script has started. Resolves with the tmux program that the script has found. */
export async function firstTmux(
  wire: Pick<Wire, 'next'>,
  host: string,
  waiting: (failure: Failure) => void,
): Promise<Tmux> {
  // The likely cause if the channel runs but the script does not: a start-up file has read the beginning of the script
  // from stdin.
  const eaten = noCommandStarts(host, '')
  const telling = setTimeout(() => waiting(makeFailure(eaten)), PATIENCE)
  const event = await wire
    .next(['ready', 'noTmux', 'failed'], READY)
    .finally(() => clearTimeout(telling))
  if (event.type !== 'failed') return toTmux(event)
  throw new FailureError({
    kind: 'remote',
    host,
    what: 'The shell script of fleetmux cannot run on this host.',
    why: event.message,
    hint: 'On the host, free disk space, or correct the owner and the permissions of that directory.',
  })
}

/** tmux ended its client. A command that it has not answered may have taken effect. */
export function closedByTmux(host: string, reason: string): FailureError {
  return new FailureError({
    ...{ kind: 'lost', host, what: 'tmux closed the connection.' },
    ...(reason !== '' && { why: reason }),
    hint: 'Check whether the command took effect before you try again.',
  })
}

/** Checks again whether tmux is installed. `deadline` is in milliseconds. */
export async function lookForTmux(
  wire: Pick<Wire, 'next' | 'write'>,
  deadline: number,
): Promise<Tmux> {
  const answer = wire.next(['ready', 'noTmux'], deadline)
  wire.write(lookMessage())
  return toTmux(await answer)
}

function toTmux(event: HostScriptEvent): Tmux {
  if (event.type !== 'ready') return { version: '' }
  const { tmuxVersion: version, program } = event
  return { version, ...(program !== undefined && { program }) }
}
