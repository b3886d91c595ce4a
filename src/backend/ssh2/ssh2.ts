import { randomBytes } from 'node:crypto'
import { homedir, userInfo } from 'node:os'
import { join } from 'node:path'
import type { Client } from 'ssh2'
import { type Address, parseAddress } from '../../state/hosts/address.ts'
import { FailureError, reasonOf } from '../../state/model/failure.ts'
import { delay, unlessAborted } from '../clock.ts'
import {
  createTransport,
  type Note,
  type StartedChild,
  type Starter,
} from '../transport/base-transport.ts'
import { collect, OUTPUT_LIMITS, outputsEnded } from '../transport/collect-output.ts'
import type { Dialer } from '../transport/connection-limit.ts'
import { markedCommand } from '../transport/marked-command.ts'
import { createSlots, inSlot, SESSIONS } from '../transport/session-slot.ts'
import { skipPreamble } from '../transport/skip-preamble.ts'
import { noCommandStarts, OTHER_COMMAND } from '../transport/start-up-files.ts'
import type { OpenOptions, Transport } from '../transport/transport.ts'
import { execOn } from './channel.ts'
import { connectWay, type Hop, type Ssh2Route } from './connect.ts'
import { ssh2Terminal } from './terminal.ts'

export interface Ssh2Options {
  /** The host's name in the fleet. */
  readonly name: string
  readonly address: Address
  /** Private key file, `~/` allowed. Default: the ssh agent and the usual key files. */
  readonly key?: string
  /** Jump hosts in order. */
  readonly jumps?: readonly Address[]
  /** Default: the user's known_hosts file and the system's. New host keys are written to the first file. */
  readonly knownHosts?: readonly [string, ...string[]]
  /** Timeout for each command and each dial, in milliseconds; default 10 s. */
  readonly deadline?: number
  /** Limits how many logins run at once. All hosts of the process share it. */
  readonly dials: Dialer
}

/** Parses jump hosts written as `a,b`. @throws FailureError */
export function parseJumps(text: string): readonly Address[] {
  return text.split(',').map(parseAddress)
}

/**
 * The transport over ssh2, an ssh client inside this process. All commands share one connection. OpenSSH is not needed.
 */
export function createSsh2(options: Ssh2Options): Transport {
  const { name: host, deadline = 10_000 } = options
  const way = wayOf(options, deadline)
  const gate = way.hops.map(each => `${each.name}:${each.port}`)[0] ?? ''
  const slots = createSlots(SESSIONS)
  let connection: Promise<Client> | null = null

  function connected(): Promise<Client> {
    connection ??= dial()
    return connection
  }

  function dial(): Promise<Client> {
    const forget = () => {
      if (connection === made) connection = null
    }
    // The key of the login contains the host's name: two hosts of the fleet may share the first server (jump host) of
    // their routes, but never a connection.
    const made = options.dials.dial({ gate, key: `ssh2 ${host} ${JSON.stringify(way.hops)}` }, () =>
      connectWay(way),
    )
    made.then(client => client.once('close', forget), forget)
    return made
  }

  const begin: Starter['begin'] = async (argv, how, signal, note) => {
    note(`${SESSIONS} commands already run on this host`, true)
    return inSlot(slots, signal, () => enter(argv, how, signal, note))
  }

  /** Starts the command. Retries until the command begins, but only if it is certain that the command did not begin. */
  async function enter(
    argv: readonly string[],
    how: OpenOptions,
    signal: AbortSignal,
    note: Note,
  ): Promise<StartedChild> {
    const marker = `fleetmux:${randomBytes(8).toString('hex')};`
    const line = markedCommand(argv, marker, how)
    for (let gone = 0, refused = 0; ; ) {
      note('the host did not accept the login')
      const client = await unlessAborted(signal, connected())
      const asked = execOn(client, line, how)
      asked.then(
        ({ child }) => (signal.aborted ? child.kill() : undefined),
        () => {},
      )
      try {
        return await skipStart(await unlessAborted(signal, asked), marker, signal, note)
      } catch (thrown) {
        if (signal.aborted || thrown instanceof FailureError) throw thrown
        const why = reasonOf(thrown)
        if (/open failure/i.test(why)) {
          note('all sessions of the ssh connection are in use (MaxSessions)', true)
          await unlessAborted(signal, delay(Math.min(1000, 50 * 2 ** refused++)))
        } else if (gone++ >= 2) throw refusedBy(host, why)
      }
    }
  }

  async function skipStart(
    begun: StartedChild,
    marker: string,
    signal: AbortSignal,
    note: Note,
  ): Promise<StartedChild> {
    const { child } = begun
    const stop = () => void child.kill()
    signal.addEventListener('abort', stop, { once: true })
    try {
      const passed = skipPreamble(Buffer.from(marker), child.stdout)
      note(() => noCommandStarts(host, passed.printed()))
      const instead = await unlessAborted(signal, passed.done)
      if (!instead) return begun
      const said = collect(child.stderr, { limit: OUTPUT_LIMITS.words })
      await unlessAborted(signal, child.exited)
      await unlessAborted(signal, outputsEnded([said]))
      throw refusedBy(host, lastLine(`${instead}\n${said.bytes()}`))
    } finally {
      signal.removeEventListener('abort', stop)
    }
  }

  return createTransport(
    {
      kind: 'ssh2',
      host,
      begin,
      terminal: argv => ssh2Terminal(way, argv),
      isOpen: async () => connection !== null,
      // Called when the connection may be dead. Does nothing, because the keepalives of the ssh connection detect that.
      doubt() {},
      close() {
        connection?.then(
          client => client.end(),
          () => {},
        )
      },
    },
    deadline,
  )
}

function wayOf(options: Ssh2Options, deadline: number): Ssh2Route {
  const own = join(homedir(), '.ssh', 'known_hosts')
  return {
    host: options.name,
    hops: [...(options.jumps ?? []), options.address].map(toHop),
    knownHosts: options.knownHosts ?? [own, `${own}2`, '/etc/ssh/ssh_known_hosts'],
    deadline,
    ...(options.key !== undefined && { key: options.key }),
  }
}

function toHop({ user = userInfo().username, name, port = 22 }: Address): Hop {
  return { user, name, port }
}

function refusedBy(host: string, why: string): FailureError {
  return new FailureError({
    kind: 'remote',
    host,
    what: 'The host did not start the command.',
    why,
    hint: OTHER_COMMAND,
  })
}

function lastLine(text: string): string {
  const lines = text.split('\n').map(line => line.replace(/\p{C}+/gu, ' ').trim())
  return lines.filter(line => line !== '').at(-1) ?? 'it printed nothing'
}
