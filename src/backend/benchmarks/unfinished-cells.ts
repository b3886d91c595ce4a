import {
  nextCell,
  otherHost,
  type QueuedCell,
  type QueueLimits,
} from '../../state/benchmarks/cell-queue.ts'
import { now } from '../clock.ts'

/** The cells of a benchmark that have not ended: those that wait and those that run. */
export interface UnfinishedCells {
  /** Moves the next cell that may start now from the waiting cells to the running ones; null: none may start. */
  startNext(): QueuedCell | null
  /** Removes a cell from the running ones. */
  leave(queued: QueuedCell): void
  /** Puts a cell before all waiting cells. */
  putFirst(queued: QueuedCell): void
  hasRunning(): boolean
  hasWaiting(): boolean
  /** Moves a lost host's cells to the other hosts. Returns false if the host was already known to be lost. */
  loseHost(host: string): boolean
  /** A host for another try of a cell: one that was not reported by `loseHost`; null: there is none. */
  otherHost(queued: QueuedCell): string | null
  /**
   * Starts no cell that uses this agent account before this time (epoch milliseconds): the account is parked, because
   * its usage limit is reached.
   */
  park(account: string, until: number): void
  /**
   * The first time (epoch milliseconds) at which cells of a parked account (an agent's login at its usage limit) may
   * start; null: no account is parked.
   */
  parkedUntil(): number | null
  /**
   * Removes and returns the waiting cells that would use this login account of an agent. Cells that an earlier process
   * left unfinished (`begun`) stay: they already run on their hosts.
   */
  takeAccount(account: string): readonly QueuedCell[]
}

export function createUnfinishedCells(
  queue: readonly QueuedCell[],
  limits: QueueLimits,
  hostsOf: (cell: QueuedCell['cell']) => readonly string[],
): UnfinishedCells {
  const waiting = [...queue]
  const running = new Map<string, QueuedCell>()
  const parked = new Map<string, number>()
  const lost = new Set<string>()
  const other = ({ cell, host }: QueuedCell) => otherHost(host, hostsOf(cell), lost)

  return {
    startNext() {
      const next = nextCell(waiting, [...running.values()], parked, now(), limits)
      if (!next) return null
      waiting.splice(waiting.indexOf(next), 1)
      running.set(next.cell.id, next)
      return next
    },
    leave: ({ cell }) => void running.delete(cell.id),
    putFirst: queued => void waiting.unshift(queued),
    hasRunning: () => running.size > 0,
    hasWaiting: () => waiting.length > 0,
    loseHost(host) {
      if (lost.has(host)) return false
      lost.add(host)
      for (const [at, queued] of waiting.entries()) {
        if (queued.host !== host || queued.begun) continue
        const next = other(queued)
        if (next !== null) waiting[at] = { ...queued, host: next }
      }
      return true
    },
    otherHost: other,
    park: (account, until) => void parked.set(account, Math.max(until, parked.get(account) ?? 0)),
    parkedUntil() {
      const left = [...parked.values()].filter(at => at > now())
      return left.length === 0 ? null : Math.min(...left)
    },
    takeAccount(account) {
      const left = waiting.filter(({ cell, begun }) => cell.model.account === account && !begun)
      for (const queued of left) waiting.splice(waiting.indexOf(queued), 1)
      return left
    },
  }
}
