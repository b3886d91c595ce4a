import { randomBytes } from 'node:crypto'
import {
  existsSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { dirname } from 'node:path'
import { checkConfig, configPath } from './config.ts'
import { editJson, type JsonPath } from './json-edit.ts'

/** One value of the configuration and what it is to be; undefined takes it out. */
export type ConfigEdit = readonly [path: JsonPath, value: unknown]

/**
 * Changes values of the configuration and keeps the rest; makes the file where there is none.
 * @throws FailureError where the file cannot be read: nothing is lost then.
 */
export function writeConfig(values: Readonly<Record<string, unknown>>, path = configPath()): void {
  editConfig(
    Object.entries(values).map(([key, value]) => [[key], value] as const),
    path,
  )
}

/**
 * The same for values anywhere in it, one after the other. What is not edited stays as it was written.
 * @throws FailureError where what stands there, or would, does not fit: nothing is written then.
 */
export function editConfig(edits: readonly ConfigEdit[], path = configPath()): void {
  const text = existsSync(path) ? readFileSync(path, 'utf8') : '{}\n'
  checkConfig(text, path)
  const edited = edits.reduce((done, [place, value]) => editJson(done, place, value), text)
  if (edited === text) return
  checkConfig(edited, path)
  replaceFile(path, edited)
}

/** The hosts as they stand in the file, with all that stands there about them. */
export function writtenHosts(path = configPath()): readonly Readonly<Record<string, unknown>>[] {
  if (!existsSync(path)) return []
  const text = readFileSync(path, 'utf8')
  checkConfig(text, path)
  return JSON.parse(text).hosts ?? []
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
