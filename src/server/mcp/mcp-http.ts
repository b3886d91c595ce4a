import { createMcpHandler } from '@modelcontextprotocol/server'
import type { Token } from '../access/token.ts'
import { createMcpServer, type McpOptions } from './mcp-server.ts'

/** Answers one request of the Model Context Protocol over HTTP, without a session. */
export function serveMcp(
  options: McpOptions,
  caller: Token,
  from: string,
  request: Request,
): Promise<Response> {
  return createMcpHandler(() => createMcpServer(options, caller, from)).fetch(request)
}
