import type { Event, LinkChange } from '../../state/model/event.ts'
import { type Failure, FailureError, toFailure } from '../../state/model/failure.ts'
import type { Session } from '../../state/model/fleet.ts'
import type { HostConfig } from '../../state/model/host-config.ts'
import type { Target } from '../../state/model/target.ts'
import { delay, steadyNow, unlessAborted } from '../clock.ts'
import { type Channel, openChannel } from '../tmux/channel.ts'
import type { TmuxClient } from '../tmux/client.ts'
import type { TmuxCommand } from '../tmux/command.ts'
import { ExcessError } from '../tmux/limit.ts'
import type { IsOurs } from '../tmux/listing.ts'
import { onKnownTerminal } from '../transport/known-terminal.ts'
import type { CommandLine, Transport } from '../transport/transport.ts'
import { backoff } from './backoff.ts'
import { createInterruptibleWait } from './interruptible-wait.ts'
import { createReadiness } from './readiness.ts'
import { createRoundTrip } from './round-trip.ts'
import { type AgentReader, createSessionMonitor, type TmuxSession } from './session-monitor.ts'

export type { AgentReader } from './session-monitor.ts'

/** A host without a server is looked at again after so many milliseconds, by the channel's own shell: no process. */
const LOOK_AGAIN = 5000
/** One that went past a limit would only do so again, in milliseconds. */
const AFTER_EXCESS = 5 * 60_000
/** How long a host may take to show that it is there, to a person who asks. */
const CHECK = 3000
/** So many conversations in a row that end before the sessions were told: the next would end as well. */
const MISSES = 3

export interface Connection {
  /** Keeps the host connected from now on; while it waits to dial again, dials now. */
  dial(): void
  /**
   * What a person asks for: dials where it is not up; where it is, finds out whether that is true, and dials anew
   * where nothing answers. Resolves with the milliseconds that the answer took; null: it is being dialled.
   */
  reconnect(): Promise<number | null>
  /** Somebody looks: a host that was not heard lately is asked whether it is still there. */
  checkIdle(): void
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
  /** Runs a line of tmux commands where no server is needed: it starts the first session. */
  runOnce(commands: readonly TmuxCommand[]): Promise<Buffer>
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
  /** The command line that gives a person's terminal to a command of that tmux there. */
  terminal(words: TmuxCommand, program: string): Promise<CommandLine>
}

