import type { Outgoing, Speech } from '../../dialect.ts'
import type { Json } from '../shared/json.ts'
import type { Rpc } from '../shared/json-rpc.ts'

/** Codex shows the name in its logs. The protocol requires a version. */
export const CODEX_CLIENT = {
  clientInfo: { name: 'fleetmux', title: 'fleetmux', version: '1' },
  /** Codex sends questions of the model only to clients with this capability. */
  capabilities: { experimentalApi: true },
}

/**
 * Everything beyond reading needs approval, or is refused. No thread starts with more rights: with `workspace-write`
 * and `danger-full-access` Codex permanently marks the directory as trusted in the user's configuration.
 */
const SANDBOX = { sandbox: 'read-only' }

/** Rights for everything. They are set for turns, because settings of turns do not change the user's configuration. */
const EVERYTHING = { approvalPolicy: 'never', sandboxPolicy: { type: 'dangerFullAccess' } }

/** Omits the thread's history from the answer, where it would be one very long line. */
const WITHOUT_PAST = { excludeTurns: true }

/** The request that starts, resumes or forks a thread. */
export function threadRequest(rpc: Rpc, speech: Speech): Outgoing {
  const { cwd, model, session, fork } = speech
  const settings = {
    cwd,
    approvalPolicy: speech.permissions === 'ask' ? 'untrusted' : 'never',
    ...SANDBOX,
    ...(model !== undefined && { model }),
    ...instructions(speech),
    ...servers(speech),
  }
  if (fork !== undefined)
    return rpc.request('thread', 'thread/fork', { threadId: fork, ...settings })
  if (session === undefined) return rpc.request('thread', 'thread/start', settings)
  return rpc.request('thread', 'thread/resume', { threadId: session, ...settings, ...WITHOUT_PAST })
}

/** The request for the first turn; its permissions apply to later turns too. */
export function turnRequest(rpc: Rpc, threadId: string, speech: Speech): Outgoing {
  const allowed = speech.permissions === 'allow' ? EVERYTHING : {}
  return rpc.request('turn', 'turn/start', { threadId, ...allowed, ...promptInput(speech) })
}

function promptInput({ prompt, images = [] }: Speech): Json {
  const all = images.map(({ mimeType, data }) => ({
    type: 'image',
    url: `data:${mimeType};base64,${data}`,
  }))
  return { input: [...all, { type: 'text', text: prompt }] }
}

export function textInput(text: string): Json {
  return { input: [{ type: 'text', text }] }
}

function instructions({ system }: Speech): Json {
  if (!system) return {}
  const { text, mode } = system
  return mode === 'replace' ? { baseInstructions: text } : { developerInstructions: text }
}

/** The MCP servers as settings of this thread only, in the form of Codex's option `-c`. */
function servers({ mcpServers = [] }: Speech): Json {
  if (mcpServers.length === 0) return {}
  const entries = mcpServers.map(({ name, command, args, env }) => {
    return [`mcp_servers.${name}`, { command, args, ...(env && { env }) }] as const
  })
  return { config: Object.fromEntries(entries) }
}
