import { randomBytes } from 'node:crypto'
import {
  existsSync,
  mkdirSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { dirname } from 'node:path'
import { editJson, type JsonPath } from '../files/json-edit.ts'
import { withLock } from '../registry/lock.ts'
import { lockPath } from '../registry/path.ts'
import { checkConfig, configPath, readConfigText } from './config.ts'
import type { Written } from './schema.ts'

/** One value of the configuration and what it is to be; undefined takes it out. */
export type ConfigEdit = readonly [path: JsonPath, value: unknown]

/** A host as it stands in the file, with all that stands there about it. */
export type WrittenHost = Readonly<Record<string, unknown>>

/** What is to change, by the hosts that stand there and by all that does. */
type Edit = (hosts: readonly WrittenHost[], written: Written) => readonly ConfigEdit[]

/** Milliseconds to wait for whoever else is writing: shorter than a word waits for its answer. */
const PATIENCE = 8000

/**
 * Changes values of the configuration and keeps the rest; makes the file where there is none.
 * @throws FailureError where the file cannot be read: nothing is lost then.
 */
export function writeConfig(
  values: Readonly<Record<string, unknown>>,
  path = configPath(),
): Promise<void> {
  const edits = Object.entries(values).map(([key, value]) => [[key], value] as const)
  return editConfig(() => edits, path)
}

/**
 * The same for values anywhere in it, one after the other, given the hosts that stand there now. No other
 * fleetmux writes meanwhile. What is not edited stays as it was written; what `edit` throws is passed on.
 * @throws FailureError where what stands there, or would, does not fit: nothing is written then.
 */
export function editConfig(edit: Edit, path = configPath()): Promise<void> {
  // Beside the real file: whoever comes by another link to it waits for the same lock.
  const real = existsSync(path) ? realpathSync(path) : path
  return withLock(lockPath(real), async () => editNow(edit, path), { deadline: PATIENCE })
}

function editNow(edit: Edit, path: string): void {
  const text = readConfigText(path)
  checkConfig(text, path)
  const written: Written = JSON.parse(text)
  const edits = edit((written.hosts ?? []) as readonly WrittenHost[], written)
  const edited = edits.reduce((done, [place, value]) => editJson(done, place, value), text)
  if (edited === text) return
  checkConfig(edited, path)
  replaceFile(path, edited)
}

/** By rename, so that nobody ever reads half of it; where a link leads elsewhere, it still does afterwards. */
function replaceFile(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true })
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
