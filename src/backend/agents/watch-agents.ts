import type { AgentReading, AgentTrace } from '../../state/model/agents/agent.ts'
import type { Pane, Session } from '../../state/model/fleet.ts'
import { createPace, monotonic as now } from '../clock.ts'
import type { ForegroundProcess } from '../host-script/process-line.ts'
import type { TmuxClient } from '../tmux/client.ts'
import type { Catalogue } from './catalogue.ts'
import type { ForegroundGroups } from './foreground/foreground-groups.ts'
import { createForegroundWatch } from './foreground/foreground-watch.ts'
import { LATER, nextLook, QUIET, REDRAWN, SOON } from './next-look.ts'
import { interestIn, type Observation, readObservation } from './observation.ts'
import { figures, programFigure } from './pane-figures.ts'
import { isReported, lookAtPanes, type PaneLook, withTitle } from './pane-looks.ts'

/** Time reserved for each capture in milliseconds: a host gets at most about twenty captures a second. */
const EACH = 50
/** Maximum number of panes captured with one request. */
const AT_ONCE = 20
export type Changed = (
  pane: string,
  reading: AgentReading | null,
  trace: readonly AgentTrace[],
) => void

export interface AgentWatch {
  /** Must be called with each new session list. Queues panes that changed for capture. */
  found(sessions: readonly Session[]): void
  /** Replaces the known agents and their rules. All panes are then read again. */
  use(catalogue: Catalogue): void
  stop(): void
}

/**
 * Tracks the states of the agents on one host. Captures only panes in which an agent runs or may run, or whose program
 * may be asking something: once after a change and once more when the pane is quiet. If nothing changes, there are no
 * requests and no timers.
 */
