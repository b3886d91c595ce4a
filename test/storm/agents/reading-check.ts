import type { StormAgent, Truth } from './storm-agent.ts'

/** How long a reading may differ from what is so: an agent has to draw it, and a host is listed once a second. */
export const TOLERATED = 2000

export interface Wrong {
  readonly kind: string
  readonly session: string
  readonly truth: Truth
  readonly read: string
  readonly ms: number
  /** Its screen, where it lasted too long. */
  readonly screen?: string
}

export interface ReadingCheck {
  look(): void
  /** All times in which a reading was not what was so, with the open ones. */
  wrong(): readonly Wrong[]
  /** How often what is so has changed. */
  changes(): number
}

/** Compares what is read with what is so, as often as it is called. */
export function createReadingCheck(
  agents: () => readonly StormAgent[],
  read: (agent: StormAgent) => string,
  isSettling: (agent: StormAgent) => boolean,
): ReadingCheck {
  const open = new Map<StormAgent, { readonly at: number; readonly truth: Truth; read: string }>()
  const before = new Map<StormAgent, Truth>()
  const closed: Wrong[] = []
  let changes = 0
  const end = (agent: StormAgent) => {
    const one = open.get(agent)
    if (!one) return
    open.delete(agent)
    const { kind, session } = agent
    closed.push({ kind, session, truth: one.truth, read: one.read, ms: Date.now() - one.at })
  }
  return {
    look() {
      for (const agent of agents()) {
        const truth = agent.truth()
        if (before.has(agent) && before.get(agent) !== truth) {
          changes++
          end(agent)
        }
        before.set(agent, truth)
        const now = read(agent)
        if (now === truth || isSettling(agent)) end(agent)
        else if (!open.has(agent)) open.set(agent, { at: Date.now(), truth, read: now })
        else (open.get(agent) as { read: string }).read = now
      }
    },
    wrong() {
      for (const agent of [...open.keys()]) end(agent)
      return closed
    },
    changes: () => changes,
  }
}
