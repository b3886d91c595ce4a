import type { Context, MiddlewareHandler } from 'hono'
import { errorBody } from '../reply/reply.ts'
import { isAllowedHost } from './allowed-host.ts'
import type { LoginLimit } from './login-limit.ts'
import type { Strangers } from './strangers.ts'
import type { Token } from './token.ts'
import type { Tokens } from './token-store.ts'

/**
 * The subprotocol of fleetmux's WebSocket. A browser cannot set headers of a WebSocket request, so it sends the token
 * as a second subprotocol.
 */
export const PROTOCOL = 'fleetmux.v1'

export interface GateOptions {
  readonly tokens: Tokens
  readonly limit: LoginLimit
  /** The address that the server listens on. */
  readonly listen: string
  /** Additional names of this server, from `--allowed-host`. */
  readonly names: readonly string[]
  /** Whether a proxy on this machine reports the client's address in X-Forwarded-For. */
  readonly behindProxy: boolean
  readonly strangers: Strangers
}

export interface Env {
  readonly Variables: { caller: Token; from: string }
  readonly Bindings: {
    readonly incoming?: { readonly socket?: { readonly remoteAddress?: string } }
  }
}

/** Refuses requests that a page of another site may have sent, even with a valid token. */
export function originGate({ listen, names }: GateOptions): MiddlewareHandler<Env> {
  return async (c, next) => {
    const host = c.req.header('host')
    if (!isAllowedHost(host, { listen, names }))
      return c.json(
        errorBody(
          'host',
          'This server does not accept this host name. To allow it, start the server with --allowed-host NAME.',
        ),
        421,
      )
    const origin = c.req.header('origin')
    if (origin !== undefined && !isOwnOrigin(origin, host ?? ''))
      return c.json(errorBody('origin', notOurPage), 403)
    const site = c.req.header('sec-fetch-site')
    if (site !== undefined && site !== 'same-origin' && site !== 'none')
      return c.json(errorBody('origin', notOurPage), 403)
    return next()
  }
}

/** Requires a valid token. */
export function tokenGate(options: GateOptions): MiddlewareHandler<Env> {
  const { tokens, limit, strangers } = options
  return async (c, next) => {
    const from = addressOf(c, options)
    const secret = secretOf(c)
    const caller = secret === null ? null : tokens.find(secret)
    if (!caller) return refuse(c, secret === null, from, limit)
    const socket = c.env?.incoming?.socket
    if (socket) strangers.trust(socket)
    tokens.used(caller)
    c.set('caller', caller)
    c.set('from', from)
    return next()
  }
}

const notOurPage =
  'This request comes from a page of another server, and is not answered. Open the page at the address that `fleetmux server` prints; a program must not send the header Origin.'

function refuse(c: Context<Env>, isMissing: boolean, from: string, limit: LoginLimit) {
  c.header('WWW-Authenticate', 'Bearer')
  if (isMissing)
    return c.json(
      errorBody(
        'token',
        'This request needs a token in the header: Authorization: Bearer TOKEN. `fleetmux server` prints at its start where the token is stored.',
      ),
      401,
    )
  const wait = limit.waitFor(from)
  if (wait > 0) {
    c.header('Retry-After', String(wait))
    return c.json(
      errorBody('limit', `Too many wrong tokens from this address. Try again in ${wait} s.`),
      429,
    )
  }
  limit.failed(from)
  return c.json(
    errorBody(
      'token',
      'This token is not valid: wrong, expired or revoked. For a new one, press Enter where `fleetmux server` runs, and open the link that it prints.',
    ),
    401,
  )
}

/** The client's address. Behind a proxy, it is the last address in X-Forwarded-For, which this proxy has added. */
export function addressOf(
  c: Context<Env>,
  { behindProxy }: Pick<GateOptions, 'behindProxy'>,
): string {
  const forwarded = behindProxy ? c.req.header('x-forwarded-for')?.split(',').at(-1)?.trim() : ''
  return forwarded || c.env?.incoming?.socket?.remoteAddress || 'unknown'
}

/** The token of a request. A token in the URL is not accepted, since URLs are kept in logs and histories. */
function secretOf(c: Context<Env>): string | null {
  const bearer = /^Bearer\s+(\S+)$/i.exec(c.req.header('authorization') ?? '')?.[1]
  if (bearer) return bearer
  const [first, second] = (c.req.header('sec-websocket-protocol') ?? '')
    .split(',')
    .map(each => each.trim())
  return first === PROTOCOL && second ? second : null
}

/** Whether an origin is this server. Only host and port are compared, since a proxy may change the scheme. */
function isOwnOrigin(origin: string, host: string): boolean {
  return (
    URL.canParse(origin) && /^https?:\/\//.test(origin) && new URL(origin).host === sameHost(host)
  )
}

function sameHost(host: string): string {
  return URL.canParse(`http://${host}`) ? new URL(`http://${host}`).host : host
}
