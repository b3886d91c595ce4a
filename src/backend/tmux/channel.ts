import { randomBytes } from 'node:crypto'
import { type Failure, FailureError, makeFailure } from '../../state/model/failure.ts'
import { delay, monotonic } from '../clock.ts'
import {
  clearMessage,
  foregroundMessage,
  type HostScriptEvent,
  lookMessage,
  openMessage,
  pingMessage,
  startHostScript,
} from '../host-script/host-script.ts'
import type { ForegroundProcess } from '../host-script/process-line.ts'
import { noCommandStarts } from '../transport/start-up-files.ts'
import type { Transport } from '../transport/transport.ts'
import type { TmuxClient } from './client.ts'
import { mark, type TmuxCommand } from './command.ts'
import { type ControlClient, createControlClient, type Ears } from './control-client.ts'
import { createLiveness } from './liveness.ts'
import { createPoller, pollingClient } from './polling.ts'
import { type Found, type Tmux, toFound } from './server.ts'
import { createWire } from './wire.ts'

/** The host's shell may read long start-up files before its first word, in milliseconds. */
const READY = 20_000
/** A host that has begun and says nothing for so long is explained, in milliseconds. */
const PATIENCE = 2500
/** On the slow path each question is a process there, in milliseconds. */
const SWEPT_PATIENCE = 7000
/** A host that was not heard for so long is asked whether it is still there, when somebody looks anyway. */
const LATELY = 60_000

/** The one long-lived channel to a host: the multiplexer there, spoken to from here. */
export interface Channel {
  /** Tells our lines on the host from everybody else's; a later channel clears what this one left. */
  readonly nonce: string
  /** Is there a server, and which session could we attach to? */
  look(): Promise<Found>
  /** Attaches the command client and talks; sweeps where this server cannot be talked to. */
  converse(found: Found): Promise<Talk>
  /** A line of tmux commands by a process of its own, where there is no client yet; the first one's answer. */
  runOnce(commands: readonly TmuxCommand[]): Promise<Buffer>
  /** Asks tmux, and the shell where no tmux runs, whether it is there; milliseconds. Rejects where it is not. */
  check(deadline: number): Promise<number>
  /** The same without waiting, where nothing was heard of it lately; an answer that does not come ends the channel. */
  checkIdle(): void
  /** Gives it up: `ended` rejects with this. */
  fail(error: Error): void
  /** Rejects when the channel breaks or was given up, never resolves. */
  readonly ended: Promise<never>
  close(): Promise<void>
}

export interface Talk {
  readonly client: TmuxClient
  /** The processes that have the terminals of this host; rejects where they are not told in time. */
  processes(): Promise<readonly ForegroundProcess[]>
  /** Resolves when nobody answers any more: the client's session died, or the server did. */
  readonly closed: Promise<void>
  listen(ears: Ears): void
}

export interface ChannelOptions {
  readonly transport: Transport
  /** Words between `tmux` and its command, such as `-S /path`. */
  readonly tmux: readonly string[]
  /** Milliseconds for one command. */
  readonly deadline: number
  /** Nonces of channels that were lost: what they left on the host is ended. */
  readonly lost: readonly string[]
  readonly slow: (slow: boolean) => void
  readonly roundTrip: (milliseconds: number) => void
  /** Told what keeps the host from being up, where it is more than that it takes its time. */
  readonly waiting?: (failure: Failure) => void
}

