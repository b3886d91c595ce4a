import type { BenchmarkSettings } from './benchmark.ts'
import type { Cell, Try } from './cell.ts'

/** A cell that waits, or that another process has started and not finished. */
export interface QueuedCell {
  readonly cell: Cell
  /** Number of the cell's next try, from 1; for a resumed cell, of the unfinished try. */
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
  /** Maximum number of cells (attempts of a model at a case) that run on this host at the same time. */
  readonly room: (host: string) => number
}

/** For each account whose quota is used up: when it may be used again, in epoch milliseconds. */
export type QuotaResets = ReadonlyMap<string, number>

/**
 * The first cell that may start now, or null. A cell that another process has started but not finished comes first: it
 * is running on its host already, so the limits of parallel cells do not apply to it.
 */
export function nextCell(
  waiting: readonly QueuedCell[],
  running: readonly QueuedCell[],
  parked: QuotaResets,
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
  parked: QuotaResets,
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

/**
 * The next host in `hosts` after `host` that is not lost; after the last one comes the first one. null: all hosts are
 * lost.
 */
export function otherHost(
  host: string,
  hosts: readonly string[],
  lost: ReadonlySet<string>,
): string | null {
  const from = hosts.indexOf(host)
  const inTurn = [...hosts.slice(from + 1), ...hosts.slice(0, from + 1)]
  return inTurn.find(each => !lost.has(each)) ?? null
}
