import type { Clean } from '../../text/clean.ts'
import type { AgentHooks, HookChange, HookedAgent } from './agent-hooks.ts'
import type {
  ConversationAgent,
  ConversationQuery,
  ConversationText,
  FoundConversations,
  KeptConversations,
} from './conversation.ts'
import type { ListedServers, McpAgent, McpServer, ServerChange } from './mcp-server.ts'

/** How an agent was installed: by npm under `~/.local`, otherwise in the user's home, or outside it (`system`). */
export type AgentOrigin = 'npm' | 'home' | 'system'

/**
 * `broken`: the version command had an exit code other than 0, for example because the package is installed without
 * its program. `silent`: the version command timed out, possibly because the machine is busy.
 */
export type AgentPresence = 'missing' | 'works' | 'broken' | 'silent'

/** The result of looking for an agent on a host. */
export interface DetectedAgent {
  readonly agent: string
  /** Absolute path of the agent's command on the host; null: not installed. */
  readonly path: Clean | null
  /** One line of the output of the agent's version command; null: no output in time. */
  readonly version: Clean | null
  readonly state: AgentPresence
  readonly origin: AgentOrigin | null
}

/** A request to change the installation of one agent on one host. */
export interface AgentOrder {
  readonly action: 'install' | 'update' | 'uninstall'
  readonly agent: string
  /** Uses the vendor's installer, a script from the network, if npm or Node cannot be used. */
  readonly native: boolean
  /**
   * Proceeds even if a working installation exists, the version of Node is too old, or free disk space seems too small.
   */
  readonly force: boolean
  /** Dry run: reports the commands, and runs only the search for installed agents (stage `probe`). */
  readonly dryRun: boolean
}

/** A stage of installing, updating or removing an agent on its host. */
export type AgentStage = 'probe' | 'run' | 'verify'

/** The result of installing, updating or removing an agent. */
export interface AgentOutcome {
  readonly agent: string
  /** `absent`: an agent to update or remove is not installed; `planned`: a dry run. */
  readonly outcome: 'installed' | 'present' | 'updated' | 'removed' | 'absent' | 'planned'
  readonly path: Clean | null
  readonly version: Clean | null
  /** Command lines that were run on the host, or would be run. */
  readonly commands: readonly Clean[]
  /** Further remarks for the user. */
  readonly notes: readonly Clean[]
}

/** Operations on the agents of one host. A method that fails rejects with a FailureError that names the host. */
export interface HostAgents {
  /** Looks for these agents, in their order. */
  detect(agents: readonly string[]): Promise<readonly DetectedAgent[]>
  /**
   * Names of the agents' API key variables that commands over ssh, or only the user's login shell, have on the host.
   */
  keys(): Promise<readonly string[]>
  /** Installs, updates or removes an agent; `tell` is called when a stage begins. */
  manage(order: AgentOrder, tell: (stage: AgentStage, words: Clean) => void): Promise<AgentOutcome>
  /** The newest conversations that agents have stored on the host, without their text. */
  conversations(query: ConversationQuery): Promise<KeptConversations>
  /** One conversation with its text, by its id or a unique part of the id. */
  conversation(id: string, agents: readonly ConversationAgent[]): Promise<ConversationText>
  /** Conversations that contain this text, with the messages and tool calls that contain it. */
  searchConversations(text: string, query: ConversationQuery): Promise<FoundConversations>
  /** The MCP servers in an agent's user configuration file. No server is started. */
  listServers(agent: McpAgent): Promise<ListedServers>
  installServer(agent: McpAgent, server: McpServer): Promise<ServerChange>
  removeServer(agent: McpAgent, name: string): Promise<ServerChange>
  /** The hooks that report an agent's state, and whether they are installed. */
  hooks(agent: HookedAgent): Promise<AgentHooks>
  installHooks(agent: HookedAgent): Promise<HookChange>
  removeHooks(agent: HookedAgent): Promise<HookChange>
  /** Closes the connection to the host. */
  close(): Promise<void>
}
