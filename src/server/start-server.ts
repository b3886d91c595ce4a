import type { Server } from 'node:http'
import { type AddressInfo, isIPv6 } from 'node:net'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { serve } from '@hono/node-server'
import { type WebSocket, WebSocketServer } from 'ws'
import type { Fleet } from '../state/fleet-handle.ts'
import { FailureError, reasonOf } from '../state/model/failure.ts'
import { isLoopback } from './access/allowed-host.ts'
import { PROTOCOL } from './access/gate.ts'
import { createLoginLimit } from './access/login-limit.ts'
import { pairingLink } from './access/pairing.ts'
import type { Role } from './access/role.ts'
import { createStrangers } from './access/strangers.ts'
import { openTokens, type Tokens } from './access/token-store.ts'
import { openAuditLog } from './audit/audit-log.ts'
import { createApi } from './create-api.ts'
import { createApp } from './http/app.ts'
import { readPage } from './http/page-file.ts'
import { SERVER_ENDING } from './live/live-route.ts'
import { whoHasPort } from './port-owner.ts'
import { startNotifier } from './push/notifier.ts'
import { openPush, type Push } from './push/open-push.ts'
import { tunnelCommand } from './tunnel.ts'

/** Time for open requests to finish when the server stops, in milliseconds. */
const GRACE = 2000
/**
 * Time after which the server closes an idle connection, in milliseconds. Proxies and busy clients keep connections for
 * up to a minute: if the server closed one first, their next request could meet the close and fail.
 */
const IDLE = 65_000

export interface ServerOptions {
  readonly fleet: Fleet
  readonly version: string
  /** The address to listen on. */
  readonly host: string
  /** The port to listen on; 0: any free port. */
  readonly port: number
  /** Whether to replace the main token by a new one. */
  readonly newToken: boolean
  readonly allowedHosts: readonly string[]
  /** Paths of this machine in requests must be these directories or below them. Those of other hosts may be any. */
  readonly allowedRoots: readonly string[]
  readonly readOnly: boolean
  readonly behindProxy: boolean
  /** fleetmux's state directory. */
  readonly stateDirectory: string
  /** Directory of the built page. */
  readonly pageDirectory: string
}

export interface RunningServer {
  readonly url: string
  /** The address that the server listens on. */
  readonly host: string
  readonly port: number
  /** The main token if it was just created, since it is shown only once; else null. */
  readonly fresh: string | null
  /** Path of the main token's file. */
  readonly tokenFile: string
  readonly warnings: readonly string[]
  /** Makes a link that pairs one device and is valid for a minute. */
  pairingLink(role: Role): string
  close(): Promise<void>
}

/** Starts the server on a fleet that is already connecting. @throws FailureError */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const { stateDirectory: directory } = options
  const now = Date.now
  const tokens = await openTokens({ directory, seedFile: seedFile(), now })
  if (!isLoopback(options.host) && tokens.main === null && !options.newToken)
    throw new FailureError(notAlone(options))
  const fresh = options.newToken || tokens.main === null ? await tokens.renewMain() : null
  const audit = await openAuditLog(join(directory, 'server-audit.jsonl'))
  const push = await openPush(directory)
  const { api, close } = createApi({
    ...options,
    tokens,
    push: async () => push,
    roots: options.allowedRoots,
  })
  const stopPush = notify(options.fleet, push, tokens)
  const sockets = new Set<WebSocket>()
  const strangers = createStrangers()
  const app = createApp({
    api,
    audit,
    gate: {
      tokens,
      limit: createLoginLimit(() => performance.now()),
      listen: options.host,
      names: options.allowedHosts,
      behindProxy: options.behindProxy,
      strangers,
    },
    readOnly: options.readOnly,
    page: await readPage(options.pageDirectory),
    sockets,
  })
  const wss = new WebSocketServer({
    noServer: true,
    maxPayload: 256 * 1024,
    handleProtocols: offered => (offered.has(PROTOCOL) ? PROTOCOL : false),
  })
  const server = await listen(
    serve({
      fetch: app.fetch,
      hostname: options.host,
      port: options.port,
      websocket: { server: wss },
      serverOptions: { keepAliveTimeout: IDLE },
    }) as Server,
    options,
  )
  server.on('connection', strangers.admit)
  const address = server.address() as AddressInfo
  const url = urlOf(address, options.host)
  return {
    url,
    host: options.host,
    port: address.port,
    fresh,
    tokenFile: join(directory, 'server-token'),
    warnings: tokens.warnings,
    pairingLink: role => pairingLink(url, api.pairing.create(role)),
    async close() {
      for (const socket of [...sockets]) socket.close(SERVER_ENDING, 'the server stops')
      close()
      stopPush()
      await closed(server)
      wss.close()
      await tokens.close()
      await audit.close()
    },
  }
}

