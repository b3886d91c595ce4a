import type { Benchmarks } from '../state/benchmarks/benchmarks-handle.ts'
import type { HostFiles } from '../state/files/host-files.ts'
import type { HostConfig } from '../state/model/host-config.ts'
import type { Command } from '../state/model/messages/command.ts'
import type { Event } from '../state/model/messages/event.ts'
import type { State } from '../state/model/state.ts'
import type { Playbooks } from '../state/playbooks/playbook-order.ts'
import type { Runs } from '../state/runs/order.ts'
import type { SharedHistory } from '../state/shared-history/shared-history.ts'
import type { Worktrees } from '../state/worktrees/worktree-handle.ts'
import type { Catalogue } from './agents/catalogue.ts'
import type { Connection } from './connection/connection.ts'
import type { OwnPane } from './own-pane.ts'
import type { PaneLocks } from './send/pane-lock.ts'
import type { Lend } from './terminal/hand-over-terminal.ts'
import type { Transport } from './transport/transport.ts'

/** What came of a command, where there is something to tell. */
export type Outcome = void | Promise<Event | void>

/** One handler for each command. */
export type Handlers = {
  readonly [T in Command['type']]: (command: Extract<Command, { type: T }>) => Outcome
}

export interface BackendOptions {
  readonly dispatch: (event: Event) => void
  readonly getState: () => State
  readonly createLink: (host: HostConfig) => Connection
  /** A way to a host that has no link; whoever takes it closes it. */
  readonly transport: (host: HostConfig) => Transport
  /** Turns in panes, shared by all who use the same links. */
  readonly turns: PaneLocks
  /** The agents that are known, a person's own too. */
  readonly catalogue: () => Catalogue
  /** The runs of hosts, over ways of their own. */
  readonly runs: () => Promise<Runs>
  /** Hands the person's terminal to a child, and takes it back. */
  readonly lend: Lend
  /** Where fleetmux itself runs. */
  readonly here: OwnPane
  /** Another ssh_config than the user's own. */
  readonly sshConfig?: string
  readonly playbooks: () => Promise<Playbooks>
  /** Files on the fleet's hosts. */
  readonly files: () => Promise<HostFiles>
  /** The worktree sessions of the fleet's hosts. */
  readonly worktrees: () => Promise<Worktrees>
  readonly benchmarks: () => Promise<Benchmarks>
  readonly quit: () => void
  /** Histories of projects on hosts, loaded with the first text for a session that shares its own. */
  readonly history: () => Promise<SharedHistory>
}
