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
  /** As it was current when the pod was made: a person may change to another since. */
  context: z.string().max(500).optional(),
  namespace: z.string().max(300).optional(),
  pod: z.string().max(300),
  /** The run, as soon as it runs: a pod that is gone cannot tell it any more. */
  spec: runSpecSchema.optional(),
})

/** Where a run is that has a place of its own, so that commands find it by its id alone. */
export type PlaceRecord = Readonly<z.infer<typeof recordSchema>>

export interface PlaceRecords {
  all(): readonly PlaceRecord[]
  write(record: PlaceRecord): void
  remove(id: string): void
}

/** `fleetmux/run-places/ID.json` in the state directory, for their owner's eyes alone. */
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
    // No run has had a place of its own yet.
    if ((thrown as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw thrown
  }
}

/** One that is not ours to read is none: it leads to no pod. */
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
