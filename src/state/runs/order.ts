import type { Decision } from './decision.ts'
import type { McpServer } from './dialect.ts'
import type { RunEvent } from './event.ts'
import type { ApprovalRequest } from './kept-rule.ts'
import type { RunProfile } from './profile.ts'
import type { RunResult } from './result-schema.ts'
import type { Rule } from './rule.ts'
import type { RunPlace } from './run-place.ts'
import type { RunRow, RunSpec } from './spec.ts'

/** One prompt to one agent, to its end. */
export interface RunOrder {
  readonly id: string
  readonly agent: string
  readonly prompt: string
  /** The host's name in the fleet. */
  readonly host: string
  /** A container that is made for it: by docker on `host`, or a pod, which then is its host. */
  readonly place?: RunPlace
  readonly model?: string
  /** The agent's own session that is taken up, or copied. */
  readonly session?: string
  readonly fork?: string
  readonly system?: { readonly text: string; readonly mode: 'prepend' | 'append' | 'replace' }
  /** A directory on the host; without one the repository around `directory` is shipped, or an empty one is made. */
  readonly cwd?: string
  /** The directory here. */
  readonly directory: string
  readonly environment: Readonly<Record<string, string>>
  /** Nothing but `environment` and what a login needs reaches the agent: neither ours nor the host's. */
  readonly isolated?: true
  /** Another program than the agent's usual one: a name, or an absolute path on the host. */
  readonly program?: string
  /** Words for its command line that only this agent knows. */
  readonly words?: readonly string[]
  /** `ask`: whoever can answer is asked; an agent that cannot ask refuses. */
  readonly permissions: 'ask' | 'allow' | 'deny'
  /** The rules of the configuration decide first, and only what is left is asked. */
  readonly useRules: boolean
  /** Nobody is asked: it runs by itself, in the mode that it has for that. */
  readonly alone: boolean
  readonly maxTokens?: number
  readonly maxTurns?: number
  /** US dollars. */
  readonly maxCost?: number
  readonly effort?: string
  readonly thinkingBudget?: number
  /** Seconds; 0: none. */
  readonly timeout: number
  readonly inactivity: number
  readonly mcpServers: readonly McpServer[]
  readonly tags: readonly string[]
}

/** What came of a line that the agent was to be told: it was told it, or an earlier one of the same key, or it has ended. */
export type Told = 'taken' | 'known' | 'over'

/** The runs of the fleet's hosts. All reject with a FailureError. */
export interface Runs {
  /** Whether an agent is called so. */
  knows(agent: string): boolean
  /** What the configuration calls so. */
  profile(name: string): RunProfile | undefined
  /** Resolves as soon as the agent runs. `say` tells what is done until then. */
  start(order: RunOrder, say: (text: string) => void, signal?: AbortSignal): Promise<RunSpec>
  /** The newest runs of a host. */
  list(host: string): Promise<readonly RunRow[]>
  /**
   * Tells the runs of a host until `signal`: first all, then each that starts, ends or is removed. Resolves with false
   * where no run was ever kept.
   */
  watch(host: string, listener: RunListener, signal: AbortSignal): Promise<boolean>
  /** The run of that id, or of an id that begins so, on one of these hosts or on one that was made for it. */
  find(id: string, hosts: readonly string[]): Promise<RunRow>
  /** Hosts that were made for one run each, and are no hosts of the configuration. */
  places(): readonly string[]
  follow(host: string, id: string, options: FollowOptions): Promise<RunResult | null>
  decide(host: string, id: string, interactionId: string | null, decision: Decision): Promise<Told>
  /** What it asks, by its interaction's id or the oldest. */
  asked(host: string, id: string, interactionId: string | null): Promise<ApprovalRequest>
  /** Keeps a rule in the configuration; resolves with the path of that. */
  keepRule(rule: Rule): Promise<string>
  /** The answer to its oldest question; where it asks nothing, a further text. */
  input(host: string, id: string, text: string): Promise<Told>
  stop(host: string, id: string, reason: 'aborted' | 'interrupted'): Promise<void>
  /** Brings the commits of its workspace home, and tells which. `directory`: here, should the run not know. */
  fetch(host: string, spec: RunSpec, directory: string): Promise<readonly string[]>
  /** Removes what an ended run has left on its host, its workspace too. */
  remove(host: string, spec: RunSpec): Promise<void>
}

/** Who hears of the runs of a host. */
export interface RunListener {
  /** All runs of the host, or those that have changed. */
  runs(rows: readonly RunRow[], isAll: boolean): void
  removed(id: string): void
}

export interface FollowOptions {
  /** Every event after that id, each once; without one: all. */
  readonly after?: string
  readonly event: (event: RunEvent) => void
  /** The run itself, before its first event. */
  readonly spec?: (spec: RunSpec) => void
  /** The link was lost, or is there again: following goes on by itself. */
  readonly link?: (state: 'lost' | 'back', why: string) => void
  /** All that it had told when following began was read. */
  readonly caughtUp?: () => void
  /** Reads what there is, and does not wait for more: null where the run has not ended. */
  readonly once?: boolean
  /** What is done about its end: the host that was made for it is removed, when its commits are at home. */
  readonly note?: (text: string) => void
  readonly signal?: AbortSignal
}
