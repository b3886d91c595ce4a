import { randomBytes } from 'node:crypto'
import { FailureError } from '../../../state/model/failure.ts'
import {
  commandMessage,
  type HostScriptEvent,
  streamMessage,
  unstreamMessage,
} from '../../host-script/host-script.ts'
import type { TmuxClient } from '../client.ts'
import {
  continueStream,
  currentWindow,
  globalHooks,
  isHookNotice,
  mark,
  mayForge,
  subscribe,
  switchStream,
  type TmuxCommand,
  tellsOfHooks,
} from '../command.ts'
import { CLIENT_HOOKS } from '../hook.ts'
import { answerLimitOf, tooMany } from '../host-limit.ts'
import { quoteCommands } from '../quote.ts'
import { createChangedPanes } from './changed-panes.ts'
import { createConnectGuard, movesSessions } from './connect-guard.ts'
import { type Conversation, createConversation } from './conversation.ts'
import { createMarkReader, MARK } from './mark-reader.ts'
import { oneAtATime } from './one-at-a-time.ts'

/** Callbacks for changes that tmux reports by itself. */
export interface ChangeListener {
  /** Sessions, windows or panes were created, ended or renamed. */
  readonly changed: () => void
  /** These panes printed something, or their cursor moved. `printed`: all that a single pane printed, if short. */
  readonly moved: (panes: readonly string[], printed?: string) => void
  /** The tmux client that receives the output of the followed session has ended. A new one must be started. */
  readonly relisten: () => void
}

export interface ControlClient extends TmuxClient {
  readonly conversation: Conversation
  hear(event: HostScriptEvent): void
  listen(listener: ChangeListener): void
  /** Subscribes to the changes of all panes. */
  subscribe(): Promise<void>
  /** Resolves when tmux has attached the client. Commands sent before that have no client to work on. */
  readonly attached: Promise<void>
}