/**
 * Starts to send notifications to devices, to each device as long as its token is valid. Returns a function that stops
 * this.
 */
function notify(fleet: Fleet, push: Push, tokens: Tokens): () => void {
  fleet.store.dispatch({ type: 'attend', silent: true })
  const isValid = (id: string) =>
    tokens.list().some(token => token.id === id && (token.expires ?? Infinity) > Date.now())
  const notifier = startNotifier({ fleet, push, isValid, now: Date.now })
  const forget = tokens.onRevoked(id => push.devices.remove(({ token }) => token === id))
  return () => {
    forget()
    notifier.close()
  }
}

/** What to do if the server cannot listen, by the error code of the system. */
const LISTEN_HINTS: Readonly<Record<string, string>> = {
  EACCES: 'Ports below 1024 are only for root on most systems: choose a larger --port.',
  EADDRNOTAVAIL: 'Give --host an address of this machine, such as 127.0.0.1.',
  ENOTFOUND: 'Give --host an address of this machine, such as 127.0.0.1.',
}

async function listen(server: Server, { host, port }: ServerOptions): Promise<Server> {
  await new Promise<void>((resolve, reject) => {
    if (server.listening) resolve()
    server.once('listening', resolve)
    server.once('error', thrown => reject(thrown))
  }).catch(async (thrown: NodeJS.ErrnoException) => {
    if (thrown.code !== 'EADDRINUSE')
      throw new FailureError({
        kind: 'refused',
        what: `The server cannot listen on ${host}, port ${port}.`,
        why: reasonOf(thrown),
        hint: LISTEN_HINTS[thrown.code ?? ''] ?? 'Choose another --host or --port.',
      })
    throw new FailureError({
      kind: 'refused',
      what: `Port ${port} is taken.`,
      why: await whoHasPort(host, port),
      hint: `Stop that program, or choose another --port, such as ${port + 1}.`,
    })
  })
  return server
}

/** Closes the server. Requests that do not finish within `GRACE` are cut off. */
async function closed(server: Server): Promise<void> {
  const over = new Promise<void>(resolve => server.close(() => resolve()))
  server.closeIdleConnections()
  const timer = setTimeout(() => server.closeAllConnections(), GRACE)
  await over
  clearTimeout(timer)
}

function urlOf({ port }: AddressInfo, host: string): string {
  const named = host === '0.0.0.0' || host === '::' ? 'localhost' : host
  return `http://${isIPv6(named) ? `[${named}]` : named}:${port}`
}

function seedFile(): string {
  return join(homedir(), '.config', 'amp-session-manager', 'mobile_api_token')
}

function notAlone({ host, port }: ServerOptions) {
  const there =
    port === 0
      ? 'on the other machine the ssh command that it prints, which has the port'
      : `\`${tunnelCommand('127.0.0.1', port, 'USER@THIS-MACHINE')}\` on the other one`
  return {
    kind: 'refused',
    what: `The server does not listen on ${host} without a token.`,
    why: 'everybody who can reach the port could type into every session',
    hint: `The safe way is a tunnel: run \`fleetmux server --port ${port}\` on this machine, and ${there}. To listen on ${host} nevertheless, repeat the command with --new-token, which creates a token.`,
  } as const
}