export function createAgentWatch(options: {
  readonly client: TmuxClient
  readonly catalogue: Catalogue
  /** Foreground processes of the host's terminals; if missing, only process names, titles and screens are used. */
  readonly processes?: () => Promise<readonly ForegroundProcess[]>
  /** Called when the reading of a pane differs from the previous one; null: the agent is gone. */
  readonly changed: Changed
  /** Called with the number of panes read so far, and the number of panes that have to be read. */
  readonly progress?: (read: number, of: number) => void
  readonly failed: (error: unknown) => void
}): AgentWatch {
  const { client } = options
  const observations = new Map<string, Observation>()
  const told = new Map<string, string>()
  const waiting = new Set<string>()
  const unread = new Set<string>()
  /** The time at which each changed pane is captured again, by the monotonic clock. */
  const again = new Map<string, number>()
  const pace = createPace(0, () => void turn())
  const foreground = options.processes
    ? createForegroundWatch({
        processes: options.processes,
        changed: knowGroups,
        failed: options.failed,
      })
    : null
  let { catalogue } = options
  let timer: NodeJS.Timeout | null = null
  let free = 0
  let looking = false
  let listing = false
  let stopped = false
  let progress = ''

  function meet(pane: Pane): void {
    const before = observations.get(pane.id)
    const same = before?.pane.pid === pane.pid && before.pane.command === pane.command
    const agent = same || pane.dead ? (before?.agent ?? null) : null
    const isMoved = before === undefined || figures(before.pane) !== figures(pane)
    const kept = same ? before : { lines: null, moved: before?.moved ?? Number.NEGATIVE_INFINITY }
    const ended = before !== undefined && pane.dead && !before.pane.dead
    const observation: Observation = { ...kept, pane, agent, ...(ended && { moved: now() }) }
    observations.set(pane.id, observation)
    if (!isMoved) return
    const interest = interestIn(catalogue, observation)
    if (interest === null) forgetReading(pane.id)
    else if (interest === 'question' && before)
      rest(pane.id, observation, before.pane.history !== pane.history)
    else want(pane.id, before === undefined)
    // The reported change may be an invisible one, which a visible one follows in the same second.
    if (interest === 'agent' && before) again.set(pane.id, now() + (ended ? LATER : SOON))
  }

  /**
   * Schedules the next capture of a changed pane in which no agent was found, but whose program may ask something. The
   * pane is captured when it has stopped changing, or after it has redrawn itself for some time, since a dialog may be
   * animated. If a question was already found, it may be answered now: the pane is captured at once and then again.
   */
  function rest(id: string, observation: Observation, isScrolled: boolean): void {
    const redrawn = (isScrolled ? null : observation.redrawn) ?? now()
    observations.set(id, { ...observation, moved: now(), redrawn })
    if ((told.get(id) ?? 'null') !== 'null') want(id, false)
    again.set(id, Math.min(now() + QUIET, redrawn + REDRAWN))
    arm()
  }

  function forgetReading(id: string): void {
    unread.delete(id)
    tell(id, null, [])
  }

  function want(id: string, isNew: boolean): void {
    waiting.add(id)
    if (isNew) unread.add(id)
    pace.request()
  }

  /** The panes to capture next. Panes that were never read come first, without a pause after a capture (`EACH`). */
  function next(): readonly string[] {
    const ready = [...waiting].filter(id => !foreground?.awaits(id))
    const fresh = ready.filter(id => unread.has(id))
    if (fresh.length > 0) return fresh.slice(0, AT_ONCE)
    return now() < free ? [] : ready.slice(0, AT_ONCE)
  }

  async function turn(): Promise<void> {
    if (looking || listing || stopped) return
    const ids = next()
    if (ids.length > 0) {
      for (const id of ids) waiting.delete(id)
      looking = true
      const start = now()
      try {
        await look(ids)
      } catch (error) {
        if (!stopped && !isReported(error)) options.failed(error)
      }
      looking = false
      free = start + ids.length * EACH
      tellProgress()
    }
    if (!stopped) arm()
  }

  async function look(ids: readonly string[]): Promise<void> {
    const panes = ids.flatMap(id => observations.get(id)?.pane ?? [])
    // The session list tells how a dead pane ended. Its last screen is captured only if its agent is unknown.
    const seen = panes.filter(({ id, dead }) => !dead || !observations.get(id)?.agent)
    const looks = seen.length > 0 ? await lookAtPanes(client, seen) : []
    if (stopped) return
    const found = new Map(seen.map((pane, index) => [pane.id, looks[index] ?? null]))
    for (const { id } of panes) {
      unread.delete(id)
      read(id, found.get(id) ?? null)
    }
  }

  function read(id: string, look: PaneLook | null): void {
    const newest = observations.get(id)
    if (!newest) return
    const lines = look?.lines ?? newest.lines
    const [at, isFirst] = [now(), newest.lines === null]
    const differs = !isFirst && lines?.join('\n') !== newest.lines?.join('\n')
    const moved = differs && interestIn(catalogue, newest) === 'agent' ? at : newest.moved
    const pane = withTitle(newest.pane, look)
    const observation = { ...newest, ...look, pane, lines, moved, redrawn: undefined }
    const { agent, reading, trace, unknown } = readObservation(catalogue, observation, at)
    observations.set(id, { ...observation, agent: unknown ? null : agent, asked: unknown })
    tell(id, reading, trace)
    const planned = again.get(id) ?? null
    const due = nextLook({ at, moved, isFirst, isMissed: unknown?.isMissed, planned })
    if (due !== null) again.set(id, due)
  }

  function tell(id: string, reading: AgentReading | null, trace: readonly AgentTrace[]): void {
    const word = reading ? JSON.stringify([reading, trace.filter(each => each.off)]) : 'null'
    if ((told.get(id) ?? 'null') === word) return
    told.set(id, word)
    options.changed(id, reading, trace)
  }

  function tellProgress(): void {
    const all = [...observations.values()].filter(
      each => foreground?.awaits(each.pane.id) || interestIn(catalogue, each) !== null,
    )
    const read = all.filter(({ pane: { id } }) => !unread.has(id) && !foreground?.awaits(id)).length
    if (stopped || progress === `${read} of ${all.length}`) return
    progress = `${read} of ${all.length}`
    options.progress?.(read, all.length)
  }

  function arm(): void {
    clearTimeout(timer ?? undefined)
    const ready = [...waiting].filter(id => !foreground?.awaits(id))
    const first = ready.some(id => unread.has(id)) ? now() : free
    const soonest = Math.min(...again.values(), ready.length > 0 ? first : Number.POSITIVE_INFINITY)
    if (!stopped && Number.isFinite(soonest)) timer = setTimeout(wake, Math.max(0, soonest - now()))
  }

  function wake(): void {
    for (const [id] of [...again].filter(([, at]) => at <= now())) {
      again.delete(id)
      if (observations.has(id)) waiting.add(id)
    }
    void turn()
  }

  function knowGroups(groups: ForegroundGroups | null): void {
    for (const [id, observation] of observations) {
      const own = groups?.(observation.pane.pid)
      if (own) observations.set(id, { ...observation, foreground: own })
      if (own?.join('\n') === observation.foreground?.join('\n')) continue
      if (interestIn(catalogue, { ...observation, ...(own && { foreground: own }) }) !== null)
        want(id, !told.has(id))
    }
    pace.request()
    tellProgress()
  }

  function forget(ids: ReadonlySet<string>): void {
    for (const id of [...observations.keys()].filter(each => !ids.has(each)))
      for (const known of [observations, told, waiting, unread, again]) known.delete(id)
  }

  return {
    found(sessions) {
      if (stopped) return
      const panes = new Map(sessions.flatMap(each => each.panes).map(pane => [pane.id, pane]))
      forget(new Set(panes.keys()))
      foreground?.found(
        [...panes.values()].map(pane => [pane, programFigure(catalogue, pane)] as const),
      )
      // While the session list is processed, panes to capture are only collected, so that progress is reported once.
      listing = true
      for (const pane of panes.values()) meet(pane)
      listing = false
      tellProgress()
      pace.request()
    },
    use(other) {
      catalogue = other
      for (const observation of observations.values()) {
        if (interestIn(catalogue, observation) !== null) want(observation.pane.id, false)
        else forgetReading(observation.pane.id)
      }
    },
    stop() {
      stopped = true
      pace.stop()
      foreground?.stop()
      arm()
    },
  }
}
