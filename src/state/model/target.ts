/** One pane of one server. The target is valid only while host, server and pane still match. */
export interface Target {
  readonly host: string
  /** `pid:started` of the tmux server. */
  readonly server: string
  readonly pane: string
}

export interface SessionRef {
  readonly host: string
  readonly session: string
}

export interface NamedSession extends SessionRef {
  readonly name: string
}

/** The selected session. `near`: its index among its host's rows, used to select a neighbour when the session ends. */
export interface Selection extends NamedSession {
  readonly near: number
}

/** A target as it is written: `host/session:window.pane`, split at the first `/`. No host: this machine. */
export interface WrittenTarget {
  readonly host: string
  readonly session: string
  readonly window?: string
  readonly pane?: string
}

/** A recipient: a resolved pane, or a written target that is resolved when it is used. */
export type RecipientTarget = Target | WrittenTarget
