import type { Benchmarks } from '../state/benchmarks/benchmarks-handle.ts'
import type { HostFiles } from '../state/files/host-files.ts'
import type { HostConfig } from '../state/model/host-config.ts'
import type { Command } from '../state/model/messages/command.ts'
import type { Event } from '../state/model/messages/event.ts'
import type { State } from '../state/model/state.ts'
import type { Playbooks } from '../state/playbooks/playbook-order.ts'
import type { Runs } from '../state/runs/order.ts'
import type { SharedHistory } from '../state/shared-history/shared-history.ts'
import type { TalkFleet } from '../state/talk-rounds/gather-answer.ts'
import type { Worktrees } from '../state/worktrees/worktree-handle.ts'
import type { Catalogue } from './agents/catalogue.ts'
import type { Connection } from './connection/connection.ts'
import type { OwnPane } from './own-pane.ts'
import type { PaneLocks } from './send/pane-lock.ts'
import type { Lend } from './terminal/hand-over-terminal.ts'
import type { Transport } from './transport/transport.ts'

/** The result of a handler: nothing, or an event that reports the outcome. */
export type Outcome = void | Promise<Event | void>

export type Handlers = {
  readonly [T in Command['type']]: (command: Extract<Command, { type: T }>) => Outcome
}

export interface BackendOptions {
  readonly dispatch: (event: Event) => void
  readonly getState: () => State
  readonly createLink: (host: HostConfig) => Connection
  /** Creates a transport that is separate from the host's connection. The caller must close the transport. */
  readonly transport: (host: HostConfig) => Transport
  /** Locks on panes, shared by everything in this process that types into panes. */
  readonly paneLocks: PaneLocks
  /** The known agents, including the user's own. */
  readonly catalogue: () => Catalogue
  /** Starts and reads agent runs on hosts, over transports that are separate from the hosts' connections. */
  readonly runs: () => Promise<Runs>
  /** Gives the user's terminal to a child process until that process exits. */
  readonly lend: Lend
  /** The tmux server and pane that fleetmux itself runs in. */
  readonly here: OwnPane
  /** Path of a file that replaces the user's own ssh_config. */
  readonly sshConfig?: string
  readonly playbooks: () => Promise<Playbooks>
  readonly files: () => Promise<HostFiles>
  readonly worktrees: () => Promise<Worktrees>
  readonly benchmarks: () => Promise<Benchmarks>
  readonly quit: () => void
  /**
   * Gives access to the store and to the screens of panes, for commands that ask running agents and wait for their
   * answers.
   */
  readonly talks: () => TalkFleet
  /** Shared histories of projects on hosts. Loaded when the first text is sent to a session that shares its history. */
  readonly history: () => Promise<SharedHistory>
}
