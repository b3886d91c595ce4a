import type { Need } from '../agents/agent.ts'

/** An alert, shown whatever the screen shows: an agent in a pane, or a run, now needs the user. */
export interface Alert {
  /** Increases with each alert: two alerts may have the same text. */
  readonly number: number
  readonly what: Need
  readonly host: string
  /** The session's name. */
  readonly session: string
  /** The pane; missing if a run without a terminal needs the user. */
  readonly target?: { readonly host: string; readonly server: string; readonly pane: string }
  /** One line, without control characters. */
  readonly text: string
  /** How many sessions need a person now, this one included. */
  readonly count: number
}

/** The kinds of notification. Several may be on. */
export interface NotifySettings {
  readonly bell: boolean
  /** The terminal's own notifications: the number of the OSC sequence that it supports. */
  readonly osc: false | '9' | '99' | '777'
  /** A command for `sh -c`; '': none. The alert is in its environment variables. */
  readonly command: string
  /** Notifications that the server sends to devices and services. */
  readonly push?: PushSettings
}

export interface PushSettings {
  /** The contact for operators of push services, a `mailto:` or https URL; '': none. */
  readonly contact: string
  /** Whether notifications contain the question of the agent; otherwise they name only the session. */
  readonly text: boolean
  /** Address of an ntfy topic that gets notifications; '': none. */
  readonly ntfy: string
  /** Address to which notifications are posted as JSON; '': none. */
  readonly webhook: string
  /** Origins of push services beside those of the known browsers. */
  readonly services: readonly string[]
}

export const NO_PUSH: PushSettings = {
  contact: '',
  text: false,
  ntfy: '',
  webhook: '',
  services: [],
}
