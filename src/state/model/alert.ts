import type { Need } from './agent.ts'

/** What a person is told of, wherever they look: a pane has come to need them. */
export interface Alert {
  /** Counts up: the same words twice are two alerts. */
  readonly number: number
  readonly what: Need
  readonly host: string
  /** The session's name. */
  readonly session: string
  /** One line, without control characters. */
  readonly text: string
  /** How many sessions need a person now, this one included. */
  readonly count: number
}

/** How to tell: any of these. */
export interface NotifySettings {
  readonly bell: boolean
  /** The terminal's own notifications, by the number of the sequence that it knows. */
  readonly osc: false | '9' | '99' | '777'
  /** For `sh -c`; '' is none. What there is to tell stands in its environment. */
  readonly command: string
}
