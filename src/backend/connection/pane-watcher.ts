import { type Failure, toFailure } from '../../state/model/failure.ts'
import type { Session } from '../../state/model/fleet.ts'
import type { Event } from '../../state/model/messages/event.ts'
import type { Target } from '../../state/model/target.ts'
import type { TmuxClient } from '../tmux/client.ts'
import { createLivePane, type LivePane } from '../tmux/live-pane.ts'
import { createMultiCapture, type MultiCapture, type Shown } from '../tmux/multi-capture.ts'

/** The panes of one host that one face (screen, web page or API client) watches: the followed pane and the tiles. */
export interface WatchedPanes {
  follow(target: Target, session: Session): void
  unfollow(): void
  watchTiles(targets: readonly Target[]): void
}

/** Watched panes as the session monitor updates them. The panes stay chosen when the tmux client is replaced. */
export interface PaneWatcher extends WatchedPanes {
  /** A tmux client of the server `server` (`pid:started`) is attached. */
  begin(client: TmuxClient, server: string): void
  /** The tmux client has ended. */
  end(): void
  /** These panes printed or changed. */
  moved(panes: readonly string[]): void
  found(sessions: readonly Session[]): void
  relisten(): void
}

interface Conversation {
  readonly client: TmuxClient
  readonly server: string
}

/**
 * Watches the panes of one host for one face. If `streams` is true, a tmux client attaches to the followed pane's
 * session and streams its output. A host has only one such client, so only one watcher streams; the others poll their
 * followed pane.
 */
export function createPaneWatcher(options: {
  readonly host: string
  readonly streams: boolean
  readonly dispatch: (event: Event) => void
}): PaneWatcher {
  const { host, streams, dispatch } = options
  let talk: Conversation | null = null
  let followed: { readonly target: Target; readonly session: Session } | null = null
  let follow: LivePane | null = null
  let wanted: readonly Target[] = []
  let tiles: MultiCapture | null = null

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
      listen: streams && !session.fragile,
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

  function report(error: unknown): void {
    if (!isSilence(error)) dispatch({ type: 'failed', failure: toFailure(error, host) })
  }

  function unstream(): void {
    if (streams) talk?.client.unstream()
  }

  return {
    begin(client, server) {
      talk = { client, server }
      startFollow()
      startTiles()
    },
    end() {
      follow?.stop()
      tiles?.stop()
      follow = null
      tiles = null
      talk = null
    },
    moved(panes) {
      for (const pane of panes) follow?.wake(pane)
      tiles?.wake(panes)
    },
    found: sessions => tiles?.found(sessions),
    relisten: () => follow?.relisten(),
    follow(target, session) {
      // A fragile session ends when its last client detaches, so no client attaches to it. End the stream of the
      // previous session.
      if (session.fragile) unstream()
      followed = { target, session }
      startFollow()
    },
    unfollow() {
      followed = null
      unstream()
      startFollow()
    },
    watchTiles(targets) {
      wanted = targets
      startTiles()
    },
  }
}

/** Whether the failure is of kind late or lost. Such failures are shown once, as the state of the connection. */
export function isSilence(error: unknown): boolean {
  const { kind } = toFailure(error)
  return kind === 'late' || kind === 'lost'
}
