import { join } from 'node:path'
import { serveStdio } from '@modelcontextprotocol/server/stdio'
import type { Fleet } from '../state/fleet-handle.ts'
import { isListed, isReached } from '../state/hosts/link-text.ts'
import type { State } from '../state/model/state.ts'
import { waitUntil } from '../state/wait-until.ts'
import type { Role } from './access/role.ts'
import { openTokens } from './access/token-store.ts'
import { openAuditLog } from './audit/audit-log.ts'
import { createApi } from './create-api.ts'
import { createActLimit } from './mcp/act-limit.ts'
import { createMcpServer } from './mcp/mcp-server.ts'
import { openPush } from './push/open-push.ts'

/**
 * Whether each of these hosts has reported its sessions or has failed to connect. A host that was dialled a moment ago
 * may still be `idle`, and has done neither.
 */
function areSettled({ hosts }: State, dialled: readonly string[]): boolean {
  return dialled.every(name => {
    const host = hosts.get(name)
    return !host || host.link.state === 'down' || (isReached(host) && isListed(host))
  })
}

/** Serves the tools over stdin and stdout to the agent that started this process. */
export async function startMcp(options: {
  readonly fleet: Fleet
  /** Hosts that are being connected to. The first call of a tool waits for them. */
  readonly dialled: readonly string[]
  readonly version: string
  /** The role that the user gives to the agent. */
  readonly role: Role
  /** The agent may perform actions up to this role if the user confirms each of them. */
  readonly ask?: Role
  /** Panes of the agents that started the calling agent, directly or through other agents; the outermost first. */
  readonly ancestors: readonly string[]
  /** The agent's name in the audit log. */
  readonly name: string
  readonly roots: readonly string[]
  readonly stateDirectory: string
}): Promise<{ close(): Promise<void> }> {
  const { stateDirectory: directory, role, name } = options
  const audit = await openAuditLog(join(directory, 'server-audit.jsonl'))
  const tokens = await openTokens({ directory, seedFile: join(directory, 'none'), now: Date.now })
  const { api, close } = createApi({
    ...options,
    tokens,
    push: () => openPush(directory),
  })
  const caller = {
    id: 'mcp',
    name,
    role,
    hash: '',
    created: Date.now(),
    expires: null,
    lastUsed: null,
  }
  const limit = createActLimit(() => performance.now())
  const ask = options.ask === undefined ? {} : { ask: options.ask }
  const { store } = options.fleet
  const ready = waitUntil(
    store,
    state => (areSettled(state, options.dialled) ? true : null),
    store.getState().settings.deadline,
  )
  const served = serveStdio(() =>
    createMcpServer({ api, audit, limit, readOnly: false, ready, ...ask }, caller, name),
  )
  return {
    async close() {
      await served.close()
      close()
      await tokens.close()
      await audit.close()
    },
  }
}
