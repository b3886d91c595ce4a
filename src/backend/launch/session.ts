import { randomBytes } from 'node:crypto'
import pLimit from 'p-limit'
import { FailureError } from '../../state/model/failure.ts'
import type { Host } from '../../state/model/fleet.ts'
import type { Connection } from '../connection/connection.ts'
import type { TmuxClient } from '../tmux/client.ts'
import { temporarySession } from '../tmux/new-session.ts'
import { endFirst, trackedSession } from '../tmux/tracked-session-commands.ts'

export interface TrackedSession {
  /** Id of the session, which is also its name in tmux. */
  readonly id: string
  /** Absolute path of the session's working directory on the host. */
  readonly directory: string
  /** Environment variables. They are sent over the channel, so they appear in no process list, file or log. */
  readonly environment: Readonly<Record<string, string>>
  readonly argv: readonly string[]
  /** Path of a file that gets all output of the session, quoted for a shell. */
  readonly log?: string
  /** User options of the tmux session, by which other machines and `fleetmux recover` identify it. */
  readonly says: Readonly<Record<string, string>>
}

/**
 * Starts a detached session for a prompt. Resolves with the id of its pane.
 * @throws FailureError if the host is not up, tmux refuses, or fleetmux has to run a process for each tmux command on
 * the host: the arguments of such a process would show the environment to other users.
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
    // End the temporary session that started the tmux server. If `ask` fails, that session ends on its own.
    if (first) await client.ask(endFirst(first, `=${id}`))
    return answer?.toString('utf8').trim() ?? ''
  })
}

/** Limits starts to one at a time per host, because the first start may have to start the tmux server. */
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
 * Starts the tmux server with a temporary session, because the command line that starts a server stays in the process
 * list as long as the server lives. The temporary session ends on its own if the connection is lost meanwhile.
 */
async function openServer(link: Connection): Promise<string> {
  const name = `fleetmux-start-${randomBytes(4).toString('hex')}`
  await link.runOnce(temporarySession(name))
  return name
}

function checkChannel(client: TmuxClient, host: string): void {
  if (client.pushed) return
  throw new FailureError({
    kind: 'refused',
    host,
    what: 'The agent cannot get its API key on this host without showing it to other users.',
    why: `fleetmux does not attach to tmux ${client.version} there, so each tmux command is a process, whose arguments other users can read`,
    hint: 'Install tmux 3.2 or newer on the host. If it has that, `fleetmux doctor` says why fleetmux does not attach.',
  })
}