/** Talks to tmux over a client in control mode: a command takes 0.2 ms, and the server reports changes by itself. */
export function createControlClient(options: {
  readonly host: string
  readonly version: string
  readonly channel: string
  readonly server: string
  readonly write: (lines: string) => void
  readonly roundTrip: (milliseconds: number) => void
  /** Called when a command was sent. */
  readonly asked: () => void
  /** Called when the user has set hooks for all sessions that would run when a client of fleetmux detaches. */
  readonly hooked: (names: readonly string[]) => void
  /** Called when tmux sent `%exit`: the host script must report the client's end soon. */
  readonly leaving: () => void
  readonly deadline: number
}): ControlClient {
  const readMoved = createChangedPanes()
  let listener: ChangeListener = { changed() {}, moved() {}, relisten() {} }
  let stream = NO_STREAM
  /** Panes whose output is being continued; true: tmux has paused the pane again meanwhile. */
  const resuming = new Map<string, boolean>()
  let streams = 0
  let questions = 0
  /**
   * Whether tmux must print a mark (an id) before the answers of the next command line. It must if an answer to an
   * older client may still come, or if the last command can print text of a pane that looks like an answer.
   */
  let isInDoubt = true
  /**
   * Part of each mark, the id that tmux prints before answers. It is random, so a pane's title or screen cannot imitate
   * a mark.
   */
  const secret = randomBytes(6).toString('base64url')
  /** Id of the window named by the subscription to the changes of all panes, which ends with it (see `subscribe`). */
  let window = ''
  /**
   * Id of the last window that closed. It is compared with `window` after subscribing, because that window may have
   * closed before tmux got the subscription.
   */
  let closed = ''
  const arrival = createConnectGuard()
  const attached = Promise.withResolvers<void>()

  const conversation = createConversation({
    ...options,
    marking: { readMark: createMarkReader(secret) },
    notice,
  })

  function notice(name: string, rest: Buffer): void {
    attached.resolve()
    if (name === 'exit') options.leaving()
    if (name === 'client-session-changed') arrival.arrived()
    if (CLOSES.has(name)) closed = rest.toString('latin1')
    if (CLOSES.has(name) && closed === window) subscribeAgain().catch(ignoreGone)
    if (name === 'subscription-changed') changed(rest.toString('latin1'))
    else if (CHANGES.has(name)) listener.changed()
  }

  function changed(value: string): void {
    if (!isHookNotice(value)) {
      listener.moved(readMoved(value))
      listener.changed()
    } else if (tellsOfHooks(value)) checkHooks().catch(ignoreGone)
  }

  const subscribeAgain = oneAtATime(() => client.subscribe())
  const checkHooks = oneAtATime(async () => {
    const set = await ask(globalHooks())
    const names = CLIENT_HOOKS.filter((_, index) => String(set[index] ?? '').trim() !== '')
    if (names.length > 0) options.hooked(names)
  })

  function ask(commands: readonly TmuxCommand[], deadline?: number): Promise<Buffer[]> {
    const id = `${secret}.${++questions}`
    const marked = isInDoubt
    isInDoubt = commands.some(mayForge)
    const words = marked ? [mark(`${MARK}${id}`), ...commands] : commands
    const line = commandMessage(quoteCommands(words))
    const bounds = commands.map(answerLimitOf)
    const { answer } = conversation.ask({ id, line, marked, bounds }, deadline)
    options.asked()
    return answer
  }

  const client: ControlClient = {
    pushed: true,
    version: options.version,
    channel: options.channel,
    server: options.server,
    conversation,
    attached: attached.promise,
    listen: given => {
      listener = given
    },
    async subscribe() {
      const [id] = await ask(currentWindow())
      window = id?.toString('latin1').trim() ?? ''
      if (!/^@\d+$/.test(window)) return
      await ask(subscribe(window))
      if (closed === window) await client.subscribe()
    },
    ask: (commands, deadline) =>
      commands.some(movesSessions)
        ? arrival.alone(() => ask(commands, deadline))
        : ask(commands, deadline),
    stream(session) {
      if (stream.tag && stream.session === session) return
      if (stream.pid > 0) return move(session)
      client.unstream()
      const tag = `s${++streams}`
      stream = { ...NO_STREAM, tag, session }
      arrival.start(() => {
        if (stream.tag === tag) options.write(streamMessage({ tag, session }))
        else arrival.arrived()
      })
    },
    unstream() {
      if (stream.tag) options.write(unstreamMessage(stream.tag))
      stream = NO_STREAM
    },
    hear(event) {
      if (!('tag' in event) || event.tag !== stream.tag) return
      if (event.type === 'streaming') stream = { ...stream, pid: event.pid }
      else if (event.type === 'wake') listener.moved([event.pane], event.printed)
      else if (event.type === 'pause') resume(event.pane)
      else if (event.type === 'gone') {
        arrival.arrived()
        lostStream(stream.pid > 0)
      }
    },
  }

  /**
   * Handles the end of the stream client, which receives the output of one session. A new one is started only if it had
   * begun to receive output: otherwise it would fail again at once. The next list of sessions shows whether its session
   * still exists.
   */
  function lostStream(hasBegun: boolean): void {
    stream = NO_STREAM
    if (hasBegun) listener.relisten()
    else listener.changed()
  }

  /**
   * Switches the stream client (the second tmux client, which receives the output of one session) to another session. A
   * new client is not attached, because that can crash the server (see `ConnectGuard`).
   */
  function move(session: string): void {
    stream = { ...stream, session }
    client.ask(switchStream(`client-${stream.pid}`, session)).catch(ignoreGone)
  }

  /** Continues the output of a pane that tmux paused because fleetmux read too slowly. Also captures the pane now. */
  function resume(pane: string): void {
    listener.moved([pane])
    if (stream.pid === 0) return
    const isKnown = resuming.has(pane)
    if (!isKnown && resuming.size >= RESUMING) throw tooMany('paused panes', RESUMING)
    resuming.set(pane, isKnown)
    if (isKnown) return
    const continued = client.ask(continueStream(`client-${stream.pid}`, pane)).catch(ignoreGone)
    void continued.finally(() => {
      const isPaused = resuming.get(pane) === true
      resuming.delete(pane)
      if (isPaused) resume(pane)
    })
  }

  return client
}

const NO_STREAM = { tag: '', session: '', pid: 0 }
/** Maximum panes that tmux is asked at one time to continue after a pause; with more, the connection fails. */
const RESUMING = 1000
/** Ignores an error of tmux: if the stream client ended before tmux got the command, nothing needs to be done. */
function ignoreGone(error: unknown): void {
  if (!(error instanceof FailureError)) throw error
}

const CLOSES = new Set(['window-close', 'unlinked-window-close'])

/** Notices from tmux after which the sessions are listed again. */
const CHANGES = new Set([
  'sessions-changed',
  'session-changed',
  'session-renamed',
  'session-window-changed',
  'client-session-changed',
  'client-detached',
  'layout-change',
  'window-add',
  'window-close',
  'window-renamed',
  'window-pane-changed',
  'unlinked-window-add',
  'unlinked-window-close',
  'unlinked-window-renamed',
  'pane-mode-changed',
])
