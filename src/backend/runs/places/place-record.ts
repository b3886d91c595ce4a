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
  /** The context when the pod was created; the user may have switched since. */
  context: z.string().max(500).optional(),
  namespace: z.string().max(300).optional(),
  pod: z.string().max(300),
  /** The run, set once it runs: a deleted pod can no longer report it. */
  spec: runSpecSchema.optional(),
})

/** Where a run with its own place (pod) is, so that commands find it by id. */
export type PlaceRecord = Readonly<z.infer<typeof recordSchema>>

export interface PlaceRecords {
  all(): readonly PlaceRecord[]
  write(record: PlaceRecord): void
  remove(id: string): void
}

/** Stored in `fleetmux/run-places/ID.json` in the state directory, readable only by its owner. */
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
    // No run has had its own place yet.
    if ((thrown as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw thrown
  }
}

/** Ignores an unreadable record. */
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
