import { randomBytes } from 'node:crypto'
import pLimit from 'p-limit'
import { FailureError } from '../../state/model/failure.ts'
import type { Host } from '../../state/model/fleet.ts'
import type { Connection } from '../connection/connection.ts'
import type { TmuxClient } from '../tmux/client.ts'
import { openingSession } from '../tmux/new-session.ts'
import { endFirst, trackedSession } from '../tmux/tracked-session-commands.ts'

export interface TrackedSession {
  /** Also the session's name. */
  readonly id: string
  /** Absolute path on the host. */
  readonly directory: string
  /** Sent over the channel, so it is in no process list, file or log. */
  readonly environment: Readonly<Record<string, string>>
  readonly argv: readonly string[]
  /** A file that gets all that the session prints, as a word for a shell. */
  readonly log?: string
  /** User options that describe the session, for other machines and later recovery. */
  readonly says: Readonly<Record<string, string>>
}

/**
 * Starts a detached tracked session. Resolves with its pane id.
 * @throws FailureError if the host is not up, tmux refuses, or tmux is polled and would expose a secret.
 */
export async function startTracked(
  link: Connection,
  host: () => Host | undefined,
  { id, ...session }: TrackedSession,
): Promise<string> {
  return turnOf(link)(async () => {
    const first = isServed(host()) ? null : await openServer(link)
    const client = await link.talking()
    checkChannel(client, link.transport.host)
    const says = { ...session.says, id }
    const [answer] = await client.ask(trackedSession({ name: id, ...session, says }))
    // If `ask` failed, the temporary session ends by itself.
    if (first) await client.ask(endFirst(first, `=${id}`))
    return answer?.toString('utf8').trim() ?? ''
  })
}

/** One start at a time per host: the first may have to start the server. */
const queues = new WeakMap<Connection, ReturnType<typeof pLimit>>()

function turnOf(link: Connection): ReturnType<typeof pLimit> {
  const queue = queues.get(link) ?? pLimit(1)
  queues.set(link, queue)
  return queue
}

function isServed(host: Host | undefined): boolean {
  return host?.server.state === 'running'
}

/**
 * The command line that starts a server stays in the process list as long as the server lives. So a temporary session
 * starts it. That session ends by itself if the connection is lost meanwhile.
 */
async function openServer(link: Connection): Promise<string> {
  const name = `fleetmux-start-${randomBytes(4).toString('hex')}`
  await link.runOnce(openingSession(name))
  return name
}

function checkChannel(client: TmuxClient, host: string): void {
  if (client.pushed) return
  throw new FailureError({
    kind: 'refused',
    host,
    what: `Its tmux ${client.version} cannot be handed a secret unseen.`,
    why: 'every command there is a process, whose arguments others may read',
    hint: 'Install tmux 3.2 or newer there.',
  })
}
