import { randomBytes } from 'node:crypto'
import type { Failure, FailureError } from '../../../state/model/failure.ts'
import { delay, monotonic } from '../../clock.ts'
import {
  clearMessage,
  foregroundMessage,
  type HostScriptEvent,
  lookMessage,
  openMessage,
  pingMessage,
  type Servers,
  startHostScript,
} from '../../host-script/host-script.ts'
import type { ForegroundProcess } from '../../host-script/process-line.ts'
import type { Transport } from '../../transport/transport.ts'
import type { TmuxClient } from '../client.ts'
import { mark, type TmuxCommand } from '../command.ts'
import { createWire } from './channel-streams.ts'
import { type ChangeListener, type ControlClient, createControlClient } from './control-client.ts'
import { createLiveness } from './liveness.ts'
import { createPoller, pollingClient } from './polling.ts'
import { type Found, hookedSince, toFound } from './server.ts'
import { closedByTmux, firstTmux, lookForTmux } from './tmux-report.ts'

/** Extra milliseconds that an answer may take with polling, where each command starts a process on the host. */
const POLLED_PATIENCE = 7000
/** Milliseconds without data from the host after which `checkIdle` asks whether the host still answers. */
const LATELY = 60_000

/** The long-lived channel to a host. A shell script of fleetmux (the host script) runs at its other end. */
export interface Channel {
  /**
   * A random word that marks the lines of the host script. If this channel is lost, a later channel uses the word to
   * end the processes that this channel left on the host.
   */
  readonly nonce: string
  /** Finds out whether a tmux server runs, and which session a control client may attach to. */
  look(): Promise<Found>
  /** Begins to talk with tmux over a control client, or by polling if no client may attach. */
  converse(found: Found): Promise<Talk>
  /** Runs one line of tmux commands, as a separate process if there is no client. Resolves with the first answer. */
  runOnce(commands: readonly TmuxCommand[]): Promise<Buffer>
  /**
   * Checks that tmux answers; before `converse` was called, only that the host's shell answers. Resolves with the time
   * until the answer in milliseconds; rejects if no answer comes.
   */
  check(deadline: number): Promise<number>
  /** Checks the host in the background if it has sent nothing lately. If no answer comes, the channel ends. */
  checkIdle(): void
  /** Ends the channel: `ended` rejects with this error. */
  fail(error: Error): void
  /** Rejects when the channel breaks or `fail` is called. Never resolves. */
  readonly ended: Promise<never>
  close(): Promise<void>
}

export interface Talk {
  readonly client: TmuxClient
  /** Lists the foreground processes of the terminals on this host. Rejects after the deadline. */
  processes(): Promise<readonly ForegroundProcess[]>
  /** Resolves when no more commands can be sent to this client, because its session or the tmux server ended. */
  readonly closed: Promise<void>
  listen(listener: ChangeListener): void
}

export interface ChannelOptions {
  readonly transport: Transport
  /** Options of `tmux` that select the server, such as `-S /path`. */
  readonly tmux: readonly string[]
  /** Time limit of one command, in milliseconds. */
  readonly deadline: number
  /** Nonces of lost channels. Processes that these channels left on the host are ended. */
  readonly lost: readonly string[]
  readonly slow: (slow: boolean) => void
  readonly roundTrip: (milliseconds: number) => void
  /** Called when the host script reports that runs of agents are stored on the host. */
  readonly keepsRuns?: () => void
  readonly servers?: Servers
  /** Called when the same user has another tmux server on the host. `socket` is a name for `tmux -L`, or a path. */
  readonly otherServer?: (name: string, socket: string) => void
  /** Called with the socket path of the server if it is not the default path for the server's name. */
  readonly socketAt?: (path: string) => void
  /** Called with the reason why the host is not connected yet, unless the host is only slow. */
  readonly waiting?: (failure: Failure) => void
}

