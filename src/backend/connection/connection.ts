import type { HostConfig } from '../../state/model/host-config.ts'
import type { Event, LinkChange } from '../../state/model/messages/event.ts'
import { steadyNow, unlessAborted } from '../clock.ts'
import { type Channel, openChannel } from '../tmux/channel/channel.ts'
import type { TmuxCommand } from '../tmux/command.ts'
import type { IsOurs } from '../tmux/listing.ts'
import { onKnownTerminal } from '../transport/known-terminal.ts'
import type { CommandLine, Transport } from '../transport/transport.ts'
import { endsEarly, notAnswering } from './connection-failure.ts'
import { createAttempts, type Missed } from './failed-attempts.ts'
import { serversOf } from './host-servers.ts'
import { createInterruptibleWait } from './interruptible-wait.ts'
import type { WatchedPanes } from './pane-watcher.ts'
import { createReadiness } from './readiness.ts'
import { createRoundTrip } from './round-trip.ts'
import { type AgentReader, createSessionMonitor, type LentPanes } from './session-monitor.ts'
import { createTmuxAccess, type TmuxAccess } from './tmux-access.ts'

/**
 * Interval between two checks for a tmux server on a host that has none, in milliseconds. The shell of the open channel
 * does the check: no process starts.
 */
const LOOK_AGAIN = 5000
/** Timeout for the host's answer when the user asks for a reconnect, in milliseconds; then it is dialled anew. */
const CHECK = 3000
/** The connection fails if this many tmux clients in a row ended before they reported the sessions. */
const MISSES = 3

export interface Connection extends TmuxAccess, WatchedPanes {
  /** Keeps the host connected from now on. If the connection waits before its next attempt, the attempt starts now. */
  dial(): void
  /**
   * The reconnect that the user requests. Dials a host that is not up. Checks a host that is up, and dials again if it
   * does not answer. Resolves with the time that the answer took (ms), or with null when the host is being dialled.
   */
  reconnect(): Promise<number | null>
  /** Checks the host if it has sent nothing for a minute. Called by the wake timer, when a shown age changes. */
  checkIdle(): void
  hangUp(): Promise<void>
  /**
   * Dials, and resolves when the sessions of the host are known, even if it has none. Rejects with the reason when the
   * host cannot be reached, or after `deadline` (ms).
   */
  ready(deadline: number): Promise<void>
  /** The transport to the host, for everything that is not a tmux command. */
  readonly transport: Transport
  /** Options of `tmux` that select the server on the host, such as `-L NAME`. */
  readonly tmux: readonly string[]
  /** Reads the states of the agents in the host's panes from now on. A second call loads the agent rules again. */
  readAgents(): void
  /**
   * Watches panes for another fleetmux process that uses this connection, until the returned object is closed. The
   * panes that this process watches are not affected.
   */
  lendPanes(dispatch: (event: Event) => void): LentPanes
  /** The command line that runs this tmux command on the host in the user's terminal. */
  terminal(words: TmuxCommand, program: string): Promise<CommandLine>
}

/** Keeps one host connected: dials it, listens to it, and dials it again with back-off when the channel ends. */
export function createConnection(options: {
  readonly host: HostConfig
  readonly transport: Transport
  readonly tmux: readonly string[]
  readonly deadline: number
  /** Number of this connection to the host. A later connection to the same host has a larger number. */
  readonly connection?: number
  readonly isOurs: (server: string) => IsOurs
  readonly dispatch: (event: Event) => void
  readonly agentReader?: () => Promise<AgentReader>
}): Connection {
  const { host, transport } = options
  const name = host.name
  let wanted = false
  let channel: Channel | null = null
  let isSlow = false
  let lost: readonly string[] = []
  let isServed = false
  const readiness = createReadiness(name)
  const attempts = createAttempts(name)
  const retry = createInterruptibleWait()
  const lookAgain = createInterruptibleWait()
  const { agentReader } = options
  let tmux = options.tmux
  const from = {
    host: name,
    ...(options.connection !== undefined && { connection: options.connection }),
  }

  const talker = createSessionMonitor({
    from,
    isOurs: options.isOurs,
    dispatch: event => dispatch(event),
    reached: proven,
    ...(agentReader && { agentReader }),
  })

  /** Dispatches the event, unless `hangUp` was called. */
  function dispatch(event: Event): void {
    if (wanted) options.dispatch(event)
  }

  function say(link: LinkChange): void {
    dispatch({ type: 'link', ...from, link })
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

  /** Opens a channel and uses it until it ends. Returns why it ended and how long to wait before the next attempt. */
  async function visit(): Promise<Missed> {
    const over = new AbortController()
    try {
      channel = await open()
      lost = [channel.nonce]
      say({ state: 'up' })
      return await Promise.race([serve(channel, over.signal), channel.ended])
    } catch (error) {
      const missed = attempts.missed(error)
      // The transport (such as an ssh master) may be frozen, and not the host: let the transport check itself.
      if (missed.failure.kind === 'late') transport.doubt()
      return missed
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
    tmux = options.tmux
    return openChannel({
      transport,
      tmux: options.tmux,
      servers: serversOf(host),
      deadline: options.deadline,
      lost,
      waiting: failure => say({ state: 'connecting', failure }),
      slow(slow) {
        isSlow = slow
        say({ state: slow ? 'slow' : 'up' })
      },
      keepsRuns: () => dispatch({ type: 'keeps-runs', ...from }),
      otherServer: (server, socket) => dispatch({ type: 'other-server', ...from, server, socket }),
      socketAt(path) {
        tmux = ['-S', path]
      },
      roundTrip: createRoundTrip(milliseconds =>
        dispatch({ type: 'round-trip', ...from, milliseconds }),
      ),
    })
  }

  /** Called when the host has answered and its sessions are known. The back-off starts again from the shortest wait. */
  function proven(): void {
    attempts.reached()
    readiness.reached()
  }

  /** Monitors the tmux server on the host while the channel is open. When the server exits, monitors the next one. */
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
    throw endsEarly(name)
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
      // If the user asks to reconnect a slow host, do not wait for its liveness deadline.
      if (isSlow) throw notAnswering(name)
      return await now.check(CHECK)
    } catch (error) {
      now.fail(error instanceof Error ? error : notAnswering(name))
      return null
    }
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
    get tmux() {
      return tmux
    },
    async hangUp() {
      const wasWanted = wanted
      wanted = false
      talker.quiet()
      retry.end()
      lookAgain.end()
      await channel?.close()
      await transport.close()
      // If the connection was dialled again while it closed, it is not idle.
      if (wasWanted && !wanted) options.dispatch({ type: 'link', ...from, link: { state: 'idle' } })
    },
    ...createTmuxAccess({
      ...{ host: name, deadline: options.deadline, monitor: talker },
      channel: () => channel,
      isServed: () => isServed,
      started: lookAgain.end,
    }),
    terminal: (words, program) =>
      transport.terminal(onKnownTerminal([program, ...tmux, ...words.map(String)])),
    readAgents: talker.readAgents,
    follow: talker.follow,
    unfollow: talker.unfollow,
    watchTiles: talker.watchTiles,
    lendPanes: talker.lendPanes,
  }
}
