import type { StormAgent, Truth } from './storm-agent.ts'

/** How long a reading may differ from what is so: an agent has to draw it, and a host is listed once a second. */
export const TOLERATED = 2000

export interface Wrong {
  readonly kind: string
  readonly session: string
  readonly truth: Truth
  readonly read: string
  readonly ms: number
  /**
   * Milliseconds since its screen last read as fleetmux said, so that the agent had not drawn what is so; missing: the
   * screen was never looked at. For an eye: a wrong rule reads the screen as fleetmux says, too.
   */
  readonly sinceDrawn?: number
  /** The last such screen, else the first one that was looked at. */
  readonly screen?: DrawnScreen
}

export interface DrawnScreen {
  readonly text: string
  readonly read: string
}

export interface ReadingCheck {
  look(): void
  /** All times in which a reading was not what was so, with the open ones. */
  wrong(): readonly Wrong[]
  /** How often what is so has changed. */
  changes(): number
}

interface Open {
  readonly at: number
  readonly truth: Truth
  read: string
  /** When its screen is looked at next. */
  next: number
  /** When its screen last read as fleetmux said. */
  undrawn?: number
  screen?: DrawnScreen
}

/** Milliseconds for which a reading differs before the screen of its agent is looked at, and then between two looks. */
const [FIRST_LOOK, LOOKS] = [TOLERATED / 2, 250]

/** Compares what is read with what is so, as often as it is called. */
export function createReadingCheck(options: {
  readonly agents: () => readonly StormAgent[]
  readonly read: (agent: StormAgent) => string
  readonly isSettling: (agent: StormAgent) => boolean
  /** Its screen at this moment: if that reads right, the agent was read late, else it drew late or is read wrong. */
  readonly screenOf: (agent: StormAgent) => Promise<DrawnScreen>
}): ReadingCheck {
  const open = new Map<StormAgent, Open>()
  const before = new Map<StormAgent, Truth>()
  const closed: Wrong[] = []
  let changes = 0
  /** Of the last comparison: what differed then is not counted for longer. */
  let looked = Date.now()
  const end = (agent: StormAgent) => {
    const one = open.get(agent)
    if (!one) return
    open.delete(agent)
    const { truth, read, screen, undrawn } = one
    const { kind, session } = agent
    const ms = looked - one.at
    const sinceDrawn = screen && { screen, sinceDrawn: undrawn ? looked - undrawn : ms }
    closed.push({ kind, session, truth, read, ms, ...sinceDrawn })
  }
  const differs = (agent: StormAgent, truth: Truth, read: string) => {
    const now = Date.now()
    const one = open.get(agent) ?? { at: now, truth, read, next: now + FIRST_LOOK }
    open.set(agent, one)
    one.read = read
    if (now < one.next) return
    one.next = now + LOOKS
    options.screenOf(agent).then(
      screen => {
        one.screen ??= screen
        if (screen.read !== one.read) return
        Object.assign(one, { screen, undrawn: now })
      },
      () => undefined,
    )
  }
  return {
    look() {
      looked = Date.now()
      for (const agent of options.agents()) {
        const truth = agent.truth()
        if (before.has(agent) && before.get(agent) !== truth) {
          changes++
          end(agent)
        }
        before.set(agent, truth)
        const now = options.read(agent)
        if (now === truth || options.isSettling(agent)) end(agent)
        else differs(agent, truth, now)
      }
    },
    wrong() {
      for (const agent of [...open.keys()]) end(agent)
      return closed
    },
    changes: () => changes,
  }
}
