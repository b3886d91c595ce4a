import { type Failure, toFailure } from '../../state/model/failure.ts'
import type { Session } from '../../state/model/fleet.ts'
import type { Event } from '../../state/model/messages/event.ts'
import type { Target } from '../../state/model/target.ts'
import type { TmuxClient } from '../tmux/client.ts'
import { createLivePane, type LivePane } from '../tmux/live-pane.ts'
import {
  type CapturedScreens,
  createMultiCapture,
  type MultiCapture,
} from '../tmux/multi-capture.ts'
import type { SharedStream } from './shared-stream.ts'

/**
 * How long a pane must stay followed before its session is streamed, in milliseconds. The selection of a screen may
 * pass over many sessions, and a command that uses the connection of another process may read a pane only once.
 */
const STREAM_DELAY = { own: 150, borrowed: 1000 } as const

/**
 * The panes of one host that one face (screen, web page or API client) watches: the selected pane, and those shown as
 * tiles on its wall of several panes.
 */
export interface WatchedPanes {
  follow(target: Target, session: Session): void
  unfollow(): void
  watchTiles(targets: readonly Target[]): void
}

/**
 * The watched panes of a host, with the methods that the session monitor calls. When the tmux client is replaced, the
 * same panes are watched through the new client.
 */
export interface PaneWatcher extends WatchedPanes {
  /** Called when a tmux client of the server `server` (`pid:started`) is attached. */
  begin(client: TmuxClient, server: string): void
  /** Called when the tmux client has ended. */
  end(): void
  /** Called when these panes printed or changed. `printed`: all that one pane printed (see `readPrinted`). */
  moved(panes: readonly string[], printed?: string): void
  found(sessions: readonly Session[]): void
  /** Stops watching all panes. */
  close(): void
}

interface Conversation {
  readonly client: TmuxClient
  readonly server: string
}

/**
 * Watches the panes of one host for one face (screen, web page or API client). The face is part of this process, or of
 * another process that uses the connection of this process.
 */
export function createPaneWatcher(options: {
  readonly host: string
  readonly by: keyof typeof STREAM_DELAY
  readonly stream: SharedStream
  readonly dispatch: (event: Event) => void
}): PaneWatcher {
  const { host, dispatch } = options
  const stream = options.stream.share(() => follow?.repace())
  let streamTimer: NodeJS.Timeout | undefined
  let talk: Conversation | null = null
  let followed: { readonly target: Target; readonly session: Session } | null = null
  let follow: LivePane | null = null
  let wanted: readonly Target[] = []
  let tiles: MultiCapture | null = null

  function startFollow(): void {
    stopFollow()
    const isHere = followed !== null && talk?.server === followed.target.server
    tiles?.leaveOut(isHere ? (followed?.target.pane ?? null) : null)
    if (!followed || !talk || !isHere) return
    const { target, session } = followed
    follow = createLivePane({
      client: talk.client,
      pane: target.pane,
      isPushed: () => stream.isPushed,
      shown: screen => dispatch({ type: 'screen', target, screen }),
      gone: failure => gone(target, failure),
    })
    if (!session.fragile)
      streamTimer = setTimeout(() => stream.want(session.id), STREAM_DELAY[options.by])
  }

  function stopFollow(): void {
    clearTimeout(streamTimer)
    follow?.stop()
    follow = null
  }

  function gone(target: Target, failure: Failure): void {
    dispatch({ type: 'unfollowed', target, failure })
  }

  function startTiles(): void {
    const { client, server = '' } = talk ?? {}
    const panes = wanted.filter(each => each.server === server).map(({ pane }) => pane)
    if (client && !tiles && panes.length > 0) {
      const shown = (screens: CapturedScreens) => dispatch({ type: 'tiles', host, server, screens })
      tiles = createMultiCapture({ client, shown, failed: report })
      tiles.leaveOut(follow && followed ? followed.target.pane : null)
    }
    tiles?.watch(panes)
  }

  function report(error: unknown): void {
    if (!isSilence(error)) dispatch({ type: 'failed', failure: toFailure(error, host) })
  }

  function end(): void {
    stopFollow()
    tiles?.stop()
    tiles = null
    talk = null
  }

  return {
    begin(client, server) {
      talk = { client, server }
      startFollow()
      startTiles()
    },
    end,
    moved(panes, printed) {
      for (const pane of panes) follow?.wake(pane, printed)
      tiles?.wake(panes)
    },
    found: sessions => tiles?.found(sessions),
    close() {
      end()
      stream.close()
    },
    follow(target, session) {
      // A fragile session ends when its last client detaches, so no client attaches to it. End the stream of the
      // previous session.
      if (session.fragile) stream.want(null)
      followed = { target, session }
      startFollow()
    },
    unfollow() {
      followed = null
      startFollow()
      stream.want(null)
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
