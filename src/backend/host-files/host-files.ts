import type { HostFiles } from '../../state/files/host-files.ts'
import type { Lend } from '../attach/hand-over-terminal.ts'
import type { HostWays } from '../host-ways.ts'
import { editCopy } from './edit-copy.ts'
import { listFiles } from './list-files.ts'
import { readFile } from './read-file.ts'
import { saveFile } from './save-file.ts'

export interface HostFilesOptions {
  readonly ways: HostWays
  readonly env: NodeJS.ProcessEnv
  /** Gives the person's terminal to their editor. */
  readonly lend: Lend
}

export function createHostFiles({ ways, env, lend }: HostFilesOptions): HostFiles {
  return {
    list: (place, options = {}) => listFiles(ways, place, options),
    read: place => readFile(ways, place),
    save: (place, bytes, options) => saveFile(ways, place, bytes, options),
    editCopy: (name, bytes) => editCopy(name, bytes, lend, env),
  }
}
