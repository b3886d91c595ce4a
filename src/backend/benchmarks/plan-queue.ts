import { type CellRecord, isFinal, type Started, type Try } from '../../state/benchmarks/cell.ts'
import type { QueuedCell } from '../../state/benchmarks/cell-queue.ts'
import { FailureError } from '../../state/model/failure.ts'
import type { Transport } from '../transport/transport.ts'
import type { BenchmarkDirectory } from './benchmark-directory.ts'
import type { MadePlan } from './benchmark-plan.ts'
import { lastRecords, openTries } from './benchmark-view.ts'

interface QueueSource {
  readonly directory: BenchmarkDirectory
  readonly made: MadePlan
  readonly transport: (host: string) => Transport
}

/** The cells without a final result, each with its next or interrupted try. */
export function queueOf({ directory, made, transport }: QueueSource): readonly QueuedCell[] {
  const records = lastRecords(directory.records())
  const open = openTries(directory)
  const started = Map.groupBy(directory.started(), ({ id }) => id)
  return made.cells.flatMap((cell): readonly QueuedCell[] => {
    const record = records.get(cell.id)
    if (record && isFinal(record) && isOfVersion(record, made)) return []
    const left = open.get(cell.id)
    const lines = started.get(cell.id) ?? []
    const last = Math.max(
      0,
      ...lines.map(({ nth }) => nth),
      ...(record?.tries ?? []).map(({ nth }) => nth),
    )
    const tries = triesOf(lines, record)
    if (left && isKnown(transport, left.host))
      return [{ cell, nth: left.nth, host: left.host, tries, begun: begunOf(lines, left) }]
    return [{ cell, nth: last + 1, host: cell.host, tries, begun: null }]
  })
}

/**
 * Whether the stored result of a cell is still valid: the agent version it was made with is unknown or still installed
 * on some host, or the versions on its host are unknown.
 */
function isOfVersion({ agentVersion, host }: CellRecord, { versions }: MadePlan): boolean {
  if (agentVersion === null) return true
  const said = Object.entries(versions).flatMap(([, programs]) => Object.values(programs))
  return said.includes(agentVersion) || versions[host] === undefined
}

/**
 * The earlier tries of a cell: those in its stored result, and those that ended in a benchmark process that was killed
 * before it stored a result.
 */
function triesOf(lines: readonly Started[], record: CellRecord | undefined): readonly Try[] {
  const known = new Set((record?.tries ?? []).map(({ nth }) => nth))
  const more = lines.flatMap(({ nth, host, at, phase, end, detail }): Try[] => {
    if (phase !== 'ended' || known.has(nth)) return []
    const first = lines.find(each => each.nth === nth)
    const startedAt = first?.at ?? at
    return [{ nth, host, startedAt, endedAt: at, end: end ?? 'host_lost', detail: detail ?? '' }]
  })
  return [...(record?.tries ?? []), ...more]
}

function begunOf(lines: readonly Started[], left: Started): QueuedCell['begun'] {
  const own = lines.filter(({ nth }) => nth === left.nth)
  const first = own.find(({ phase }) => phase === 'setup') ?? left
  const agent = own.find(({ phase }) => phase === 'agent')
  const phase = left.phase === 'ended' ? 'setup' : left.phase
  return { at: first.at, phase, setupMs: agent ? Math.max(0, agent.at - first.at) : 0 }
}

function isKnown(transport: (host: string) => Transport, host: string): boolean {
  try {
    transport(host)
    return true
  } catch (thrown) {
    if (thrown instanceof FailureError) return false
    throw thrown
  }
}
