import { readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { stateDirectory } from '../../../disk/own-directory.ts'
import { writePrivateJson } from '../../files/private-file.ts'
import type { PlaceRecord } from './place-record.ts'

export interface PlaceRecords {
  all(): Promise<readonly PlaceRecord[]>
  write(record: PlaceRecord): void
  remove(id: string): void
}

/**
 * Opens the records of runs that have their own pods: one file `fleetmux/run-places/ID.json` for each run in the state
 * directory, readable only by its owner.
 */
export function openPlaceRecords(environment: NodeJS.ProcessEnv): PlaceRecords {
  const directory = join(stateDirectory(environment), 'run-places')
  const path = (id: string) => join(directory, `${id}.json`)
  return {
    async all() {
      const found = names(directory)
      // Most users have no runs with their own pods, so no files here. Their runs start without loading the module that
      // checks the content of these files, which is slow.
      if (found.length === 0) return []
      const { readRecord } = await import('./place-record.ts')
      return found.flatMap(name => readRecord(join(directory, name)))
    },
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
