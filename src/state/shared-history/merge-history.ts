import { type HistoryEntry, readEntry } from './history-entry.ts'

/** Maximum number of entries from one installation of fleetmux; only its newest are merged. */
export const MOST_ENTRIES = 5000

/** The newest lines of one writer's file. */
export interface WriterLines {
  /** The writer's name (one installation of fleetmux): the part of the file name between `history-` and `.jsonl`. */
  readonly writer: string
  readonly text: string
}

/**
 * The entries of all writers (installations of fleetmux with one history file each), newest first. If an id occurs
 * twice, the entry of the earlier writer in `writers` is used, so callers pass this machine's own writer first. Invalid
 * lines are skipped.
 */
export function mergeHistory(
  writers: readonly WriterLines[],
  now: number,
): readonly HistoryEntry[] {
  const entries = new Map<string, { entry: HistoryEntry; writer: number; line: number }>()
  for (const [writer, { text, writer: name }] of writers.entries()) {
    const lines = text
      .split('\n')
      .filter(line => line.trim() !== '')
      .slice(-MOST_ENTRIES)
    for (const [line, each] of lines.entries()) {
      const entry = readEntry(each, machineOf(name), now)
      if (entry && !entries.has(entry.id)) entries.set(entry.id, { entry, writer, line })
    }
  }
  return [...entries.values()]
    .sort((a, b) => b.entry.timestamp - a.entry.timestamp || a.writer - b.writer || b.line - a.line)
    .map(({ entry }) => entry)
}

/** The machine of a writer: fleetmux writes `laptop-3f9a01bc`, Maestro only the machine's name. */
function machineOf(writer: string): string {
  return writer.replace(/-[0-9a-f]{8}$/, '')
}
