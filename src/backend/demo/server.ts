import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import ssh2, { type CipherAlgorithm, type ServerConfig } from 'ssh2'
import { type Rules, type ServedConnection, serveConnection } from './connection.ts'
import { newLine } from './fault-injection.ts'
import { createHome, DEMO_USER, hostEnv } from './host-home.ts'
import { type Key, newKey } from './host-key.ts'

export interface ServerOptions {
  readonly name: string
  /** The private directory of this host, with its home and tmux socket. Created if missing. */
  readonly dir: string
  /** The accepted public key, in SSH wire format. */
  readonly authorized: Buffer
  /** The user name for logins; default `demo`. */
  readonly user?: string
  /**
   * Environment variables that are added to the host's own small environment. Only PATH is inherited from this process.
   */
  readonly env?: Readonly<Record<string, string>>
  /** Default: any free port. Set it with `hostKey` to restart a host at its old address. */
  readonly port?: number
  readonly hostKey?: Key
  /** Maximum open ssh sessions of one ssh connection; default 10, as sshd's MaxSessions. */
  readonly maxSessions?: number
  /**
   * If true, a command without a pty gets no signal when its ssh channel closes, as with sshd. Default: its process
   * group is ended.
   */
  readonly leave?: boolean
}

/** An ssh server in this process, on 127.0.0.1. */
export interface DemoServer {
  readonly name: string
  readonly port: number
  readonly hostKey: Key
  /** Number of open ssh sessions of each ssh connection. */
  connections(): number[]
  /** Freezes the network: connections stay open and new ones are accepted, but nothing is answered. */
  freeze(): void
  thaw(): void
  /** Breaks all connections now. New connections are accepted. */
  cut(): void
  /**
   * Ends the ssh connections and their commands, and stops listening. Background processes, such as a tmux server that
   * a command has started, keep running.
   */
  close(): Promise<void>
}

/** OpenSSH's newest ciphers that node supports natively; ssh2's own chacha20 is far slower. */
const CIPHERS: CipherAlgorithm[] = [
  'aes128-gcm@openssh.com',
  'aes256-gcm@openssh.com',
  'aes256-ctr',
]
/**
 * Longest keepalive interval that a timer allows. sshd sends no keepalives by default; with keepalives, ssh2 would drop
 * a client while the demo has frozen its network.
 */
const NEVER = 2 ** 31 - 1
const MAX_SESSIONS = 10

/** Starts a demo host: an ssh server in this process. Real ssh clients can log in with the authorized key. */
export async function startServer(options: ServerOptions): Promise<DemoServer> {
  const { name, port = 0, hostKey = newKey(name) } = options
  await createHome(name, options.dir)
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
      // End the commands first: a tmux client that loses its connection during heavy output can crash the tmux server.
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
