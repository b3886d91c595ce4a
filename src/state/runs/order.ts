import type { Decision } from './decision.ts'
import type { McpServer, PromptImage } from './dialect.ts'
import type { RunEvent } from './event.ts'
import type { ApprovalRequest } from './kept-rule.ts'
import type { RunProfile } from './profile.ts'
import type { RunResult } from './result-schema.ts'
import type { Rule } from './rule-schema.ts'
import type { RunPlace } from './run-place.ts'
import type { RunRow, RunSpec } from './spec.ts'

/** A run to start: one agent works on one prompt and then exits. */
export interface RunOrder {
  readonly id: string
  readonly agent: string
  readonly prompt: string
  readonly images?: readonly PromptImage[]
  /** The host's name in the fleet. */
  readonly host: string
  /** A container to create for the run: by docker on this machine, or a pod, which is then the host of the run. */
  readonly place?: RunPlace
  readonly model?: string
  /** The agent's session to resume. */
  readonly session?: string
  /** The agent's session to copy into a new one. */
  readonly fork?: string
  readonly system?: { readonly text: string; readonly mode: 'prepend' | 'append' | 'replace' }
  /** A directory on the host. Default: a copy of the repository around `directory`, or an empty directory. */
  readonly cwd?: string
  /** The local directory from which the run is started. */
  readonly directory: string
  readonly environment: Readonly<Record<string, string>>
  /**
   * Set if the agent gets only `environment` and the variables that a login needs, and none of fleetmux or of the host.
   */
  readonly isolated?: true
  /** A program to run instead of the agent's usual one: a name, or an absolute path on the host. */
  readonly program?: string
  /** Additional command-line arguments for this agent. */
  readonly words?: readonly string[]
  /** `ask`: the agent asks the user before an action that changes something; if it cannot ask, it refuses the action. */
  readonly permissions: 'ask' | 'allow' | 'deny'
  /** Whether the configuration's approval rules answer first: the user is asked only if no rule matches. */
  readonly useRules: boolean
  /** Whether the agent runs in its non-interactive mode, which asks the user nothing. */
  readonly alone: boolean
  readonly maxTokens?: number
  readonly maxTurns?: number
  /**
   * Maximum cost in US dollars, at which the agent itself ends. A run of an agent without such an option is refused.
   */
  readonly maxCost?: number
  readonly effort?: string
  readonly thinkingBudget?: number
  /** Maximum duration of the run, in seconds, after which its host stops the agent; 0: no limit. */
  readonly timeout: number
  /** Maximum time without output of the agent, in seconds, after which its host stops it; 0: no limit. */
  readonly inactivity: number
  readonly mcpServers: readonly McpServer[]
  readonly tags: readonly string[]
}

/** The result of sending a line: `taken`; `known`: a line with this key was sent before; `over`: the run has ended. */
export type LineOutcome = 'taken' | 'known' | 'over'

/** The runs of the fleet's hosts. A method that fails rejects with a FailureError. */
export interface Runs {
  /** Whether an agent with this name exists. */
  knows(agent: string): boolean
  /** The options for runs that the configuration stores under this name; undefined: it has no such profile. */
  profile(name: string): RunProfile | undefined
  /** Resolves as soon as the agent has its prompt. `say` is called with progress messages until then. */
  start(order: RunOrder, say: (text: string) => void, signal?: AbortSignal): Promise<RunSpec>
  /** Starts a run and follows it from its beginning, over one command on the host. Resolves as `follow` does. */
  run(order: RunOrder, options: StartAndFollow): Promise<RunResult | null>
  /** The newest runs of a host, at most 200, newest first. */
  list(host: string): Promise<readonly RunRow[]>
  /**
   * Reports the runs of a host until `signal` aborts: first all, then each that starts, ends or is removed. Resolves
   * with false if the host has never had a run.
   */
  watch(host: string, listener: RunListener, signal: AbortSignal): Promise<boolean>
  /** Whether any number of runs of a host can be read at once. */
  readsMany(host: string): Promise<boolean>
  /** The run with this id or id prefix, on one of these hosts or on a host that was created for it. */
  find(id: string, hosts: readonly string[]): Promise<RunRow>
  /** Hosts that were created for one run each, and are not in the configuration. */
  places(): Promise<readonly string[]>
  follow(host: string, id: string, options: FollowOptions): Promise<RunResult | null>
  /** What a run asks, its newest events, and its result. A later call reads only what was added since. */
  snapshot(host: string, id: string): Promise<RunSnapshot>
  decide(
    host: string,
    id: string,
    interactionId: string | null,
    decision: Decision,
  ): Promise<LineOutcome>
  /** The open approval request with this interaction id, or the oldest one (null). */
  asked(host: string, id: string, interactionId: string | null): Promise<ApprovalRequest>
  /** Saves a rule, which answers approval requests of later runs, in the configuration; resolves with its path. */
  keepRule(rule: Rule): Promise<string>
  /** Answers the oldest question; sends a further text if no question is open. */
  input(host: string, id: string, text: string): Promise<LineOutcome>
  stop(host: string, id: string, reason: 'aborted' | 'interrupted'): Promise<void>
  /**
   * Fetches the commits of the run's workspace; resolves with a line for each. `directory`: the local repository for
   * the commits, if the run does not name one.
   */
  fetch(host: string, spec: RunSpec, directory: string): Promise<readonly string[]>
  /** Removes the files of an ended run from its host, including the run's workspace. */
  remove(host: string, spec: RunSpec): Promise<void>
}

/** A run as far as it was read. */
export interface RunSnapshot {
  /** The open questions, oldest first. */
  readonly asks: readonly Extract<RunEvent, { type: 'approval_request' | 'input_required' }>[]
  /** The newest events, at most 200. */
  readonly events: readonly RunEvent[]
  /** null: the run has not ended. */
  readonly result: RunResult | null
}

/** Callbacks for the runs of a host. */
export interface RunListener {
  /** Called with all runs of the host (`isAll`), or only with the runs that have changed. */
  runs(rows: readonly RunRow[], isAll: boolean): void
  removed(id: string): void
}

export interface FollowOptions {
  /** Reports each event after this id once; undefined: all events. */
  readonly after?: string
  readonly event: (event: RunEvent) => void
  /** Called with the run, before its first event. */
  readonly spec?: (spec: RunSpec) => void
  /** Called when the connection was lost or is back. Following continues automatically. */
  readonly link?: (state: 'lost' | 'back', why: string) => void
  /** Called when all output that existed when the reading began has been read. */
  readonly caughtUp?: () => void
  /** Whether to read only the existing output: resolves with null if the run has not ended. */
  readonly once?: boolean
  /** Called with messages about actions after the end, such as fetching the run's commits and deleting its pod. */
  readonly note?: (text: string) => void
  readonly signal?: AbortSignal
}

export interface StartAndFollow extends Omit<FollowOptions, 'after' | 'once'> {
  /** Called with progress messages until the agent runs. */
  readonly say: (text: string) => void
  /** Called as soon as the agent has been started. */
  readonly started?: (spec: RunSpec) => void
}
