import { randomBytes } from 'node:crypto'
import pLimit from 'p-limit'
import { FailureError } from '../../state/model/failure.ts'
import type { Host } from '../../state/model/fleet.ts'
import type { Connection } from '../connection/connection.ts'
import type { TmuxClient } from '../tmux/client.ts'
import { openingSession } from '../tmux/new-session.ts'
import { endFirst, trackedSession } from '../tmux/tracked-session-commands.ts'

export interface TrackedSession {
  /** Also its name. */
  readonly id: string
  /** Absolute path on the host. */
  readonly directory: string
  /** It reaches the program over the channel: no process list, file or log ever has it. */
  readonly environment: Readonly<Record<string, string>>
  readonly argv: readonly string[]
  /** What it says of itself, for other machines and later days. */
  readonly says: Readonly<Record<string, string>>
}

/**
 * Starts it detached. Resolves with tmux's id of its pane.
 * @throws FailureError where the host is not up, or its tmux will not, or is only swept and would show a secret.
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
    // Where that failed, the first ends by itself.
    if (first) await client.ask(endFirst(first, `=${id}`))
    return answer?.toString('utf8').trim() ?? ''
  })
}

/** One at a time on a host: the first may have to start the server. */
const turns = new WeakMap<Connection, ReturnType<typeof pLimit>>()

function turnOf(link: Connection): ReturnType<typeof pLimit> {
  const turn = turns.get(link) ?? pLimit(1)
  turns.set(link, turn)
  return turn
}

function isServed(host: Host | undefined): boolean {
  return host?.server.state === 'running'
}

/**
 * A server that is started by a command line shows that line in the process list for as long as it lives:
 * so it is started by a session of no interest, which ends by itself where we are lost meanwhile.
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