/** One host as the user sees it: dialled, listened to, dialled again with back-off when it drops. */
export function createConnection(options: {
  readonly host: HostConfig
  readonly transport: Transport
  readonly tmux: readonly string[]
  readonly deadline: number
  /** Which connection to this host it is; later ones have larger numbers. */
  readonly connection?: number
  readonly isOurs: (server: string) => IsOurs
  readonly dispatch: (event: Event) => void
  readonly agentReader?: () => Promise<AgentReader>
}): Connection {
  const { host, transport } = options
  const name = host.name
  let wanted = false
  let attempt = 0
  let channel: Channel | null = null
  let isSlow = false
  let lost: readonly string[] = []
  let isServed = false
  const readiness = createReadiness(name)
  const retry = createInterruptibleWait()
  const lookAgain = createInterruptibleWait()
  const { agentReader } = options
  const talker = createSessionMonitor({
    host: name,
    isOurs: options.isOurs,
    dispatch: event => dispatch(event),
    reached: proven,
    ...(agentReader && { agentReader }),
  })

  /** One that was hung up has nothing more to say but that, whatever was still on its way. */
  function dispatch(event: Event): void {
    if (wanted) options.dispatch(event)
  }

  function say(link: LinkChange): void {
    dispatch({ type: 'link', ...from, link })
  }

  const from = {
    host: name,
    ...(options.connection !== undefined && { connection: options.connection }),
  }

  async function keepUp(): Promise<void> {
    while (wanted) {
      say({ state: 'connecting' })
      const { failure, wait } = await visit()
      if (!wanted) return
      const again = wait === null ? {} : { retryAt: steadyNow() + wait }
      say({ state: 'down', failure, ...again })
      readiness.missed(failure)
      await retry.begin(wait)
    }
  }

  /** From dialling to the end of the channel; returns why it ended, and how long to wait. */
  async function visit(): Promise<Missed> {
    const over = new AbortController()
    try {
      channel = await open()
      lost = [channel.nonce]
      say({ state: 'up' })
      return await Promise.race([serve(channel, over.signal), channel.ended])
    } catch (error) {
      return missed(error)
    } finally {
      over.abort()
      lookAgain.end()
      talker.quiet()
      readiness.left()
      await channel?.close()
      channel = null
    }
  }

  function open(): Promise<Channel> {
    isSlow = false
    return openChannel({
      transport,
      tmux: options.tmux,
      deadline: options.deadline,
      lost,
      waiting: failure => say({ state: 'connecting', failure }),
      slow(slow) {
        isSlow = slow
        say({ state: slow ? 'slow' : 'up' })
      },
      roundTrip: createRoundTrip(milliseconds =>
        dispatch({ type: 'round-trip', ...from, milliseconds }),
      ),
    })
  }

  function missed(error: unknown): Missed {
    const failure = toFailure(error, name)
    // It may be the way that is frozen, and not the host.
    if (failure.kind === 'late') transport.doubt()
    if (needsPerson(failure)) return { failure, wait: null }
    return { failure, wait: error instanceof ExcessError ? AFTER_EXCESS : backoff(attempt++) }
  }

  /** The host works: what runs there is known. Only then is the next failure the first one again. */
  function proven(): void {
    attempt = 0
    readiness.reached()
  }

  /** Talks to whatever server is there, one after the other, as long as the channel lives. */
  async function serve(open: Channel, over: AbortSignal): Promise<never> {
    for (let misses = 0; misses < MISSES; ) {
      const found = await unlessAborted(over, open.look())
      dispatch({ type: 'server', ...from, server: found.server })
      isServed = found.server.state === 'running'
      if (found.server.state !== 'running') {
        dispatch({ type: 'sessions', ...from, sessions: [] })
        proven()
        await lookAgain.begin(found.server.state === 'no-tmux' ? null : LOOK_AGAIN)
        over.throwIfAborted()
      } else {
        const talk = await unlessAborted(over, open.converse(found))
        misses = (await talker.converse(talk, found.server, over)) ? 0 : misses + 1
      }
    }
    throw new FailureError({
      kind: 'remote',
      host: name,
      what: 'tmux there ends every conversation before it has told its sessions.',
      now: `Try it by hand: \`tmux -C attach\` on ${name}.`,
    })
  }

  function dial(): void {
    if (!wanted) {
      wanted = true
      void keepUp()
    } else if (!retry.end()) lookAgain.end()
  }

  async function reconnect(): Promise<number | null> {
    const now = channel
    dial()
    if (!now) return null
    try {
      // Whoever sees that it does not answer, and asks, need not wait for the rule that finds it out.
      if (isSlow) throw givenUp(name)
      return await now.check(CHECK)
    } catch (error) {
      now.fail(error instanceof Error ? error : givenUp(name))
      return null
    }
  }

  async function awaitTalk(): Promise<void> {
    if (channel && !talker.now()) await Promise.race([talker.begun(), delay(options.deadline)])
  }

  function live(): TmuxSession {
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
    reconnect,
    checkIdle: () => channel?.checkIdle(),
    ready(within) {
      dial()
      return readiness.wait(within)
    },
    transport,
    tmux: options.tmux,
    async hangUp() {
      const wasWanted = wanted
      wanted = false
      talker.quiet()
      retry.end()
      lookAgain.end()
      await channel?.close()
      await transport.close()
      // Dialled again meanwhile, it is not idle.
      if (wasWanted && !wanted) options.dispatch({ type: 'link', ...from, link: { state: 'idle' } })
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
    async runOnce(commands) {
      if (!channel)
        throw new FailureError({
          kind: 'unreachable',
          host: name,
          what: 'The host is not connected.',
        })
      const answer = await channel.runOnce(commands)
      lookAgain.end()
      return answer
    },
    terminal: (words, program) =>
      transport.terminal(onKnownTerminal([program, ...options.tmux, ...words.map(String)])),
    readAgents: talker.readAgents,
    follow: talker.follow,
    unfollow: talker.unfollow,
    watchTiles: talker.watchTiles,
  }
}

/** Why it is not up, and how many milliseconds until it is dialled again; null: when somebody asks for it. */
interface Missed {
  readonly failure: Failure
  readonly wait: number | null
}

function givenUp(host: string): FailureError {
  const what = 'The host did not answer; reconnecting, as asked.'
  return new FailureError({ kind: 'late', host, what })
}

function needsPerson(failure: Failure): boolean {
  return failure.needsPerson === true || failure.kind === 'refused' || failure.kind === 'usage'
}
