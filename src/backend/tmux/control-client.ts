import { randomBytes } from 'node:crypto'
import { FailureError } from '../../state/model/failure.ts'
import {
  commandMessage,
  type HostScriptEvent,
  streamMessage,
  unstreamMessage,
} from '../host-script/host-script.ts'
import { createChangedPanes } from './changed-panes.ts'
import type { TmuxClient } from './client.ts'
import {
  continueStream,
  currentWindow,
  mark,
  mayForge,
  subscribe,
  switchStream,
  type TmuxCommand,
} from './command.ts'
import { createConnectGuard, movesSessions } from './connect-guard.ts'
import { type Conversation, createConversation } from './conversation.ts'
import { boundOf } from './limit.ts'
import { quoteCommands } from './quote.ts'

/** What a pushed client hears without asking. */
export interface Ears {
  /** Sessions, windows or panes came, went or changed their names. */
  readonly changed: () => void
  /** These panes printed, or their cursor moved. */
  readonly moved: (panes: readonly string[]) => void
  /** The stream broke: ask for it again. */
  readonly relisten: () => void
}

export interface ControlClient extends TmuxClient {
  readonly conversation: Conversation
  hear(event: HostScriptEvent): void
  listen(ears: Ears): void
  /** Has the server tell what moves, from now on. */
  subscribe(): Promise<void>
  /** Resolves when tmux has attached it: what is asked before has no client to work on. */
  readonly attached: Promise<void>
}

/** A client over control mode: 0.2 ms a command, and the server tells what moved. */
export function createControlClient(options: {
  readonly host: string
  readonly version: string
  readonly write: (lines: string) => void
  readonly roundTrip: (milliseconds: number) => void
  /** A question is on its way. */
  readonly asked: () => void
  /** tmux let the client go: its end must be told soon. */
  readonly leaving: () => void
  readonly deadline: number
}): ControlClient {
  const readMoved = createChangedPanes()
  let ears: Ears = { changed() {}, moved() {}, relisten() {} }
  let stream = NO_STREAM
  let streams = 0
  let questions = 0
  /** Whether what comes before the next answer may be an older client's, or look like an answer and be a pane's. */
  let isInDoubt = true
  /** Part of each mark: a title or a screen that looks like a mark cannot hold it. */
  const secret = randomBytes(6).toString('base64url')
  /** What tells of all that moves hangs on this window. */
  let window = ''
  /** The last window that closed: it may have been asked for just before. */
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
    if (CLOSES.has(name) && closed === window) client.subscribe().catch(ignoreGone)
    if (name === 'subscription-changed') {
      ears.moved(readMoved(rest.toString('latin1')))
      ears.changed()
    } else if (CHANGES.has(name)) ears.changed()
  }

  function ask(commands: readonly TmuxCommand[], deadline?: number): Promise<Buffer[]> {
    const id = `${secret}.${++questions}`
    const marked = isInDoubt
    isInDoubt = commands.some(mayForge)
    const words = marked ? [mark(`${MARK}${id}`), ...commands] : commands
    const line = commandMessage(quoteCommands(words))
    const bounds = commands.map(boundOf)
    const { answer } = conversation.ask({ id, line, marked, bounds }, deadline)
    options.asked()
    return answer
  }

  const client: ControlClient = {
    pushed: true,
    version: options.version,
    conversation,
    attached: attached.promise,
    listen: given => {
      ears = given
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
      else if (event.type === 'wake') ears.moved([event.pane])
      else if (event.type === 'pause') resume(event.pane)
      else if (event.type === 'gone') {
        arrival.arrived()
        lostStream(stream.pid > 0)
      }
    },
  }

  /** One that never began would end at once again; the next list shows whether its session is there still. */
  function lostStream(hasBegun: boolean): void {
    stream = NO_STREAM
    if (hasBegun) ears.relisten()
    else ears.changed()
  }

  /** A client that arrives is a danger to the server (see `arrival`): the one that is there goes on elsewhere. */
  function move(session: string): void {
    stream = { ...stream, session }
    client.ask(switchStream(`client-${stream.pid}`, session)).catch(ignoreGone)
  }

  /** We were behind and tmux stopped sending: look at what is there now, and go on from there. */
  function resume(pane: string): void {
    ears.moved([pane])
    if (stream.pid > 0) client.ask(continueStream(`client-${stream.pid}`, pane)).catch(ignoreGone)
  }

  return client
}

const NO_STREAM = { tag: '', session: '', pid: 0 }
/** Short, and of letters that need no quotes: the shell on the host reads each line byte by byte. */
const MARK = 'fm'
const LONGEST_MARK = 64

/**
 * The id in an answer that only marks those behind it. Marks without the secret are no marks: any pane can have one as
 * its title, and the answers behind it would be nobody's.
 */
function createMarkReader(secret: string): (body: Buffer) => string | null {
  const start = Buffer.from(`${MARK}${secret}.`)
  return body => {
    if (body.length > LONGEST_MARK || !body.subarray(0, start.length).equals(start)) return null
    return body.toString('latin1', MARK.length)
  }
}

/** The stream may be gone by the time tmux is asked to go on with it: then there is nothing to go on with. */
function ignoreGone(error: unknown): void {
  if (!(error instanceof FailureError)) throw error
}

const CLOSES = new Set(['window-close', 'unlinked-window-close'])

/** Notices after which the list is read again. */
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
