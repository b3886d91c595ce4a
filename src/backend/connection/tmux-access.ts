import { FailureError } from '../../state/model/failure.ts'
import type { Session } from '../../state/model/fleet.ts'
import { delay } from '../clock.ts'
import type { Channel } from '../tmux/channel/channel.ts'
import type { TmuxClient } from '../tmux/client.ts'
import type { TmuxCommand } from '../tmux/command.ts'
import type { SessionMonitor, TmuxSession } from './session-monitor.ts'

/** What can be asked of the tmux server on a connected host. */
export interface TmuxAccess {
  /** The client of the current conversation with tmux. @throws FailureError when there is no conversation. */
  client(): TmuxClient
  /** The same, but waits: the server is known a moment before its conversation has begun. */
  talking(): Promise<TmuxClient>
  /** Runs a line of tmux commands without a conversation. If no server runs, the commands start one. */
  runOnce(commands: readonly TmuxCommand[]): Promise<Buffer>
  /** Lists the sessions now. Rejects when there is no conversation. */
  read(): Promise<readonly Session[]>
  /** Lists the sessions now. Empty when no server runs. */
  sessions(): Promise<readonly Session[]>
}

export function createTmuxAccess(options: {
  readonly host: string
  /** Milliseconds to wait for a conversation. */
  readonly deadline: number
  readonly monitor: SessionMonitor
  /** Null while the host is not connected. */
  readonly channel: () => Channel | null
  /** Whether a server ran when the host was asked last. */
  readonly isServed: () => boolean
  /** Called after `runOnce`, which may have started a server. */
  readonly started: () => void
}): TmuxAccess {
  const { host, deadline, monitor, channel, isServed, started } = options

  async function awaitTalk(): Promise<void> {
    if (channel() && !monitor.now()) await Promise.race([monitor.begun(), delay(deadline)])
  }

  function live(): TmuxSession {
    const talk = monitor.now()
    if (talk) return talk
    if (!channel()) throw notConnected(host)
    // The session of our client has ended, and the next client is about to attach.
    if (isServed()) throw new FailureError({ kind: 'lost', host, what: BETWEEN })
    throw new FailureError({ kind: 'unreachable', host, what: 'No tmux server runs on this host.' })
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
      if (channel() && !monitor.now() && !isServed()) return []
      await awaitTalk()
      return live().watch.read()
    },
  }
}

const BETWEEN = 'tmux closed the connection, which begins anew: try again.'

function notConnected(host: string): FailureError {
  return new FailureError({ kind: 'unreachable', host, what: 'The host is not connected.' })
}
