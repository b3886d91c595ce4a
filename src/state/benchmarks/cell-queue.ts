import type { BenchmarkSettings } from './benchmark.ts'
import type { Cell, Try } from './cell.ts'

/** A cell that waits, or that another runner has left in the middle. */
export interface QueuedCell {
  readonly cell: Cell
  /** Which try is the next, from 1 on; of one that is taken up, the one that was left. */
  readonly nth: number
  readonly host: string
  readonly tries: readonly Try[]
  readonly begun: {
    readonly at: number
    readonly phase: 'setup' | 'agent' | 'verify'
    readonly setupMs: number
  } | null
}

export interface QueueLimits {
  readonly settings: BenchmarkSettings
  readonly parallel: number | null
  /** Cells at once on a host. */
  readonly room: (host: string) => number
}

/** Accounts without quota until a time (epoch milliseconds). */
export type Parked = ReadonlyMap<string, number>

/** The first that may begin now, or null. One that was left in the middle runs already: no limit holds it up. */
export function nextCell(
  waiting: readonly QueuedCell[],
  running: readonly QueuedCell[],
  parked: Parked,
  now: number,
  limits: QueueLimits,
): QueuedCell | null {
  const left = waiting.find(({ begun }) => begun !== null)
  if (left) return left
  if (running.length >= (limits.parallel ?? Number.POSITIVE_INFINITY)) return null
  return waiting.find(each => mayBegin(each, running, parked, now, limits)) ?? null
}

function mayBegin(
  { cell: { model }, host }: QueuedCell,
  running: readonly QueuedCell[],
  parked: Parked,
  now: number,
  { settings, room }: QueueLimits,
): boolean {
  const many = (same: (other: QueuedCell) => boolean) => running.filter(same).length
  const most = (limit: number | null) => limit ?? Number.POSITIVE_INFINITY
  return (
    (parked.get(model.account) ?? 0) <= now &&
    many(other => other.host === host) < most(settings.perHost ?? room(host)) &&
    many(other => other.cell.model.key === model.key) < most(model.parallel ?? settings.perModel) &&
    many(other => other.cell.model.account === model.account) < most(settings.perAccount)
  )
}

/** The next host of the rotation that is not lost; null: none is left. */
export function otherHost(
  host: string,
  hosts: readonly string[],
  lost: ReadonlySet<string>,
): string | null {
  const from = hosts.indexOf(host)
  const inTurn = [...hosts.slice(from + 1), ...hosts.slice(0, from + 1)]
  return inTurn.find(each => !lost.has(each)) ?? null
}
