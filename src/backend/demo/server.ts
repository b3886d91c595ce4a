import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import ssh2, { type CipherAlgorithm, type ServerConfig } from 'ssh2'
import { type Rules, type ServedConnection, serveConnection } from './connection.ts'
import { newLine } from './fault-injection.ts'
import { DEMO_USER, furnish, hostEnv } from './host-home.ts'
import { type Key, newKey } from './key.ts'

export interface ServerOptions {
  readonly name: string
  /** The private directory of this host: its home, and its tmux socket. Made where it is missing. */
  readonly dir: string
  /** The public key that may enter, in SSH wire format. */
  readonly authorized: Buffer
  /** Default `demo`. */
  readonly user?: string
  /** On top of the host's own small environment; nothing of this process's is inherited but PATH. */
  readonly env?: Readonly<Record<string, string>>
  /** Default: any free one. Give it, with `hostKey`, to bring a host back at its old address. */
  readonly port?: number
  readonly hostKey?: Key
  /** Sessions open at once on one connection; default 10, as sshd's MaxSessions. */
  readonly maxSessions?: number
  /** Leave a command without a pty alone when its channel goes, as sshd does. Default: end its group. */
  readonly leave?: boolean
}

/** An ssh server in this process, on 127.0.0.1. */
export interface DemoServer {
  readonly name: string
  readonly port: number
  readonly hostKey: Key
  /** One entry for every connection: how many sessions it has open. */
  connections(): number[]
  /** Goes silent: connections stay, new ones are taken, nothing is answered. */
  freeze(): void
  thaw(): void
  /** Breaks every connection now; new ones are welcome. */
  cut(): void
  /** Ends connections and their commands and stops listening. What daemonised lives on. */
  close(): Promise<void>
}

/** The newest of OpenSSH's that node itself can compute; ssh2's chacha20 is far slower. */
const CIPHERS: CipherAlgorithm[] = [
  'aes128-gcm@openssh.com',
  'aes256-gcm@openssh.com',
  'aes256-ctr',
]
/** sshd asks nothing of a silent client by default, and ssh2 would drop a frozen one. */
const NEVER = 2 ** 31 - 1
const MAX_SESSIONS = 10

/** Starts an embedded host. Real ssh clients may come in with the one authorized key. */
export async function startServer(options: ServerOptions): Promise<DemoServer> {
  const { name, port = 0, hostKey = newKey(name) } = options
  await furnish(name, options.dir)
  const served = new Set<ServedConnection>()
  const line = newLine()
  const ssh = new ssh2.Server(settings(hostKey), connection => {
    const entry = serveConnection(connection, rulesOf(options))
    served.add(entry)
    connection.on('close', () => served.delete(entry))
  })
  const listener = createServer({ noDelay: true }, socket =>
    line.take(socket, () => ssh.injectSocket(socket)),
  )
  listener.listen(port, '127.0.0.1')
  await once(listener, 'listening')
  return {
    name,
    port: (listener.address() as AddressInfo).port,
    hostKey,
    connections: () => [...served].map(connection => connection.sessions()),
    freeze: line.freeze,
    thaw: line.thaw,
    cut: line.cut,
    async close() {
      if (listener.listening) listener.close()
      // Commands first: a tmux client that leaves under flood can take its server along.
      const ended = [...served].map(connection => connection.end())
      line.cut()
      await Promise.all(ended)
    },
  }
}

function settings(hostKey: Key): ServerConfig {
  return {
    hostKeys: [hostKey.secret],
    algorithms: { cipher: CIPHERS },
    keepaliveInterval: NEVER,
  }
}

function rulesOf(options: ServerOptions): Rules {
  const env = { ...hostEnv(options.name, options.dir), ...options.env }
  return {
    user: options.user ?? DEMO_USER,
    authorized: options.authorized,
    env,
    cwd: env.HOME,
    shell: env.SHELL,
    maxSessions: options.maxSessions ?? MAX_SESSIONS,
    leave: options.leave ?? false,
  }
}
