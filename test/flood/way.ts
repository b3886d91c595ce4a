import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { startHostScript } from '../../src/backend/host-script/host-script.ts'
import { ended, signal, tree, until } from '../lab/process.ts'
import { type Channel, leftovers, readSlowly } from './channel.ts'
import type { Flood } from './server.ts'

/** One way to leave. Whatever it freezes or cuts works again when it resolves. */
export type Way = (channels: readonly Channel[], flood: Flood) => Promise<void>

/** The proper one. */
export const quit: Way = async channels => {
  for (const each of channels) each.child.stdin?.end()
}

/** Stdin, stdout and stderr end at once, as when the process that holds them dies. */
export const drop: Way = async channels => {
  for (const { child } of channels) for (const end of child.stdio) end?.destroy()
}

/** SIGKILLs what this end started: ssh, or a process that holds ssh, or locally the script itself. */
export const killCarrier: Way = async channels => {
  for (const each of channels) each.child.kill('SIGKILL')
}

/** The script on the host gets this signal. */
export function signalScript(name: NodeJS.Signals): Way {
  return async channels =>
    signal(
      channels.map(each => each.script),
      name,
    )
}

/** Every process of ours on the host gets it, as when a login session is swept away. */
export function signalAll(name: NodeJS.Signals): Way {
  return async (channels, flood) => {
    signal(
      channels.flatMap(each => each.pids),
      name,
    )
    await quit(channels, flood)
  }
}

/** Nobody is left to tidy up: the next channel on that host does. */
export const killAll: Way = async (channels, flood) => {
  await signalAll('SIGKILL')(channels, flood)
  await ended(channels.flatMap(each => each.pids))
  // Until init has reaped them their pids still look alive, and the next channel is careful.
  await until('a channel that tidies up', async () => {
    const { argv, first } = startHostScript({ nonce: randomBytes(8).toString('hex') })
    const [file = '', ...args] = argv
    const next = spawn(file, args, { env: flood.env, stdio: ['pipe', 'ignore', 'ignore'] })
    next.stdin.end(first)
    await new Promise(resolve => next.once('exit', resolve))
    return (await leftovers(flood, channels, 0)).length === 0
  })
}

/** The user's own words against us, as `attach -d` and `detach-client -a` do; our streams end, then we leave. */
export const detached: Way = async (channels, flood) => {
  await flood.tmux('detach-client', '-s', 'a', ';', 'detach-client', '-s', 'b')
  await quit(channels, flood)
}

/** The user ends a session that we hear, and makes it anew. */
export const killSession: Way = async (channels, flood) => {
  await flood.tmux('kill-session', '-t', '=b')
  await flood.create('b')
  await quit(channels, flood)
}

/** Our clients alone are told to exit, and may do so by themselves. */
export function signalClients(name: NodeJS.Signals): Way {
  return async (channels, flood) => {
    signal(
      channels.flatMap(each => each.clients),
      name,
    )
    await flood.flow(1 << 20)
    await quit(channels, flood)
  }
}

/** The filters die first; the channel leaves later. */
export const killFilters: Way = async (channels, flood) => {
  signal(
    channels.flatMap(each => each.filters),
    'SIGKILL',
  )
  await flood.flow(1 << 20)
  await quit(channels, flood)
}

/** Only the outputs break: streams that write end by themselves, paused ones when stdin ends, later. */
export const breakOutputs: Way = async (channels, flood) => {
  for (const { child } of channels) {
    child.stdout?.destroy()
    child.stderr?.destroy()
  }
  signal(
    channels.flatMap(each => each.filters),
    'SIGCONT',
  )
  await flood.flow(1 << 20)
  await quit(channels, flood)
}

/** This end reads nothing until every pipe on the way is full, then goes on, and leaves. */
export const freezeReader: Way = async (channels, flood) => {
  for (const each of channels) each.freeze()
  signal(
    channels.flatMap(each => each.filters),
    'SIGCONT',
  )
  await flood.flow(12 << 20)
  for (const each of channels) each.thaw()
  await flood.flow(1 << 20)
  await quit(channels, flood)
}

/**
 * The known-dangerous way, to show that a death is seen: plain clients on one channel, whose reader
 * is behind, get the end of their stdin.
 */
export async function leavePlainClients(flood: Flood, flags: string): Promise<void> {
  const one = (name: string) => `tmux -C attach-session -t =${name} -f ignore-size${flags} <&3 &`
  const script = `exec 3<&0; ${['a', 'b', 'a', 'b'].map(one).join(' ')} wait`
  const child = spawn('sh', ['-c', script], { env: flood.env })
  child.stdin.on('error', () => {})
  readSlowly(child.stdout, () => {})
  await flood.flow(16 << 20)
  const pids = (await tree(child.pid ?? 0)).map(each => each.pid)
  child.stdin.end()
  await ended(pids, 10_000).catch(() => signal(pids, 'SIGKILL'))
}
