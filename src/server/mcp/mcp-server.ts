import { McpServer, type ServerContext } from '@modelcontextprotocol/server'
import { maskSecrets } from '../../state/text/mask-secrets.ts'
import { includesRole, type Role } from '../access/role.ts'
import type { Token } from '../access/token.ts'
import { perform } from '../api/request/perform.ts'
import type { ApiContext, Route } from '../api/request/route.ts'
import { ROUTES } from '../api/routes.ts'
import type { AuditLog } from '../audit/audit-log.ts'
import type { ActLimit } from './act-limit.ts'
import { fenceContent } from './fence.ts'
import { askPerson, questionOf } from './person-asked.ts'
import { TOOLS, type Tool } from './tools.ts'

export interface McpOptions {
  readonly api: ApiContext
  readonly audit: AuditLog
  readonly limit: ActLimit
  readonly readOnly: boolean
  /** The agent may call tools that need at most this role, if the user confirms each call. */
  readonly ask?: Role
  /**
   * Resolves when all hosts have answered or failed. Tool calls wait for this, because all lists are empty until then.
   */
  readonly ready?: Promise<unknown>
}

type Result = { content: { type: 'text'; text: string }[]; isError?: true }

/** The fleet as tools for an agent. Tools that the caller's role does not allow are not listed. */
export function createMcpServer(options: McpOptions, caller: Token, from: string): McpServer {
  const server = new McpServer({ name: 'fleetmux', version: options.api.version })
  for (const tool of TOOLS) {
    const route = routeOf(tool)
    const isAct = route.method !== 'GET'
    const isAllowed = includesRole(caller.role, route.role)
    const asks = !isAllowed && options.ask !== undefined && includesRole(options.ask, route.role)
    if (!(isAllowed || asks) || (isAct && options.readOnly)) continue
    if (caller.scope && !route.scoped) continue
    server.registerTool(
      tool.name,
      {
        description: tool.description,
        inputSchema: tool.input,
        annotations: { readOnlyHint: !isAct, destructiveHint: tool.destroys === true },
      },
      async (input: Readonly<Record<string, unknown>>, context: ServerContext) => {
        if (!asks || !options.ask) return callTool(options, { tool, caller, from }, input)
        const asked = askPerson(
          server,
          context,
          questionOf(tool.name, input, options.api),
          options.ask,
        )
        if (asked.is === 'asking') return asked.asking
        if (asked.is === 'no') return failed(asked.why)
        const allowed = { ...caller, role: options.ask }
        return callTool(options, { tool, caller: allowed, from: `${from}, with a yes` }, input)
      },
    )
  }
  return server
}

async function callTool(
  { api, audit, limit, ready }: McpOptions,
  { tool, caller, from }: { tool: Tool; caller: Token; from: string },
  input: Readonly<Record<string, unknown>>,
): Promise<Result> {
  await ready
  const { route, params, left } = meant(tool, input)
  const isAct = route.method !== 'GET'
  const wait = isAct ? limit.take(caller.id) : 0
  if (wait > 0)
    return failed(`Nothing was done: Too many actions within a minute. Try again in ${wait} s.`)
  const others = Object.fromEntries(
    Object.entries(input).filter(([key, value]) => !left.has(key) && value !== undefined),
  )
  const query = Object.fromEntries(
    Object.entries(others).map(([key, value]) => [key, String(value)]),
  )
  const answer = await perform(route, api, audit, {
    caller,
    from,
    params,
    query: isAct ? {} : query,
    readBody: async () => (isAct && route.body ? others : undefined),
    request: new Request(`http://localhost${route.path}`),
  })
  const document = (await answer.json()) as { data?: unknown; message?: string }
  if (!answer.ok) return failed(document.message ?? 'The request failed.')
  const text = JSON.stringify(document.data ?? document.message ?? null)
  return said(maskSecrets(tool.isScreen ? fenceContent(document.data) : text))
}

function said(text: string): Result {
  return { content: [{ type: 'text', text }] }
}

function failed(text: string): Result {
  return { ...said(text), isError: true }
}

/** Prefix of a run's id, used in place of a pane or session. */
const RUN = 'run:'

/**
 * The route of a tool call, its path parameters, and `left`: the input fields that go into neither the query nor the
 * body.
 */
function meant(tool: Tool, input: Readonly<Record<string, unknown>>) {
  const names = tool.params ?? []
  const [first = ''] = names
  const named = String(input[first] ?? '')
  if (tool.ofRun && named.startsWith(RUN)) {
    const { route, leaveOut = [] } = tool.ofRun
    const params = { id: named.slice(RUN.length) }
    return { route: routeOf(tool, route), params, left: new Set([...names, ...leaveOut]) }
  }
  const params = Object.fromEntries(
    names.flatMap(name => (name in input ? [[name, String(input[name])]] : [])),
  )
  const { route, leaveOut } = tool.instead?.(input) ?? { route: tool.route, leaveOut: [] }
  return { route: routeOf(tool, route), params, left: new Set([...names, ...leaveOut]) }
}

function routeOf({ name, route: own }: Tool, route = own): Route {
  const found = ROUTES.find(each => `${each.method} ${each.path}` === route)
  if (!found) throw new Error(`the tool ${name} has no route ${route}`)
  return found
}
