import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { access } from 'node:fs/promises'
import type { Readable } from 'node:stream'
import {
  createHostScriptReader,
  type HostScriptEvent,
  openMessage,
  startHostScript,
  streamMessage,
} from '../../src/backend/host-script/host-script.ts'
import { processes, signal, tree, until } from '../lab/process.ts'
import type { Flood } from './server.ts'

/** How a channel is carried: turns an argv for the host into one for this machine. */
export type Carrier = (argv: readonly string[]) => readonly string[]

export const local: Carrier = argv => argv

/** Over ssh: the login shell on the far side reads one string. */
export function ssh(options: readonly string[], host: string): Carrier {
  return argv => ['ssh', ...options, '-o', 'BatchMode=yes', host, argv.map(quote).join(' ')]
}

function quote(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`
}

export interface Channel {
  readonly child: ChildProcess
  readonly nonce: string
  /** The main shell on the host. */
  readonly script: number
  /** Every process of ours on the host, the main shell first. */
  readonly pids: readonly number[]
  /** The tmux clients: the command client and the streams. */
  readonly clients: readonly number[]
  /** The `sed` of each stream. */
  readonly filters: readonly number[]
  /** Stops reading at this end, and goes on. */
  freeze(): void
  thaw(): void
}

/** Opens a channel with the command client and a stream on each session, and then reads no more. */
export async function openChannel(flood: Flood, carrier: Carrier): Promise<Channel> {
  const nonce = randomBytes(8).toString('hex')
  const { argv, first } = startHostScript({ nonce })
  const [file = '', ...args] = carrier(argv)
  const child = spawn(file, args, { env: flood.env })
  child.stdin.write(first)
  const reader = createHostScriptReader(nonce)
  const events: HostScriptEvent[] = []
  child.stdin.on('error', () => {})
  const stdout = readSlowly(child.stdout, () => {})
  const stderr = readSlowly(child.stderr, chunk => {
    // A flood of wakes says nothing new.
    if (events.length < 1000) events.push(...reader.stderr(chunk))
  })
  const [a, b] = await flood.sessions()
  const streams = streamMessage({ tag: 'a', session: a }) + streamMessage({ tag: 'b', session: b })
  child.stdin.write(openMessage(a) + streams)
  const count = (type: HostScriptEvent['type']) =>
    events.filter(event => event.type === type).length
  const ready = () => count('opened') === 1 && count('streaming') === 2
  await until('the channel', ready).catch(() => {
    throw new Error(`no channel: ${JSON.stringify(events.slice(0, 20))}`)
  })
  const both = (frozen: boolean) => {
    stdout(frozen)
    stderr(frozen)
  }
  const found = await remote(nonce)
  return { child, nonce, ...found, freeze: () => both(true), thaw: () => both(false) }
}

/** Never stands still and never keeps up: the state in which a tmux server is hurt by an EOF. */
export function readSlowly(
  stream: Readable,
  hear: (chunk: Buffer) => void,
): (frozen: boolean) => void {
  let still = false
  stream.on('data', chunk => {
    hear(chunk)
    stream.pause()
    setTimeout(() => still || stream.resume(), 3)
  })
  return frozen => {
    still = frozen
    if (frozen) stream.pause()
    else stream.resume()
  }
}

/** The processes of a channel, found by its nonce: pids are shared with the hosts of a lab. */
async function remote(
  nonce: string,
): Promise<Pick<Channel, 'script' | 'pids' | 'clients' | 'filters'>> {
  const ours = async () => (await processes()).filter(each => each.command.includes(nonce))
  const filters = await until('both filters', async () => {
    const found = (await ours()).filter(each => each.command.startsWith('sed '))
    return found.length === 2 ? found : null
  })
  const shells = (await ours()).filter(each => each.command.startsWith('sh -c s='))
  const main = shells.find(each => !shells.some(other => other.pid === each.parent))
  if (!main) throw new Error('no main shell')
  const all = await tree(main.pid)
  const clients = all.filter(each => each.command.startsWith('tmux '))
  return {
    script: main.pid,
    pids: all.map(each => each.pid),
    clients: clients.map(each => each.pid),
    filters: filters.map(each => each.pid),
  }
}

/**
 * How the streams are behind at the moment of leaving. `stopped` fills every pipe and queue, or has
 * tmux pause the panes; `jerky` makes pipes writable again and again; `running` is as fast as the machine.
 */
export const states = ['jerky', 'stopped', 'running'] as const
export type State = (typeof states)[number]

/** Brings the streams into that state under flood; the returned function ends it. */
export async function fallBehind(
  flood: Flood,
  channels: readonly Channel[],
  state: State,
  bytes: number,
) {
  const filters = channels.flatMap(each => each.filters)
  let stopped = state === 'stopped'
  if (stopped) signal(filters, 'SIGSTOP')
  const jerk = () => {
    stopped = !stopped
    signal(filters, stopped ? 'SIGSTOP' : 'SIGCONT')
  }
  const timer = state === 'jerky' ? setInterval(jerk, 4) : undefined
  await flood.flow(bytes)
  return () => {
    clearInterval(timer)
    signal(filters, 'SIGCONT')
  }
}

/** What of ours is still there at the deadline: processes, clients of the server, directories. */
export async function leftovers(flood: Flood, channels: readonly Channel[], deadline = 20_000) {
  const pids = new Set(channels.flatMap(each => each.pids))
  const look = async () => {
    const ps = await processes()
    const living = ps.filter(
      each =>
        !each.state.startsWith('Z') &&
        (pids.has(each.pid) || channels.some(one => each.command.includes(one.nonce))),
    )
    const clients = (
      await flood.tmux('list-clients', '-F', '#{client_name}').catch(() => '')
    ).split('\n')
    const dirs = await Promise.all(
      channels.map(each => exists(`/tmp/fleetmux-channels-${process.getuid?.()}/c.${each.nonce}`)),
    )
    return [
      ...living.map(each => each.command.slice(-120)),
      ...clients.filter(Boolean),
      ...dirs.flatMap(each => each || []),
    ]
  }
  let last: string[] = []
  await until(
    'nothing left',
    async () => {
      last = await look()
      return last.length === 0
    },
    deadline,
  ).catch(() => {})
  return last
}

async function exists(path: string): Promise<string | false> {
  return access(path).then(
    () => path,
    () => false,
  )
}
