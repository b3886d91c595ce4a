import { type HistoryEntry, readEntry } from './history-entry.ts'

/** Entries of one writer that are kept. */
export const MOST_ENTRIES = 5000

/** The newest lines of one writer's file. */
export interface WriterLines {
  /** What stands between `history-` and `.jsonl`. */
  readonly writer: string
  readonly text: string
}

/**
 * The entries of all writers, the newest first. Where two have one id the first writer's counts, so what this machine
 * wrote itself comes first. Lines that are no entry are left out.
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

/** `laptop-3f9a01bc` is a file of ours on laptop; Maestro's own are called by the machine alone. */
function machineOf(writer: string): string {
  return writer.replace(/-[0-9a-f]{8}$/, '')
}
