import type * as z from 'zod'
import type { Fleet } from '../../../state/fleet-handle.ts'
import type { Intent } from '../../../state/model/messages/intent.ts'
import type { Pairing } from '../../access/pairing.ts'
import type { Role } from '../../access/role.ts'
import type { Token } from '../../access/token.ts'
import type { Tokens } from '../../access/token-store.ts'
import type { Push } from '../../push/open-push.ts'
import type { EventRing } from '../../streams/event-ring.ts'
import type { PaneDrivers } from '../../streams/pane-drivers.ts'
import type { PaneWatch } from '../../streams/pane-watch.ts'
import type { SessionLogs } from '../../streams/session-logs.ts'
import type { Talks } from '../../talks/talks.ts'
import type { Plans } from './plans.ts'

/** The services that routes use. */
export interface ApiContext {
  readonly fleet: Fleet
  readonly tokens: Tokens
  readonly pairing: Pairing
  readonly events: EventRing
  readonly panes: PaneWatch
  readonly drivers: PaneDrivers
  readonly logs: SessionLogs
  readonly plans: Plans
  readonly push: () => Promise<Push>
  readonly talks: Talks
  readonly version: string
  /** Directories of this machine (--allowed-root): a path of this machine in a request must be below one of these. */
  readonly roots: readonly string[]
  readonly now: () => number
  /** Runs searches one after the other, since the fleet can run only one search at a time. */
  readonly searches: <T>(work: () => Promise<T>) => Promise<T>
  /**
   * Panes (such as `%5@1234:1690000000`) of the calling agent and of the agents that started it, directly or through
   * others; the outermost first. Requests must not type into these panes.
   */
  readonly lineage: () => readonly string[]
  /** Makes an id (`ref`) for an intent, unique among all requests. */
  readonly nextRef: () => string
}

/** One request to a route, after its token, the token's role, its parameters and its body were checked. */
export interface ApiCall<Body = unknown, Query = unknown> extends ApiContext {
  readonly caller: Token
  readonly params: Readonly<Record<string, string>>
  readonly body: Body
  readonly query: Query
  readonly request: Request
  /** Adds the number of receipts with each word (delivery status) to the entry of the audit log. */
  readonly note: (receipts: Readonly<Record<string, number>>) => void
}

/** One route as data. The router, docs/api.md and the OpenAPI document are generated from it. */
export interface Route {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE'
  /** Path on the server. Parameters are written `{name}`. */
  readonly path: string
  readonly summary: string
  readonly role: Role
  /** Types of the intents that the route dispatches. */
  readonly intents: readonly Intent['type'][]
  /** Set if a token for one session may use the route. The route must then answer only for this session. */
  readonly scoped?: true
  readonly body?: z.ZodType
  readonly query?: z.ZodType
  /** The field of the body with the content, whose size and digest the audit log stores. */
  readonly content?: string
  /** Handles the request. Resolves with data, a Reply or a Response. @throws FailureError */
  readonly run: (call: ApiCall) => Promise<unknown>
}

/** Makes a route whose handler is typed by the schemas of its body and query. */
export function route<B extends z.ZodType = z.ZodNever, Q extends z.ZodType = z.ZodNever>(
  one: Omit<Route, 'run' | 'body' | 'query'> & {
    readonly body?: B
    readonly query?: Q
    readonly run: (call: ApiCall<z.output<B>, z.output<Q>>) => Promise<unknown>
  },
): Route {
  return one as Route
}
