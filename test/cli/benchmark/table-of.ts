import { cellsOf, type Result } from './bench-stage.ts'

/** What a table says: what depends on times and hosts is left out. */
export function tableOf(result: Result): Readonly<Record<string, string>> {
  const cells = [...cellsOf(result)].map(([name, one]) => [name, `${one.verdict} ${one.end}`])
  return Object.fromEntries(cells.toSorted())
}
