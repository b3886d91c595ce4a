import type { AgentReading, AgentTrace } from '../../state/model/agent.ts'
import { FailureError } from '../../state/model/failure.ts'
import type { Pane, Session } from '../../state/model/fleet.ts'
import { createPace, monotonic as now } from '../clock.ts'
import type { TmuxClient } from '../tmux/client.ts'
import { capture } from '../tmux/command.ts'
import { toLines } from '../tmux/screen.ts'
import type { Catalogue } from './catalogue.ts'
import { isOfInterest, type Observation, readObservation } from './observation.ts'

/** Milliseconds between two looks on one host: some twenty a second, one at a time. */
const BETWEEN = 50
/** What has not moved for so long, in milliseconds, is looked at once more: a spinner may have stopped. */
const QUIET = 3000

export type Changed = (
  pane: string,
  reading: AgentReading | null,
  trace: readonly AgentTrace[],
) => void

export interface AgentWatch {
  /** The sessions as they were just listed: whatever moved is looked at, in turn. */
  found(sessions: readonly Session[]): void
  /** Other rules: everything is read anew. */
  use(catalogue: Catalogue): void
  stop(): void
}

/**
 * Keeps the states of the agents on one host known. Only panes that have or may have an agent are captured, after
 * they moved and once more when they are quiet; where nothing moves nothing is asked and no timer runs.
 */
export function createAgentWatch(options: {
  readonly client: TmuxClient
  readonly catalogue: Catalogue
  /** A reading that differs from the one before; null: no agent is there any more. */
  readonly changed: Changed
  readonly failed: (error: unknown) => void
}): AgentWatch {
  const { client } = options
  const glances = new Map<string, Observation>()
  const told = new Map<string, string>()
  const waiting = new Set<string>()
  /** When each pane that has moved is looked at once more. */
  const again = new Map<string, number>()
  const pace = createPace(BETWEEN, () => void turn())
  let { catalogue } = options
  let timer: NodeJS.Timeout | null = null
  let looking = false
  let stopped = false

  function meet(pane: Pane): void {
    const before = glances.get(pane.id)
    const same = before?.pane.pid === pane.pid && before.pane.command === pane.command
    const agent = same || pane.dead ? (before?.agent ?? null) : null
    const ended = before !== undefined && pane.dead && !before.pane.dead
    const moved = ended ? now() : (before?.moved ?? Number.NEGATIVE_INFINITY)
    const glance: Observation = { pane, agent, lines: same ? before.lines : null, moved }
    glances.set(pane.id, glance)
    if (before && figures(before.pane) === figures(pane)) return
    if (isOfInterest(catalogue, glance)) want(pane.id)
    else tell(pane.id, null, [])
  }

  function want(id: string): void {
    waiting.add(id)
    pace.request()
  }

  async function turn(): Promise<void> {
    const [id] = waiting
    if (looking || stopped || id === undefined) return
    waiting.delete(id)
    looking = true
    try {
      await look(id)
    } catch (error) {
      if (!stopped) report(error)
    }
    looking = false
    if (!stopped && waiting.size > 0) pace.request()
  }

  async function look(id: string): Promise<void> {
    const glance = glances.get(id)
    if (!glance) return
    const lines = glance.pane.dead ? glance.lines : await screenOf(id)
    const newest = glances.get(id)
    if (stopped || !newest) return
    const isFirst = newest.lines === null
    const differs = !isFirst && lines?.join('\n') !== newest.lines?.join('\n')
    const moved = differs ? now() : newest.moved
    const { agent, reading, trace } = readObservation(catalogue, { ...newest, lines, moved }, now())
    glances.set(id, { ...newest, agent, lines, moved })
    tell(id, reading, trace)
    if (reading && (isFirst || now() - moved < QUIET)) again.set(id, now() + QUIET)
    arm()
  }

  async function screenOf(id: string): Promise<readonly string[]> {
    const [, bytes] = await client.ask(capture(id, client.pushed))
    return toLines(bytes ?? Buffer.alloc(0))
  }

  function tell(id: string, reading: AgentReading | null, trace: readonly AgentTrace[]): void {
    const word = JSON.stringify(reading)
    if ((told.get(id) ?? 'null') === word) return
    told.set(id, word)
    options.changed(id, reading, trace)
  }

  /** Late or lost is the link's to tell; a pane that is gone is missing from the next list. */
  function report(error: unknown): void {
    if (!(error instanceof FailureError)) options.failed(error)
    else if (!['late', 'lost', 'remote', 'missing'].includes(error.failure.kind))
      options.failed(error)
  }

  function arm(): void {
    if (timer) clearTimeout(timer)
    timer = null
    const next = Math.min(...again.values())
    if (!stopped && Number.isFinite(next)) timer = setTimeout(wake, Math.max(0, next - now()))
  }

  function wake(): void {
    for (const [id, at] of again) {
      if (at > now()) continue
      again.delete(id)
      if (glances.has(id)) want(id)
    }
    arm()
  }

  function forget(ids: ReadonlySet<string>): void {
    for (const id of [...glances.keys()].filter(each => !ids.has(each))) {
      for (const known of [glances, told, waiting, again]) known.delete(id)
    }
  }

  return {
    found(sessions) {
      if (stopped) return
      const panes = new Map(sessions.flatMap(each => each.panes).map(pane => [pane.id, pane]))
      forget(new Set(panes.keys()))
      for (const pane of panes.values()) meet(pane)
    },
    use(next) {
      catalogue = next
      for (const glance of glances.values()) {
        if (isOfInterest(catalogue, glance)) want(glance.pane.id)
        else tell(glance.pane.id, null, [])
      }
    },
    stop() {
      stopped = true
      pace.stop()
      again.clear()
      arm()
    },
  }
}

/** What tells that a pane moved. */
function figures({ pid, command, title, activity, history, dead, said }: Pane): string {
  return JSON.stringify([pid, command, title, activity, history, dead ?? null, said ?? null])
}
