import { join } from 'node:path'
import type { Cell, CellRecord } from '../../state/benchmarks/cell.ts'
import { eventSchema, type RunEvent } from '../../state/runs/event.ts'
import { castOfRuns } from '../../state/runs/transcript/run-cast.ts'
import { parseJson } from '../../state/text/parse-json.ts'
import { readPlainFile } from '../files/plain-file.ts'

/** Maximum bytes of the file with the events of one run; a larger file is refused with a FailureError. */
const LIMIT = 32 * 1024 * 1024

/** Makes the recording (asciicast) of a cell from the stored events of its runs; null: there are no events. */
export function cellCast(
  directory: string,
  { case: one, model, attempt }: Cell,
  { id, runIds }: Pick<CellRecord, 'id' | 'runIds'>,
): string | null {
  if (runIds.length === 0) return null
  const said = [one.prompt, ...one.followUps]
  const runs = runIds.map((run, nth) => ({
    asked: said[nth] ?? 'The check of its work failed; it was told the end of the output.',
    events: eventsOf(join(directory, 'cells', id, `${run}.jsonl`)),
  }))
  const title = `${one.suite}/${one.id}, ${model.key}, attempt ${attempt}`
  return `${castOfRuns(title, runs).join('\n')}\n`
}

function eventsOf(path: string): readonly RunEvent[] {
  const text = readPlainFile(path, { limit: LIMIT }) ?? ''
  return text.split('\n').flatMap(line => {
    const read = eventSchema.safeParse(parseJson(line))
    return read.success ? [read.data] : []
  })
}
