import type { Outgoing, Speech } from '../../dialect.ts'
import type { Json } from '../shared/json.ts'
import type { Rpc } from '../shared/json-rpc.ts'

/** The version is the protocol's business; Codex shows the name in its logs. */
export const CODEX_CLIENT = {
  clientInfo: { name: 'fleetmux', title: 'fleetmux', version: '1' },
  /** Questions of the model are asked of those alone who say that they know of them. */
  capabilities: { experimentalApi: true },
}

/**
 * Each step beyond reading is asked for, or refused. A thread is never started with more: for `workspace-write` and
 * `danger-full-access` Codex writes into the user's configuration that the directory is trusted, for ever.
 */
const SANDBOX = { sandbox: 'read-only' }

/** Of its turns alone Codex writes down nothing. */
const EVERYTHING = { approvalPolicy: 'never', sandboxPolicy: { type: 'dangerFullAccess' } }

/** What was said before this run is not told again: it would be one line, as long as the thread. */
const WITHOUT_PAST = { excludeTurns: true }

/** Starts a thread, takes one up, or copies one. */
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

/** The first turn; what it allows holds for the later ones too. */
export function turnRequest(rpc: Rpc, threadId: string, speech: Speech): Outgoing {
  const allowed = speech.permissions === 'allow' ? EVERYTHING : {}
  return rpc.request('turn', 'turn/start', { threadId, ...allowed, ...textInput(speech.prompt) })
}

export function textInput(text: string): Json {
  return { input: [{ type: 'text', text }] }
}

function instructions({ system }: Speech): Json {
  if (!system) return {}
  const { text, mode } = system
  return mode === 'replace' ? { baseInstructions: text } : { developerInstructions: text }
}

/** Settings for this thread alone, as `-c` has them. */
function servers({ mcpServers = [] }: Speech): Json {
  if (mcpServers.length === 0) return {}
  const entries = mcpServers.map(({ name, command, args, env }) => {
    return [`mcp_servers.${name}`, { command, args, ...(env && { env }) }] as const
  })
  return { config: Object.fromEntries(entries) }
}
