import type { Event } from '../../state/event.ts'
import { type Failure, FailureError, toFailure } from '../../state/failure.ts'
import type { Session } from '../../state/fleet.ts'
import type { HostConfig } from '../../state/host-config.ts'
import type { Target } from '../../state/ref.ts'
import { delay, now } from '../clock.ts'
import { type Channel, openChannel } from '../tmux/channel.ts'
import type { TmuxClient } from '../tmux/client.ts'
import type { IsOurs } from '../tmux/listing.ts'
import type { Words } from '../tmux/word.ts'
import { backoff } from './backoff.ts'
import { createReadiness } from './readiness.ts'
import { createRoundTrip } from './round-trip.ts'
import { type AgentReader, createTalker, type Talk } from './talk.ts'
import type { CommandLine, Transport } from './transport.ts'

export type { AgentReader } from './talk.ts'

/** A host without a server is looked at again after so many milliseconds, by the channel's own shell: no process. */
const LOOK_AGAIN = 5000

export interface Link {
  /** Keeps the host connected from now on; while it waits to dial again, dials now. */
  dial(): void
  hangUp(): Promise<void>
  /** Dials, and resolves when its sessions, if there are any, are known. Rejects with why it is not up, or past `deadline` (ms). */
  ready(deadline: number): Promise<void>
  /** How bytes reach it, for what is no word of tmux. */
  readonly transport: Transport
  /** Options that lead `tmux` there to the server that is meant. */
  readonly tmux: readonly string[]
  /** The conversation with its tmux. @throws FailureError where there is none now. */
  client(): TmuxClient
  /** The same, waited for: the server is known a moment before it can be spoken to. */
  talking(): Promise<TmuxClient>
  /** Runs a tmux command where no server is needed: it starts the first session. */
  runOnce(words: Words): Promise<Buffer>
  /** The sessions, read now. */
  read(): Promise<readonly Session[]>
  /** The same; none where no server runs. */
  sessions(): Promise<readonly Session[]>
  /** Reads what agents do in its panes, from now on; asked again, by the rules as they are by then. */
  readAgents(): void
  follow(target: Target, session: Session): void
  unfollow(): void
  /** Shows these panes of it as they change, beside the followed one, and no others. */
  watchTiles(targets: readonly Target[]): void
  /** The command line that gives a person's terminal to a tmux command there. */
  terminal(words: Words): Promise<CommandLine>
}

/** One host as the user sees it: dialled, listened to, dialled again with back-off when it drops. */
export function createLink(options: {
  readonly host: HostConfig
  readonly transport: Transport
  readonly tmux: readonly string[]
  readonly deadline: number
  readonly isOurs: (server: string) => IsOurs
  readonly dispatch: (event: Event) => void
  readonly agentReader?: () => Promise<AgentReader>
}): Link {
  const { host, transport, dispatch } = options
  const name = host.name
  let wanted = false
  let attempt = 0
  let channel: Channel | null = null
  let lost: readonly string[] = []
  let isServed = false
  const readiness = createReadiness(name)
  const { agentReader } = options
  const talker = createTalker({
    host: name,
    isOurs: options.isOurs,
    dispatch,
    reached: readiness.reached,
    ...(agentReader && { agentReader }),
  })
  let nudge: () => void = () => {}

  async function keepUp(): Promise<void> {
    while (wanted) {
      dispatch({ type: 'link', host: name, link: { state: 'connecting' } })
      const failure = await visit()
      if (!wanted) return
      const wait = needsPerson(failure) ? null : backoff(attempt++)
      const retry = wait === null ? {} : { retryAt: now() + wait }
      dispatch({ type: 'link', host: name, link: { state: 'down', failure, ...retry } })
      readiness.missed(failure)
      await pause(wait)
    }
  }

  /** From dialling to the end of the channel; returns why it ended. */
  async function visit(): Promise<Failure> {
    try {
      channel = await openChannel({
        transport,
        tmux: options.tmux,
        deadline: options.deadline,
        lost,
        slow: slow => dispatch({ type: 'link', host: name, link: { state: slow ? 'slow' : 'up' } }),
        roundTrip: createRoundTrip(milliseconds =>
          dispatch({ type: 'round-trip', host: name, milliseconds }),
        ),
      })
      attempt = 0
      lost = [channel.nonce]
      dispatch({ type: 'link', host: name, link: { state: 'up' } })
      await Promise.race([serve(channel), channel.ended])
      return toFailure(await channel.ended, name)
    } catch (error) {
      return toFailure(error, name)
    } finally {
      talker.quiet()
      readiness.left()
      await channel?.close()
      channel = null
    }
  }

  /** Talks to whatever server is there, one after the other, as long as the channel lives. */
  async function serve(open: Channel): Promise<void> {
    for (;;) {
      const found = await open.look()
      dispatch({ type: 'server', host: name, server: found.server })
      isServed = found.server.state === 'running'
      if (found.server.state !== 'running') {
        dispatch({ type: 'sessions', host: name, sessions: [] })
        readiness.reached()
        await pause(found.server.state === 'no-tmux' ? null : LOOK_AGAIN)
      } else {
        await talker.converse(await open.converse(found), found.server)
      }
    }
  }

  function dial(): void {
    if (wanted) nudge()
    else {
      wanted = true
      void keepUp()
    }
  }

  /** Waits so many milliseconds, for ever on null, or until somebody nudges. */
  function pause(milliseconds: number | null): Promise<void> {
    return new Promise(resolve => {
      const timer = milliseconds === null ? null : setTimeout(() => nudge(), milliseconds)
      nudge = () => {
        if (timer) clearTimeout(timer)
        nudge = () => {}
        resolve()
      }
    })
  }

  async function awaitTalk(): Promise<void> {
    if (channel && !talker.now()) await Promise.race([talker.begun(), delay(options.deadline)])
  }

  function live(): Talk {
    const talk = talker.now()
    if (talk) return talk
    throw new FailureError({
      kind: 'unreachable',
      host: name,
      what: channel ? 'No tmux server runs there.' : 'The host is not connected.',
    })
  }

  return {
    dial,
    ready(within) {
      dial()
      return readiness.wait(within)
    },
    transport,
    tmux: options.tmux,
    async hangUp() {
      wanted = false
      nudge()
      await channel?.close()
      await transport.close()
      dispatch({ type: 'link', host: name, link: { state: 'idle' } })
    },
    async talking() {
      await awaitTalk()
      return live().client
    },
    client: () => live().client,
    read: () => live().watch.read(),
    async sessions() {
      if (channel && !talker.now() && !isServed) return []
      await awaitTalk()
      return live().watch.read()
    },
    async runOnce(words) {
      if (!channel)
        throw new FailureError({
          kind: 'unreachable',
          host: name,
          what: 'The host is not connected.',
        })
      const answer = await channel.runOnce(words)
      nudge()
      return answer
    },
    terminal: words => transport.terminal(['tmux', ...options.tmux, ...words.map(String)]),
    readAgents: talker.readAgents,
    follow: talker.follow,
    unfollow: talker.unfollow,
    watchTiles: talker.watchTiles,
  }
}

function needsPerson(failure: Failure): boolean {
  return failure.needsPerson === true || failure.kind === 'refused' || failure.kind === 'usage'
}
