import { readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { stateDirectory } from '../../../disk/own-directory.ts'
import { runSpecSchema } from '../../../state/runs/spec.ts'
import { readPlainFile } from '../../files/plain-file.ts'
import { writePrivateJson } from '../../files/private-file.ts'

const recordSchema = z.object({
  kind: z.literal('kube'),
  id: runSpecSchema.shape.id,
  /** kubectl's context when the pod was created; the user may have changed it since. */
  context: z.string().max(500).optional(),
  namespace: z.string().max(300).optional(),
  pod: z.string().max(300),
  /** The run, stored once it has started: when the pod has been deleted, the pod cannot report the run any more. */
  spec: runSpecSchema.optional(),
})

/** Where a run with its own pod is, so that commands find the run by its id. */
export type PlaceRecord = Readonly<z.infer<typeof recordSchema>>

export interface PlaceRecords {
  all(): readonly PlaceRecord[]
  write(record: PlaceRecord): void
  remove(id: string): void
}

/** Records are stored in `fleetmux/run-places/ID.json` in the state directory, readable only by their owner. */
export function openPlaceRecords(environment: NodeJS.ProcessEnv): PlaceRecords {
  const directory = join(stateDirectory(environment), 'run-places')
  const path = (id: string) => join(directory, `${id}.json`)
  return {
    all: () => names(directory).flatMap(name => read(join(directory, name))),
    write: record => writePrivateJson(path(record.id), record),
    remove: id => rmSync(path(id), { force: true }),
  }
}

function names(directory: string): readonly string[] {
  try {
    return readdirSync(directory).filter(name => name.endsWith('.json'))
  } catch (thrown) {
    // The directory does not exist, because no run has had its own pod yet.
    if ((thrown as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw thrown
  }
}

/** Reads one record; a file that cannot be parsed is ignored. */
function read(path: string): readonly PlaceRecord[] {
  const text = readPlainFile(path)
  try {
    const record = recordSchema.safeParse(JSON.parse(text ?? 'null')).data
    return record ? [record] : []
  } catch (thrown) {
    if (thrown instanceof SyntaxError) return []
    throw thrown
  }
}
