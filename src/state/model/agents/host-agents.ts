import type { Clean } from '../../text/clean.ts'
import type { AgentHooks, HookChange, HookedAgent } from './agent-hooks.ts'
import type {
  ConversationQuery,
  ConversationText,
  FoundConversations,
  Keeper,
  KeptConversations,
} from './conversation.ts'
import type { ListedServers, McpAgent, McpServer, ServerChange } from './mcp-server.ts'

/** Who has put an agent where it is: npm below `~/.local`, something else in the person's home, or the system. */
export type AgentOrigin = 'npm' | 'home' | 'system'

/**
 * `broken`: asked for its version it ended otherwise than with 0, as a package does whose program was never put in
 * place. `silent`: it did not answer in time, which a busy machine may be to blame for.
 */
export type AgentPresence = 'missing' | 'works' | 'broken' | 'silent'

/** An agent as it was found on a host, or not. */
export interface DetectedAgent {
  readonly agent: string
  /** Absolute path of its command there; null: it is not there. */
  readonly path: Clean | null
  /** One line of what it says of its version; null: it said none in time. */
  readonly version: Clean | null
  readonly state: AgentPresence
  readonly origin: AgentOrigin | null
}

/** What may be asked for one agent on one host. */
export interface AgentOrder {
  readonly action: 'install' | 'update' | 'uninstall'
  readonly agent: string
  /** By the maker's own installer, a script from the network, where npm or Node will not do. */
  readonly native: boolean
  /** Although it is there and works already, or the disk looks too small. */
  readonly force: boolean
  /** Says what would be run, and runs nothing but the probe. */
  readonly dryRun: boolean
}

/** A stage of an order on its host. */
export type AgentStage = 'probe' | 'run' | 'verify'

/** What became of an order. */
export interface AgentOutcome {
  readonly agent: string
  /** `absent`: it is not there, and was to be updated or removed; `planned`: a dry run. */
  readonly outcome: 'installed' | 'present' | 'updated' | 'removed' | 'absent' | 'planned'
  readonly path: Clean | null
  readonly version: Clean | null
  /** Command lines that were run on the host, or would be. */
  readonly commands: readonly Clean[]
  /** What a person should know beside it. */
  readonly notes: readonly Clean[]
}

/** What can be asked of the agents on one host. Everything rejects with a FailureError that names the host. */
export interface HostAgents {
  /** Looks for these agents, in their order. */
  detect(agents: readonly string[]): Promise<readonly DetectedAgent[]>
  /** Installs, updates or removes one; `tell` hears of each stage as it begins. */
  manage(order: AgentOrder, tell: (stage: AgentStage, words: Clean) => void): Promise<AgentOutcome>
  /** The newest conversations that agents have kept there, without their text. */
  conversations(query: ConversationQuery): Promise<KeptConversations>
  /** One of them with its text, by its id or a part of that which no other has. */
  conversation(id: string, agents: readonly Keeper[]): Promise<ConversationText>
  /** Those in which somebody wrote this text, with the entries that have it. */
  searchConversations(text: string, query: ConversationQuery): Promise<FoundConversations>
  /** The MCP servers that an agent knows for its user, read from its file: none is started. */
  listServers(agent: McpAgent): Promise<ListedServers>
  installServer(agent: McpAgent, server: McpServer): Promise<ServerChange>
  removeServer(agent: McpAgent, name: string): Promise<ServerChange>
  /** What makes an agent say of itself what it does, as far as it stands there. */
  hooks(agent: HookedAgent): Promise<AgentHooks>
  installHooks(agent: HookedAgent): Promise<HookChange>
  removeHooks(agent: HookedAgent): Promise<HookChange>
  /** Ends the way to the host. */
  close(): Promise<void>
}
