import type { Benchmarks } from './benchmarks/benchmarks-handle.ts'
import type { HostFiles } from './files/host-files.ts'
import type { HostCommands } from './host-commands/host-command.ts'
import type { HostAgents } from './model/agents/host-agents.ts'
import type { Check } from './model/check.ts'
import type { HostConfig } from './model/host-config.ts'
import type { Scrollback } from './model/live-pane.ts'
import type { Message } from './model/messages/step.ts'
import type { ConfigValue } from './model/settings/config-value.ts'
import type { State } from './model/state.ts'
import type { Target } from './model/target.ts'
import type { Playbooks } from './playbooks/playbook-order.ts'
import type { Runs } from './runs/order.ts'
import type { SharedHistory } from './shared-history/shared-history.ts'
import type { Store } from './store.ts'
import type { Worktrees } from './worktrees/worktree-handle.ts'

/** What a face is given: the fleet behind it, without knowing how it is reached. `S` and `M` as of its store. */
export interface Fleet<S extends State = State, M = Message> {
  readonly store: Store<S, M>
  /**
   * Hosts of the configuration and of `--remote`, this machine first, without those that are switched off.
   * None is dialled before it is asked for.
   */
  readonly hosts: readonly HostConfig[]
  /** The name that a host has in this fleet, which may have been written by its address. */
  readonly nameOf: (written: string) => string
  /** Resolves when `quit` was asked, or the process is being ended. */
  readonly quit: Promise<void>
  /** Whether what was begun on this host is carried to its end by another process, should this one leave now. */
  readonly outlives: (host: string) => boolean
  /** Gives the person's terminal to a child while it runs; the screen puts its own way in here. */
  lend: (run: () => Promise<void>) => Promise<void>
  /** What is only asked and answered, and changes nothing of the fleet. */
  readonly requests: Requests
  /** What its hosts do without a channel. */
  readonly onHosts: OnHosts
  /** Ends every channel and waits for it; masters stay warm. */
  close(): Promise<void>
}

/** Each is loaded when it is asked for, and is the same from then on. */
export interface OnHosts {
  /** One prompt to one agent, to its end. */
  runs(): Promise<Runs>
  /** A branch, a worktree, and an agent in it. */
  worktrees(): Promise<Worktrees>
  /** Documents of tasks, worked off by agents. */
  playbooks(): Promise<Playbooks>
  /** Agents compared by cases; kept on this machine. */
  benchmarks(): Promise<Benchmarks>
  /** Commands, each in its person's shell there. */
  commands(): Promise<HostCommands>
  files(): Promise<HostFiles>
  /** What was asked and done in projects, by everybody. */
  history(): Promise<SharedHistory>
}

/** Each answer is for whoever asked; nothing of it stays in the state. They reject with a FailureError. */
export interface Requests {
  /** What this machine has of all that fleetmux needs, or can use. */
  checkThisMachine(): Promise<readonly Check[]>
  /** What the configuration says and where, and what holds without it. */
  configValues(): Promise<readonly ConfigValue[]>
  /**
   * Reads the screen and the newest `lines` of scrollback of a pane on a host that is connected. `joined`: lines that
   * tmux has wrapped are joined.
   */
  readPane(
    target: Target,
    options: { readonly lines: number; readonly joined?: boolean },
  ): Promise<Scrollback>
  /** Names of the agents that can be looked for: those that are known, and the person's own. */
  agentNames(): Promise<readonly string[]>
  /** The agents on a host of the fleet, over a way of its own that is ended with the fleet. */
  agentsOn(host: string): Promise<HostAgents>
}

export interface FleetOptions {
  /** Hosts named on the command line: `[user@]name[:port]`, or names of the configuration or of ssh_config. */
  readonly remotes?: readonly string[]
  /** Where the screen is opened: an edited configuration applies at once. */
  readonly watch?: boolean
  /** Another ssh_config than the user's. */
  readonly sshConfig?: string
  /** Nothing but `remotes`: neither this machine nor the hosts of the configuration. */
  readonly only?: boolean
  /** Where its repository is looked for; default: where we were started. */
  readonly directory?: string
  /** Milliseconds that a command on a host may take; beats the configuration. */
  readonly deadline?: number
}

/** Opens the fleet for a command. Rejects with a FailureError on a configuration that cannot be read. */
export type OpenFleet = (options: FleetOptions) => Promise<Fleet>
