import type { Benchmarks } from './benchmarks/benchmarks-handle.ts'
import type { HostFiles, HostWord } from './files/host-files.ts'
import type { WrittenPath } from './files/written-path.ts'
import type { HostCommands } from './host-commands/host-command.ts'
import type { HostAgents } from './model/agents/host-agents.ts'
import type { Check } from './model/check.ts'
import type { HostConfig } from './model/host-config.ts'
import type { Scrollback } from './model/live-pane.ts'
import type { Message } from './model/messages/step.ts'
import type { ConfigValue } from './model/settings/config-value.ts'
import type { State } from './model/state.ts'
import type { Target } from './model/target.ts'
import type { SessionRecord } from './model/tracked-session.ts'
import type { Playbooks } from './playbooks/playbook-order.ts'
import type { Runs } from './runs/order.ts'
import type { SharedHistory } from './shared-history/shared-history.ts'
import type { Store } from './store.ts'
import type { Worktrees } from './worktrees/worktree-handle.ts'

/** The fleet as a face (screen, CLI or server) uses it, independent of transports. `S`, `M`: see `Store`. */
export interface Fleet<S extends State = State, M = Message> {
  readonly store: Store<S, M>
  /**
   * Hosts of the configuration and of `--remote`, this machine first, without disabled ones. A host is connected only
   * when it is requested.
   */
  readonly hosts: readonly HostConfig[]
  /** A host's name in this fleet. `written` may be its address. */
  readonly nameOf: (written: string) => string
  /** Resolves after a `quit` intent, or when the process is terminated. */
  readonly quit: Promise<void>
  /**
   * Whether sends to this host are completed if this process exits now, because another fleetmux process, whose
   * connection it uses, carries them out.
   */
  readonly outlives: (host: string) => boolean
  /** Runs a child process on the user's terminal. The screen replaces this with its own function. */
  lend: (run: () => Promise<void>) => Promise<void>
  /** Requests that have an answer and do not change the state. */
  readonly requests: Requests
  /** Operations on hosts that work without an open connection of the fleet. */
  readonly onHosts: OnHosts
  /** Closes all connections and waits until they are closed; ssh masters keep running. */
  close(): Promise<void>
}

/** Groups of operations on hosts. Each group is loaded at the first call; later calls return the same object. */
export interface OnHosts {
  /** Runs: one agent works on one prompt and then exits. */
  runs(): Promise<Runs>
  /** Worktree sessions: a branch, a worktree, and an agent in it. */
  worktrees(): Promise<Worktrees>
  /** Playbooks: documents of tasks that agents carry out. */
  playbooks(): Promise<Playbooks>
  /** Benchmarks: agents compared on the same cases; stored on this machine. */
  benchmarks(): Promise<Benchmarks>
  /** Commands, each run in the user's shell on the host. */
  commands(): Promise<HostCommands>
  files(): Promise<HostFiles>
  /** The shared history of projects: what all users and agents asked and did. */
  history(): Promise<SharedHistory>
}

/** Requests whose result goes to the caller only and is not stored in the state. All reject with a FailureError. */
export interface Requests {
  /** Checks this machine for everything that fleetmux requires or can use. */
  checkThisMachine(): Promise<readonly Check[]>
  /** The configured values and their origin, and the defaults. */
  configValues(): Promise<readonly ConfigValue[]>
  /**
   * Reads the screen and the newest `lines` of scrollback of a pane on a host that is connected. `joined`: lines that
   * tmux has wrapped are joined.
   */
  readPane(
    target: Target,
    options: { readonly lines: number; readonly joined?: boolean },
  ): Promise<Scrollback>
  /** Reads the output of an `exec` command from byte `offset` on; null: its host keeps no output file. */
  readOutput(record: SessionRecord, offset: number): Promise<OutputPiece | null>
  /**
   * The names on a host that complete a word; names of directories end with a slash. Empty if the host needs a login
   * first or does not answer in time.
   */
  completeWord(word: HostWord): Promise<readonly WrittenPath[]>
  /** Names of agents that can be looked for: built-in ones and the user's own. */
  agentNames(): Promise<readonly string[]>
  /** The agents on a host of the fleet, over a separate connection that is closed with the fleet. */
  agentsOn(host: string): Promise<HostAgents>
}

/** A piece of the output of an `exec` command, as read from its session's output file on the host. */
export interface OutputPiece {
  /** The complete lines of this piece of output, as plain text. */
  readonly lines: readonly string[]
  /** The incomplete line at the end of the piece; empty: the piece ends with a complete line. */
  readonly rest: readonly string[]
  /** Byte offset of the next piece, which begins with the incomplete line. */
  readonly next: number
  /** Byte offset in the pane's output at which this piece ends, after the incomplete line. */
  readonly end: number
  /** Number of bytes before this piece that were skipped. */
  readonly skipped: number
  /** Whether this piece ends with the last output so far. */
  readonly isAll: boolean
}

export interface FleetOptions {
  /** Hosts named on the command line: `[user@]name[:port]`, or names of the configuration or of ssh_config. */
  readonly remotes?: readonly string[]
  /** Whether a changed configuration applies at once, as it does on the screen. */
  readonly watch?: boolean
  /**
   * Whether to use the open connections of another fleetmux process (screen or server) even if `watch` is true. If
   * `watch` is not true, they are always used.
   */
  readonly borrows?: boolean
  /** Path of an ssh_config to use instead of the user's. */
  readonly sshConfig?: string
  /** Uses only `remotes`: neither this machine nor the hosts of the configuration. */
  readonly only?: boolean
  /**
   * The directory that counts as the current one, for example to find the git repository. Default: that of the process.
   */
  readonly directory?: string
  /** Timeout of a command on a host, in milliseconds; overrides the configuration. */
  readonly deadline?: number
}

/** Opens the fleet for a command. Rejects with a FailureError if the configuration cannot be read. */
export type OpenFleet = (options: FleetOptions) => Promise<Fleet>
