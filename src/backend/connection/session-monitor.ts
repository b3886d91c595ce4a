import { toFailure } from '../../state/model/failure.ts'
import type { Server, Session } from '../../state/model/fleet.ts'
import type { Event } from '../../state/model/messages/event.ts'
import type { Target } from '../../state/model/target.ts'
import type { AgentWatch, Changed } from '../agents/watch-agents.ts'
import { unlessAborted } from '../clock.ts'
import type { ForegroundProcess } from '../host-script/process-line.ts'
import type { Talk as ChannelTalk } from '../tmux/channel/channel.ts'
import type { TmuxClient } from '../tmux/client.ts'
import type { IsOurs } from '../tmux/listing.ts'
import { createWatch, type Watch } from '../tmux/watch-sessions.ts'
import {
  createPaneWatcher,
  isSilence,
  type PaneWatcher,
  type WatchedPanes,
} from './pane-watcher.ts'
import { createSharedStream } from './shared-stream.ts'

/** The connection to one tmux server through one tmux client. */
export interface TmuxSession {
  readonly client: TmuxClient
  readonly processes: () => Promise<readonly ForegroundProcess[]>
  readonly watch: Watch
  /** `pid:started` of the server. */
  readonly server: string
}

/**
 * Watches the sessions, the selected pane, the panes shown on the wall, and the agents of one host. When the tmux
 * client is replaced, the same panes and agents are watched through the new client.
 */
export interface SessionMonitor extends WatchedPanes {
  /**
   * Watches the host until the tmux client ends or `signal` aborts. Resolves with whether the list of sessions was
   * reported. Rejects when it cannot be read.
   */
  converse(
    open: ChannelTalk,
    server: Extract<Server, { state: 'running' }>,
    signal: AbortSignal,
  ): Promise<boolean>
  /** Stops all watching through the current tmux client. A new client continues with the same panes and agents. */
  quiet(): void
  /** The current connection to a tmux server; null when there is none. */
  now(): TmuxSession | null
  /** Resolves when a control client of fleetmux is attached to a session of the host, or polling has begun. */
  begun(): Promise<void>
  /** Reads the states of the agents in the host's panes. A second call loads the agent rules again. */
  readAgents(): void
  /**
   * Watches panes for another fleetmux process that uses this connection, until the returned object is closed. The
   * panes that this process watches are not affected.
   */
  lendPanes(dispatch: (event: Event) => void): LentPanes
}

export interface LentPanes extends WatchedPanes {
  close(): void
}

/**
 * Creates the object that reads agents through one tmux client. Its code is loaded only when a user interface shows
 * agents.
 */
export type AgentReader = (options: {
  readonly client: TmuxClient
  readonly processes: () => Promise<readonly ForegroundProcess[]>
  readonly changed: Changed
  readonly progress: (read: number, of: number) => void
  readonly failed: (error: unknown) => void
}) => AgentWatch

export interface SessionMonitorOptions {
  /** Names the host and the connection in events. */
  readonly from: { readonly host: string; readonly connection?: number }
  readonly isOurs: (server: string) => IsOurs
  readonly dispatch: (event: Event) => void
  /** Called when the sessions of the host are known. */
  readonly reached: () => void
  readonly agentReader?: () => Promise<AgentReader>
}

/** Watches one host's tmux: its sessions, the selected pane, the panes shown on the wall, the agents. */
export function createSessionMonitor({
  from,
  dispatch,
  ...options
}: SessionMonitorOptions): SessionMonitor {
  const { host } = from
  let talk: TmuxSession | null = null
  let begun = Promise.withResolvers<void>()
  const stream = createSharedStream()
  const own = createPaneWatcher({ host, by: 'own', stream, dispatch })
  const watchers = new Set([own])
  let wantsAgents = false
  let agents: AgentWatch | null = null
  let newest: readonly Session[] = []

  async function converse(
    { client, processes, closed, listen }: ChannelTalk,
    { pid, started }: Extract<Server, { state: 'running' }>,
    signal: AbortSignal,
  ): Promise<boolean> {
    if (signal.aborted) return false
    const server = `${pid}:${started}`
    const unread = Promise.withResolvers<never>()
    let isTold = false
    const watch = createWatch({
      client,
      isOurs: options.isOurs(server),
      found(sessions) {
        isTold = true
        found(sessions)
      },
      // A host whose sessions cannot be read is not up, even if it answers other commands.
      failed: error => (isSilence(error) ? undefined : unread.reject(error)),
    })
    talk = { client, processes, watch, server }
    begun.resolve()
    listen({
      changed: () => watch.refresh(),
      moved: (panes, printed) => each(watcher => watcher.moved(panes, printed)),
      relisten: stream.relisten,
    })
    watch.refresh()
    stream.begin(client)
    each(watcher => watcher.begin(client, server))
    startAgents()
    try {
      await unlessAborted(signal, Promise.race([closed, unread.promise]))
    } finally {
      if (talk?.client === client) quiet()
    }
    return isTold
  }

  function each(act: (watcher: PaneWatcher) => void): void {
    for (const watcher of watchers) act(watcher)
  }

  function found(sessions: readonly Session[]): void {
    dispatch({ type: 'sessions', ...from, sessions })
    newest = sessions
    agents?.found(sessions)
    each(watcher => watcher.found(sessions))
    options.reached()
  }

  function startAgents(): void {
    const now = talk
    if (!wantsAgents || !now || !options.agentReader) return
    options.agentReader().then(create => {
      if (talk !== now || agents) return
      const on = (pane: string): Target => ({ host, server: now.server, pane })
      agents = create({
        client: now.client,
        processes: now.processes,
        progress: (read, of) =>
          dispatch({ type: 'agents-read', host, server: now.server, read, of }),
        changed: (pane, reading, trace) =>
          dispatch({ type: 'agent', target: on(pane), reading, trace }),
        failed: report,
      })
      agents.found(newest)
    }, report)
  }

  function quiet(): void {
    each(watcher => watcher.end())
    stream.end()
    agents?.stop()
    talk?.watch.stop()
    if (talk) begun = Promise.withResolvers()
    agents = null
    newest = []
    talk = null
  }

  function report(error: unknown): void {
    if (!isSilence(error)) dispatch({ type: 'failed', failure: toFailure(error, host) })
  }

  return {
    converse,
    quiet,
    now: () => talk,
    begun: () => begun.promise,
    readAgents() {
      wantsAgents = true
      agents?.stop()
      agents = null
      startAgents()
    },
    follow: own.follow,
    unfollow: own.unfollow,
    watchTiles: own.watchTiles,
    lendPanes(tell) {
      const lent = createPaneWatcher({ host, by: 'borrowed', stream, dispatch: tell })
      watchers.add(lent)
      if (talk) lent.begin(talk.client, talk.server)
      return {
        ...lent,
        close() {
          watchers.delete(lent)
          lent.close()
        },
      }
    },
  }
}
