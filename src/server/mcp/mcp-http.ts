import { createMcpHandler } from '@modelcontextprotocol/server'
import { readAncestors, STARTED_BY_HEADER, UNKNOWN_AGENT } from '../../state/launch/ancestors.ts'
import type { Token } from '../access/token.ts'
import { createMcpServer, type McpOptions } from './mcp-server.ts'

/**
 * Answers one request of the Model Context Protocol over HTTP, without an MCP session. The caller is an agent whose
 * pane is not known. If this agent was started by another one, and that perhaps by a third, a header of the request
 * lists their panes.
 */
export function serveMcp(
  options: McpOptions,
  caller: Token,
  from: string,
  request: Request,
): Promise<Response> {
  const above = readAncestors(request.headers.get(STARTED_BY_HEADER) ?? undefined)
  const api = { ...options.api, lineage: () => [...above, UNKNOWN_AGENT] }
  return createMcpHandler(() => createMcpServer({ ...options, api }, caller, from)).fetch(request)
}
