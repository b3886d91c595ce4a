import { randomBytes } from 'node:crypto'
import type {
  ChangedFile,
  ChangeOptions,
  FilePlace,
  RestoreOptions,
  TrashedFile,
} from '../../state/files/host-files.ts'
import { pathBytes, writePath } from '../../state/files/written-path.ts'
import { FailureError } from '../../state/model/failure.ts'
import { clean } from '../../state/text/clean.ts'
import type { HostTransports } from '../host-transports.ts'
import { type FileRecord, pathOf, readRecords, typeOfLetter } from './file-records.ts'
import { fileCall, runFileCall } from './file-script-call.ts'
import {
  CHANGE_SCRIPT,
  REMOVE_SCRIPT,
  RESTORE_SCRIPT,
  TRASH_SCRIPT,
} from './scripts/change-script.ts'
import { shellPath } from './shell-bytes.ts'

/**
 * Time limit in milliseconds of the script that makes, moves, copies or removes a file, enough to copy a large
 * directory.
 */
const DEADLINE = 600_000

type Verb = 'mkdir' | 'mv' | 'cp' | 'trash' | 'rm'

const SCRIPTS: Readonly<Record<Verb, string>> = {
  ...{ mkdir: CHANGE_SCRIPT, mv: CHANGE_SCRIPT, cp: CHANGE_SCRIPT },
  ...{ trash: REMOVE_SCRIPT, rm: REMOVE_SCRIPT },
}

/** What each verb does, in the past tense: the words of its failures. */
const DONE: Readonly<Record<Verb, string>> = {
  ...{ mkdir: 'made', mv: 'moved', cp: 'copied', trash: 'removed', rm: 'removed' },
}

export async function changeFile(
  ways: HostTransports,
  place: FilePlace,
  verb: Verb,
  { to = '', force = false }: ChangeOptions = {},
): Promise<ChangedFile> {
  const more = [verb, shellPath(to), force ? '1' : '0', randomBytes(9).toString('hex')]
  const call = fileCall(ways, place, SCRIPTS[verb], more)
  const what = `${place.path} was not ${DONE[verb]}.`
  const unsure = unsureWhat(place.path, DONE[verb])
  const { stdout } = await runFileCall(ways, place, call, { what, unsure, deadline: DEADLINE })
  return changedIn(place, DONE[verb], readRecords(stdout, call.mark))
}

/** `done`: a word of `DONE`. */
function changedIn(
  { host, path: named }: FilePlace,
  done: string,
  records: readonly FileRecord[] | null,
): ChangedFile {
  const [path, note = ''] = records?.find(({ letter }) => letter === 'r')?.text.split('\0') ?? []
  if (path === undefined)
    throw new FailureError({
      ...{ kind: 'lost', host, what: unsureWhat(named, done) },
      ...{ why: 'the answer of the host was cut off', hint: 'Check this on the host.' },
    })
  return { path: pathOf(path), note: note === '' ? null : pathOf(note) }
}

function unsureWhat(path: string, done: string): string {
  return `fleetmux does not know whether ${path} was ${done}.`
}

/** The files in the host's trash, newest first. */
export async function listTrash(
  ways: HostTransports,
  host: string,
): Promise<readonly TrashedFile[]> {
  return (await readTrash(ways, { host, path: '' })).files
}

/** Reads the trash of a host. `wanted` in the result: the path of `place`, made absolute by the host. */
async function readTrash(ways: HostTransports, place: FilePlace) {
  const call = fileCall(ways, place, TRASH_SCRIPT, [])
  const what = 'The trash was not read.'
  const { stdout } = await runFileCall(ways, place, call, { what })
  const records = readRecords(stdout, call.mark)
  if (!records)
    throw new FailureError({
      kind: 'lost',
      host: place.host,
      what,
      why: 'the answer of the host was cut off',
      hint: 'Try again.',
    })
  const files = records.filter(({ letter }) => letter === 'i').map(readTrashed)
  const wanted = records.find(({ letter }) => letter === 'q')?.text.split('\0')[0] ?? ''
  return { files: files.sort((a, b) => (a.removed < b.removed ? 1 : -1)), wanted: pathOf(wanted) }
}

function readTrashed({ text }: FileRecord): TrashedFile {
  const [trash = '', name = '', type = '', path = '', removed = ''] = text.split('\0')
  const bytes = path.replace(/%([0-9a-fA-F]{2})/g, (_, hex) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  )
  // In the trash of another file system, paths are relative to the mount point of that file system.
  const whole = bytes.startsWith('/') ? bytes : `${trash.replace(/\/[^/]*$/, '')}/${bytes}`
  return {
    ...{ trash: pathOf(trash), name: pathOf(name), path: pathOf(whole) },
    type: typeOfLetter(type) ?? 'other',
    removed: clean(removed, 40),
  }
}

/** Restores the file that was last removed from this path; if there is none, the trashed file with this name. */
export async function restoreFile(
  ways: HostTransports,
  place: FilePlace,
  { to }: RestoreOptions,
): Promise<ChangedFile> {
  const { files, wanted } = await readTrash(ways, place)
  const name = writePath(pathBytes(place.path))
  const found = files.find(each => each.path === wanted) ?? files.find(each => each.name === name)
  if (!found)
    throw new FailureError({
      ...{ kind: 'remote', host: place.host, what: `${place.path} is not in the trash.` },
      hint: `\`fleetmux files trash ${place.host}\` lists the files in the trash.`,
    })
  const target = { host: place.host, path: to ?? found.path }
  const call = fileCall(ways, target, RESTORE_SCRIPT, [
    ...['restore', shellPath(found.trash), '0', '-', shellPath(found.name)],
  ])
  const what = `${found.path} was not restored.`
  const unsure = unsureWhat(found.path, 'restored')
  const { stdout } = await runFileCall(ways, target, call, { what, unsure })
  return changedIn(
    { host: place.host, path: found.path },
    'restored',
    readRecords(stdout, call.mark),
  )
}
