import { type Failure, toFailure } from '../../state/model/failure.ts'
import type { Server, Session } from '../../state/model/fleet.ts'
import type { Event } from '../../state/model/messages/event.ts'
import type { Target } from '../../state/model/target.ts'
import type { AgentWatch, Changed } from '../agents/watch.ts'
import { unlessAborted } from '../clock.ts'
import type { ForegroundProcess } from '../host-script/process-line.ts'
import type { Talk as ChannelTalk } from '../tmux/channel/channel.ts'
import type { TmuxClient } from '../tmux/client.ts'
import type { IsOurs } from '../tmux/listing.ts'
import { createLivePane, type LivePane } from '../tmux/live-pane.ts'
import { createMultiCapture, type MultiCapture, type Shown } from '../tmux/multi-capture.ts'
import { createWatch, type Watch } from '../tmux/watch.ts'

/** A conversation with one tmux server while it lasts. */
export interface TmuxSession {
  readonly client: TmuxClient
  readonly processes: () => Promise<readonly ForegroundProcess[]>
  readonly watch: Watch
  /** `pid:started` of the server. */
  readonly server: string
}

/**
 * Watches the sessions, the followed pane, the tiles and the agents of one host. What it watches stays set from one
 * conversation to the next.
 */
export interface SessionMonitor {
  /**
   * Watches until the conversation closes or `signal` aborts. Resolves with whether the sessions were reported. Rejects
   * when they cannot be read.
   */
  converse(
    open: ChannelTalk,
    server: Extract<Server, { state: 'running' }>,
    signal: AbortSignal,
  ): Promise<boolean>
  /** Stops all watching of the current conversation. What is to be watched stays set. */
  quiet(): void
  /** The current conversation; null when there is none. */
  now(): TmuxSession | null
  /** Resolves when a conversation has begun. */
  begun(): Promise<void>
  /** Reads the agents in the host's panes. A second call loads the agent rules again. */
  readAgents(): void
  follow(target: Target, session: Session): void
  unfollow(): void
  watchTiles(targets: readonly Target[]): void
}

/** Creates the agent watch of one conversation. Its code is loaded only when a face shows agents. */
export type AgentReader = (options: {
  readonly client: TmuxClient
  readonly processes: () => Promise<readonly ForegroundProcess[]>
  readonly changed: Changed
  readonly progress: (read: number, of: number) => void
  readonly failed: (error: unknown) => void
}) => AgentWatch

export interface SessionMonitorOptions {
  readonly host: string
  readonly isOurs: (server: string) => IsOurs
  readonly dispatch: (event: Event) => void
  /** Called when the sessions of the host are known. */
  readonly reached: () => void
  readonly agentReader?: () => Promise<AgentReader>
}

/** Watches one host's tmux: its sessions, the followed pane, the tiles, the agents. */
export function createSessionMonitor({
  host,
  dispatch,
  ...options
}: SessionMonitorOptions): SessionMonitor {
  let talk: TmuxSession | null = null
  let begun = Promise.withResolvers<void>()
  let followed: { readonly target: Target; readonly session: Session } | null = null
  let follow: LivePane | null = null
  let wanted: readonly Target[] = []
  let tiles: MultiCapture | null = null
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
      moved(panes) {
        for (const pane of panes) follow?.wake(pane)
        tiles?.wake(panes)
      },
      relisten: () => follow?.relisten(),
    })
    watch.refresh()
    startFollow()
    startTiles()
    startAgents()
    try {
      await unlessAborted(signal, Promise.race([closed, unread.promise]))
    } finally {
      if (talk?.client === client) quiet()
    }
    return isTold
  }

  function found(sessions: readonly Session[]): void {
    dispatch({ type: 'sessions', host, sessions })
    newest = sessions
    agents?.found(sessions)
    tiles?.found(sessions)
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

  function startFollow(): void {
    follow?.stop()
    follow = null
    const isHere = followed !== null && talk?.server === followed.target.server
    tiles?.leaveOut(isHere ? (followed?.target.pane ?? null) : null)
    if (!followed || !talk || !isHere) return
    const { target, session } = followed
    follow = createLivePane({
      client: talk.client,
      pane: target.pane,
      session: session.id,
      listen: !session.fragile,
      shown: screen => dispatch({ type: 'screen', target, screen }),
      gone: failure => gone(target, failure),
    })
  }

  function gone(target: Target, failure: Failure): void {
    dispatch({ type: 'unfollowed', target, failure })
  }

  function startTiles(): void {
    const { client, server = '' } = talk ?? {}
    const panes = wanted.filter(each => each.server === server).map(({ pane }) => pane)
    if (client && !tiles && panes.length > 0) {
      const shown = (screens: Shown) => dispatch({ type: 'tiles', host, server, screens })
      tiles = createMultiCapture({ client, shown, failed: report })
      tiles.leaveOut(follow && followed ? followed.target.pane : null)
    }
    tiles?.watch(panes)
  }

  function quiet(): void {
    follow?.stop()
    tiles?.stop()
    agents?.stop()
    talk?.watch.stop()
    if (talk) begun = Promise.withResolvers()
    follow = null
    tiles = null
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
    follow(target, session) {
      // No client attaches to a fragile session. The stream of the session before it ends as well.
      if (session.fragile) talk?.client.unstream()
      followed = { target, session }
      startFollow()
    },
    unfollow() {
      followed = null
      talk?.client.unstream()
      startFollow()
    },
    watchTiles(targets) {
      wanted = targets
      startTiles()
    },
  }
}

/** Failures of kind late and lost are shown once, as the state of the connection. */
function isSilence(error: unknown): boolean {
  const { kind } = toFailure(error)
  return kind === 'late' || kind === 'lost'
}
