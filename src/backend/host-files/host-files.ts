import type { HostFiles } from '../../state/files/host-files.ts'
import type { HostTransports } from '../host-transports.ts'
import type { Lend } from '../terminal/hand-over-terminal.ts'
import { changeFile, listTrash, restoreFile } from './change-files.ts'
import { completeNames } from './complete-names.ts'
import { editCopy, keepCopy } from './edit-copy.ts'
import { listFiles } from './list-files.ts'
import { readFile } from './read-file.ts'
import { saveFile } from './save-file.ts'
import { findFiles, grepFiles } from './search-files.ts'
import { copyBetween } from './transfer/between-hosts.ts'
import { getFile } from './transfer/get-file.ts'
import { putFile } from './transfer/put-file.ts'

export interface HostFilesOptions {
  readonly ways: HostTransports
  readonly env: NodeJS.ProcessEnv
  /** Gives the terminal to the user's editor until the editor exits. */
  readonly lend: Lend
}

export function createHostFiles({ ways, env, lend }: HostFilesOptions): HostFiles {
  return {
    list: (place, options = {}) => listFiles(ways, place, options),
    read: place => readFile(ways, place),
    // The decoders are loaded when the first picture is read.
    picture: async bytes => (await import('./read-picture.ts')).readPicture(bytes),
    save: (place, bytes, options) => saveFile(ways, place, bytes, options),
    makeDirectory: place => changeFile(ways, place, 'mkdir'),
    move: (place, options) => changeFile(ways, place, 'mv', options),
    copy: (place, options) => changeFile(ways, place, 'cp', options),
    remove: (place, { permanently = false } = {}) =>
      changeFile(ways, place, permanently ? 'rm' : 'trash'),
    trash: host => listTrash(ways, host),
    restore: (place, options = {}) => restoreFile(ways, place, options),
    find: (place, options) => findFiles(ways, place, options),
    grep: (place, options) => grepFiles(ways, place, options),
    complete: (place, prefix, timeoutMs) => completeNames(ways, place, prefix, timeoutMs),
    get: (place, to, options = {}) => getFile(ways, place, to, options),
    put: (from, place, options = {}) => putFile(ways, from, place, options),
    copyBetween: (from, to, options) => copyBetween({ ways, env }, from, to, options),
    keepCopy: (name, bytes) => keepCopy(name, bytes, env),
    editCopy: (name, bytes) => editCopy(name, bytes, lend, env),
  }
}
