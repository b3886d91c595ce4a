import { FailureError } from '../../state/model/failure.ts'
import type { Session } from '../../state/model/fleet.ts'
import { delay, monotonic } from '../clock.ts'
import type { Channel } from '../tmux/channel/channel.ts'
import type { TmuxClient } from '../tmux/client.ts'
import type { TmuxCommand } from '../tmux/command.ts'
import type { SessionMonitor, TmuxSession } from './session-monitor.ts'

/** Time between two looks at whether a tmux server still runs, in milliseconds. */
const LOOK = 50

/** Requests to the tmux server on a connected host. */
export interface TmuxAccess {
  /** The current tmux client. @throws FailureError when none is attached. */
  client(): TmuxClient
  /**
   * The current tmux client. If none is attached yet, waits for it: fleetmux learns of a tmux server a moment before
   * its client is attached.
   */
  talking(): Promise<TmuxClient>
  /** Runs a line of tmux commands without the attached client. If no server runs, the commands start one. */
  runOnce(commands: readonly TmuxCommand[]): Promise<Buffer>
  /** Lists the sessions now. Rejects if fleetmux's tmux client is not attached, also when no server runs. */
  read(): Promise<readonly Session[]>
  /** Lists the sessions now. Waits for fleetmux's tmux client if a server runs; the list is empty when none runs. */
  sessions(): Promise<readonly Session[]>
}

export function createTmuxAccess(options: {
  readonly host: string
  /** Timeout for a tmux client to be attached, in milliseconds. */
  readonly deadline: number
  readonly monitor: SessionMonitor
  /** The open channel to the host; null while the host is not connected. */
  readonly channel: () => Channel | null
  /** Whether fleetmux found a running tmux server when it last looked for one on the host. */
  readonly isServed: () => boolean
  /** Called after commands were run without the attached client, which may have started a tmux server. */
  readonly started: () => void
}): TmuxAccess {
  const { host, deadline, monitor, channel, isServed, started } = options

  async function awaitTalk(): Promise<void> {
    if (channel() && !monitor.now()) await Promise.race([monitor.begun(), delay(deadline)])
  }

  /** Waits until a tmux client is attached, or until fleetmux has found that no server runs, which may just have ended. */
  async function awaitServer(): Promise<void> {
    const end = monotonic() + deadline
    while (channel() && !monitor.now() && isServed() && monotonic() < end)
      await Promise.race([monitor.begun(), delay(LOOK)])
  }

  function live(): TmuxSession {
    const talk = monitor.now()
    if (talk) return talk
    if (!channel()) throw notConnected(host)
    // The session that fleetmux's control client was attached to has ended, and the next control client is about to
    // attach: the error says that fleetmux reconnects.
    if (isServed()) throw reconnects(host)
    throw new FailureError({
      kind: 'unreachable',
      host,
      what: 'No tmux server is running on this host.',
      hint: `To start a session, and the server with it: \`fleetmux new --host ${host}\`.`,
    })
  }

  return {
    client: () => live().client,
    async talking() {
      await awaitTalk()
      return live().client
    },
    async runOnce(commands) {
      const open = channel()
      if (!open) throw notConnected(host)
      const answer = await open.runOnce(commands)
      started()
      return answer
    },
    read: () => live().watch.read(),
    async sessions() {
      await awaitServer()
      if (channel() && !monitor.now() && !isServed()) return []
      return live().watch.read()
    },
  }
}

function reconnects(host: string): FailureError {
  const what = 'tmux closed the connection, and fleetmux reconnects.'
  const why = 'the session that this connection used on the host has ended'
  return new FailureError({ kind: 'lost', host, what, why, hint: 'Try again.' })
}

function notConnected(host: string): FailureError {
  const hint = `To find out why: \`fleetmux hosts test ${host}\`.`
  return new FailureError({ kind: 'unreachable', host, what: 'The host is not connected.', hint })
}