export async function openChannel(options: ChannelOptions): Promise<Channel> {
  const { transport, deadline } = options
  const host = transport.host
  const nonce = randomBytes(8).toString('hex')
  const { argv, first } = startHostScript({ nonce, tmux: options.tmux })
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
  const speaking = () => talk?.client.conversation ?? sweeper.conversation
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
  const sweeper = createPoller({
    host,
    write: wire.write,
    roundTrip: options.roundTrip,
    asked: () => liveness.watch(SWEPT_PATIENCE),
    deadline,
  })
  let lastHeard = { bytes: 0, at: monotonic() }

  wire.ended.catch((error: FailureError) => {
    liveness.stop()
    sweeper.conversation.fail(error)
    talk?.end(error)
  })

  function hear(event: HostScriptEvent): void {
    if (event.type === 'closed') {
      const why = event.message && { why: event.message }
      talk?.end(
        new FailureError({ kind: 'lost', host, what: 'tmux let go of the connection.', ...why }),
      )
    } else if (event.type === 'pong') liveness.ponged(event.number)
    else if (event.type === 'silent') {
      if (talk) liveness.leaving()
    } else talk?.client.hear(event)
  }

  async function ready(): Promise<Tmux> {
    // A command runs, and ours does not: somebody has read what its stdin began with.
    const eaten = noCommandStarts(host, '')
    const telling = setTimeout(() => waiting(makeFailure(eaten)), PATIENCE)
    const event = await wire
      .next(['ready', 'noTmux', 'failed'], READY)
      .finally(() => clearTimeout(telling))
    if (event.type === 'failed') {
      throw new FailureError({
        kind: 'remote',
        host,
        what: 'The host cannot carry the channel.',
        why: event.message,
      })
    }
    return toTmux(event)
  }

  async function lookForTmux(): Promise<Tmux> {
    const answer = wire.next(['ready', 'noTmux'], deadline)
    wire.write(lookMessage())
    const event = await answer
    return toTmux(event)
  }

  async function push(session: string, version: string): Promise<Talk> {
    // A session that is being started answers first; nor may it come while a control client arrives.
    await sweeper.idle()
    const closed = Promise.withResolvers<void>()
    const client = createControlClient({
      host,
      version,
      write: wire.write,
      roundTrip: options.roundTrip,
      asked: liveness.watch,
      leaving: liveness.leaving,
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
    // The first notice says that it is attached; where it never comes, its session went away under it.
    await Promise.race([client.attached, closed.promise, delay(deadline)])
    if (talk) await client.subscribe()
    return { client, processes, closed: closed.promise, listen: client.listen }
  }

  function sweep(version: string): Talk {
    const closed = Promise.withResolvers<void>()
    wire.ended.catch(() => closed.resolve())
    return {
      client: pollingClient(sweeper, version, closed.resolve),
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

  /** Over the conversation where there is one: that the shell answers says nothing about tmux. */
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

  let tmux = await ready().catch(async error => {
    await wire.close()
    throw error
  })
  for (const old of options.lost) wire.write(clearMessage(old))

  return {
    nonce,
    ended: wire.ended,
    async look() {
      if (!tmux.version) tmux = await lookForTmux()
      if (!tmux.version) return { server: { state: 'no-tmux' }, session: null }
      const answer = wire.next(['looked'], deadline)
      wire.write(lookMessage())
      return toFound(await answer, tmux, host)
    },
    async converse({ server, session }) {
      const running = server.state === 'running' ? server : null
      const speaks = running?.version ?? tmux.version
      return running?.path === 'pushed' && session ? push(session, speaks) : sweep(speaks)
    },
    check,
    checkIdle() {
      if (wire.heard() !== lastHeard.bytes) lastHeard = { bytes: wire.heard(), at: monotonic() }
      else if (monotonic() - lastHeard.at >= LATELY) check(deadline).catch(wire.fail)
    },
    fail: wire.fail,
    async runOnce(commands) {
      // Beside an open conversation the answer to a process of its own would be taken for one of that.
      if (!talk) return sweeper.runLine(commands)
      const [answer = Buffer.alloc(0)] = await talk.client.ask(commands)
      return answer
    },
    close: wire.close,
  }
}

function toTmux(event: HostScriptEvent): Tmux {
  if (event.type !== 'ready') return { version: '' }
  const { tmuxVersion: version, program } = event
  return { version, ...(program !== undefined && { program }) }
}
