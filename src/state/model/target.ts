/** One pane of one server, resolved. It holds only while all three still match. */
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

/** The selected session. `near`: its place among its host's rows, where a neighbour is found when it goes. */
export interface Selection extends NamedSession {
  readonly near: number
}

/** A target as it is written: `host/session:window.pane`, split at the first `/`; no host: this machine. */
export interface Written {
  readonly host: string
  readonly session: string
  readonly window?: string
  readonly pane?: string
}

/** Who is meant: a pane, resolved, or as it was written, to be resolved now. */
export type Aim = Target | Written
