import type { HistoryEntry } from './history-entry.ts'

export interface HistoryFilter {
  readonly text?: string
  readonly machine?: string
  readonly person?: string
  readonly session?: string
  /** Only entries from this time on; epoch milliseconds. */
  readonly since?: number
}

export function filterHistory(
  entries: readonly HistoryEntry[],
  { text, machine, person, session, since = 0 }: HistoryFilter,
): readonly HistoryEntry[] {
  const part = text?.toLowerCase()
  return entries.filter(
    entry =>
      entry.timestamp >= since &&
      (machine === undefined || entry.machine === machine) &&
      (person === undefined || entry.person === person) &&
      (session === undefined || entry.session === session) &&
      (part === undefined ||
        `${entry.summary}\n${entry.answer ?? ''}`.toLowerCase().includes(part)),
  )
}