export async function openChannel(options: ChannelOptions): Promise<Channel> {
  const { transport, deadline } = options
  const host = transport.host
  const nonce = randomBytes(8).toString('hex')
  const { argv, first } = startHostScript({
    nonce,
    tmux: options.tmux,
    ...(options.servers && { servers: options.servers }),
  })
  const { waiting = () => {} } = options
  const running = await transport.open(argv, { first, waiting })
  let talk: { readonly client: ControlClient; readonly end: (error: FailureError) => void } | null =
    null

  const wire = createWire({
    running,
    nonce,
    host,
    hear,
    read: bytes => speaking().read(bytes),
  })
  const speaking = () => talk?.client.conversation ?? poller.conversation
  const liveness = createLiveness({
    host,
    signs: {
      waiting: () => speaking().waiting(),
      answered: () => speaking().progress(),
      heard: wire.heard,
    },
    slow: options.slow,
    ping: number => wire.write(pingMessage(number)),
    stuck: wire.fail,
  })
  const poller = createPoller({
    host,
    write: wire.write,
    roundTrip: options.roundTrip,
    asked: () => liveness.watch(POLLED_PATIENCE),
    deadline,
  })
  let lastHeard = { bytes: 0, at: monotonic() }

  wire.ended.catch((error: FailureError) => {
    liveness.stop()
    poller.conversation.fail(error)
    talk?.end(error)
  })

  function hear(event: HostScriptEvent): void {
    if (event.type === 'closed') talk?.end(closedByTmux(host, event.message))
    else if (event.type === 'pong') liveness.ponged(event.number)
    else if (event.type === 'keepsRuns') options.keepsRuns?.()
    else if (event.type === 'otherServer') options.otherServer?.(event.name, event.socket)
    else if (event.type === 'socket') options.socketAt?.(event.path)
    else if (event.type === 'silent') {
      if (talk) liveness.leaving()
    } else talk?.client.hear(event)
  }

  async function push(session: string, version: string, server: string): Promise<Talk> {
    // Waits until no polled command runs: such a command needs the output stream for its answer, and no session may
    // start while a control client attaches.
    await poller.idle()
    const closed = Promise.withResolvers<void>()
    const client = createControlClient({
      host,
      version,
      channel: nonce,
      server,
      write: wire.write,
      roundTrip: options.roundTrip,
      asked: liveness.watch,
      leaving: liveness.leaving,
      hooked: names => wire.fail(hookedSince(host, names)),
      deadline,
    })
    talk = {
      client,
      end(error) {
        talk = null
        liveness.left()
        client.conversation.fail(error)
        closed.resolve()
      },
    }
    wire.write(openMessage(session))
    // The first notice from tmux means that the client is attached. No notice comes if its session ended meanwhile.
    await Promise.race([client.attached, closed.promise, delay(deadline)])
    if (talk) await client.subscribe()
    return { client, processes, closed: closed.promise, listen: client.listen }
  }

  function poll(version: string): Talk {
    const closed = Promise.withResolvers<void>()
    wire.ended.catch(() => closed.resolve())
    return {
      client: pollingClient(poller, version, closed.resolve),
      processes,
      closed: closed.promise,
      listen() {},
    }
  }

  async function processes(): Promise<readonly ForegroundProcess[]> {
    const answer = wire.next(['processes'], deadline)
    wire.write(foregroundMessage())
    return (await answer).processes
  }

  /** Asks tmux for an answer; before `converse` was called, asks the host script. Resolves with the delay in ms. */
  async function check(within: number): Promise<number> {
    const start = monotonic()
    if (talk) await talk.client.ask([mark('')], within)
    else {
      const pong = wire.next(['pong'], within)
      wire.write(pingMessage(0))
      await pong
    }
    return monotonic() - start
  }

  let tmux = await firstTmux(wire, host, waiting).catch(async error => {
    await wire.close()
    throw error
  })
  for (const old of options.lost) wire.write(clearMessage(old))

  return {
    nonce,
    ended: wire.ended,
    async look() {
      if (!tmux.version) tmux = await lookForTmux(wire, deadline)
      if (!tmux.version) return { server: { state: 'no-tmux' }, session: null }
      const answer = wire.next(['looked'], deadline)
      wire.write(lookMessage())
      return toFound(await answer, tmux, host)
    },
    async converse({ server, session }) {
      const running = server.state === 'running' ? server : null
      const speaks = running?.version ?? tmux.version
      return running?.path === 'pushed' && session
        ? push(session, speaks, `${running.pid}:${running.started}`)
        : poll(speaks)
    },
    check,
    checkIdle() {
      if (wire.heard() !== lastHeard.bytes) lastHeard = { bytes: wire.heard(), at: monotonic() }
      else if (monotonic() - lastHeard.at >= LATELY) check(deadline).catch(wire.fail)
    },
    fail: wire.fail,
    async runOnce(commands) {
      // If there is a client, it runs the commands. A separate tmux process would print to the same output stream, and
      // its output would be taken for the client's.
      if (!talk) return poller.runLine(commands)
      const [answer = Buffer.alloc(0)] = await talk.client.ask(commands)
      return answer
    },
    close: wire.close,
  }
}
