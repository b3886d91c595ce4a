import { randomBytes } from 'node:crypto'
import { existsSync, realpathSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { makePrivateDirectory } from '../../disk/private-file.ts'
import { FailureError, reasonOf } from '../../state/model/failure.ts'
import { editJson, type JsonPath } from '../files/json-edit.ts'
import { withLock } from '../state-file/lock.ts'
import { lockPath } from '../state-file/path.ts'
import { checkConfig, configPath, readConfigText } from './config.ts'
import type { WrittenConfig } from './schema.ts'

/** A path in the configuration and its new value; undefined removes it. */
export type ConfigEdit = readonly [path: JsonPath, value: unknown]

/** A host as written in the file, with all its fields. */
export type WrittenHost = Readonly<Record<string, unknown>>

/** Computes the edits from the hosts and the whole content of the file. */
type Edit = (hosts: readonly WrittenHost[], written: WrittenConfig) => readonly ConfigEdit[]

/**
 * How long to wait while another process writes the file, in milliseconds; then the change fails. Shorter than the time
 * for which commands of fleetmux wait for the change, so that they print this failure.
 */
const PATIENCE = 8000

/**
 * Changes values of the configuration and keeps the rest. Creates the file if needed.
 * @throws FailureError if the file cannot be read; it then stays unchanged.
 */
export function writeConfig(
  values: Readonly<Record<string, unknown>>,
  path = configPath(),
): Promise<void> {
  const edits = Object.entries(values).map(([key, value]) => [[key], value] as const)
  return editConfig(() => edits, path)
}

/**
 * Changes values at any depth of the configuration (`writeConfig`: only at its top level). The edits are computed from
 * the current hosts and applied in order; other fleetmux processes cannot write meanwhile. Unedited parts stay as
 * written. Errors of `edit` are passed on.
 * @throws FailureError if the old or new content is invalid; nothing is written then.
 */
export function editConfig(edit: Edit, path = configPath()): Promise<void> {
  // The lock is beside the real file, so that writers through different links use the same lock.
  const real = existsSync(path) ? realpathSync(path) : path
  return withLock(lockPath(real), async () => editNow(edit, path), { deadline: PATIENCE })
}

function editNow(edit: Edit, path: string): void {
  const text = readConfigText(path)
  checkConfig(text, path)
  const written: WrittenConfig = JSON.parse(text)
  const edits = edit((written.hosts ?? []) as readonly WrittenHost[], written)
  const edited = edits.reduce((done, [place, value]) => editJson(done, place, value), text)
  if (edited === text) return
  checkConfig(edited, path, 'The file was not changed. Correct the new value.')
  replaceFile(path, edited)
}

/** @throws FailureError if the file cannot be written; it then stays unchanged. */
function replaceFile(path: string, text: string): void {
  try {
    renameNew(path, text)
  } catch (thrown) {
    throw new FailureError({
      kind: 'refused',
      what: `${path} cannot be written, so it was not changed.`,
      why: reasonOf(thrown),
      hint: `Check that your user can write to the directory, and that its disk has free space: \`ls -ld ${dirname(path)}\`, \`df -h ${dirname(path)}\`.`,
    })
  }
}

/** Replaces the file by renaming a new file, so that no reader sees half of it. If `path` is a link, the link stays. */
function renameNew(path: string, text: string): void {
  makePrivateDirectory(path)
  const real = existsSync(path) ? realpathSync(path) : path
  const next = `${real}.${randomBytes(4).toString('hex')}`
  try {
    const mode = existsSync(real) ? statSync(real).mode & 0o777 : 0o600
    writeFileSync(next, text, { mode, flag: 'wx', flush: true })
    renameSync(next, real)
  } finally {
    rmSync(next, { force: true })
  }
}
