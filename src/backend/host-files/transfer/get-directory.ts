import { createHash } from 'node:crypto'
import { lstat, mkdir, rename, rm } from 'node:fs/promises'
import { pipeline } from 'node:stream/promises'
import type { FilePlace, Transferred } from '../../../state/files/host-files.ts'
import { FailureError } from '../../../state/model/failure.ts'
import type { HostTransports } from '../../host-transports.ts'
import { start } from '../../process.ts'
import { collect, OUTPUT_LIMITS } from '../../transport/collect-output.ts'
import { readRecords } from '../file-records.ts'
import { fileCall, runFileCall } from '../file-script-call.ts'
import { GET_ASK_SCRIPT } from '../scripts/get-script.ts'
import { checkSent, type Download, unpackFailed } from './get-check.ts'
import { alreadyThere, isThere, notCreated, notNamed } from './local-target.ts'
import { KEEPS_NO_MODES, keepsModes } from './mode-remark.ts'
import { makePart, type PartDirectory, removePart } from './part-directory.ts'
import { removeOwn } from './part-file.ts'
import { keptFiles, namesBelow, nulEnded, pathBelow, sumsOf } from './tree-names.ts'
import { sumOf, watchedStream } from './watched-stream.ts'

/**
 * Time limit in milliseconds for the script that computes the checksums of the files on the host, enough for large
 * files on a slow disk.
 */
const DEADLINE = 600_000

/**
 * What is kept of an earlier download of a directory: the temporary directory it was written into, the total size of
 * its files, and the names that the host must still send, each ended by NUL.
 */
export interface KeptTree {
  readonly part: PartDirectory
  readonly size: number
  readonly missing: Buffer
}

/** Downloads a directory as a tar archive, and unpacks it into a temporary directory beside the target. */
export async function getDirectory(got: Download, kept: KeptTree | null): Promise<Transferred> {
  const { part: path, way, target } = got
  if (await isThere(way)) throw alreadyThere(target)
  if (!kept) await removeOwn(path)
  const make = () =>
    makePart(path).catch(thrown => {
      throw notCreated(target, thrown)
    })
  const part = kept?.part ?? (await make())
  try {
    const done = await unpack(got, part, kept?.size ?? 0)
    await removePart(path)
    return done
  } finally {
    if (!kept) await part.close()
  }
}

async function unpack(got: Download, part: PartDirectory, had: number): Promise<Transferred> {
  const { place, running, facts, way, target, options } = got
  const hash = createHash('sha256')
  const watched = watchedStream(place.host, hash, done => options.progress?.(had + done, null))
  const keeps = await keepsModes(part.at)
  // GNU and BSD tar never write outside the directory, whatever the archive contains.
  const without = keeps ? [] : await withoutModes(part)
  const tar = start({ file: 'tar', args: ['-x', '-f', '-', '-o', ...without, '-C', part.got] })
  tar.stdout.resume()
  const words = collect(tar.stderr, { limit: OUTPUT_LIMITS.words, keep: 'end' })
  await pipeline(running.stdout, watched.stream, tar.stdin).catch(thrown => {
    if (thrown instanceof FailureError) throw thrown
  })
  const { code } = await tar.exited
  const notes = await checkSent(got, sumOf(hash))
  if (code !== 0) throw unpackFailed(place, words.bytes().toString())
  const name = facts.name.slice(facts.name.lastIndexOf('/') + 1)
  await rename(pathBelow(part.got, name), way).catch(async thrown => {
    throw (await isThere(way)) ? alreadyThere(target) : notNamed(place, target, thrown, options)
  })
  const remarks = keeps ? [] : [KEEPS_NO_MODES]
  return { path: target, size: had + watched.size(), resumedAt: had, notes, remarks }
}

/**
 * Options with which tar unpacks into a file system that does not store modes. Without them, tar fails: run by root it
 * sets modes, and it sets times, which only the owner of a file may set. `-m`: set no times.
 */
async function withoutModes({ mark }: PartDirectory): Promise<readonly string[]> {
  const isOwner = (await lstat(mark)).uid === process.getuid?.()
  return isOwner ? ['--no-same-permissions'] : ['--no-same-permissions', '-m']
}

/**
 * Keeps those files of an earlier download that are the same on the host, and removes the others; null: nothing can be
 * kept.
 */
export async function keepEarlier(
  ways: HostTransports,
  place: FilePlace,
  part: PartDirectory,
): Promise<KeptTree | null> {
  const { got } = part
  const files = await filesBelow(got)
  if (files.length === 0) return null
  const call = fileCall(ways, place, GET_ASK_SCRIPT, [])
  const how = { what: `${place.path} was not fetched.`, stdin: nulEnded(files), deadline: DEADLINE }
  const records = readRecords((await runFileCall(ways, place, call, how)).stdout, call.mark)
  const all = records?.find(({ letter }) => letter === 'a')
  if (!records || !all) return null
  const kept = await keptFiles(got, files, sumsOf(records))
  if (kept.names.length === 0) return null
  await keepOnly(part, kept.names)
  const names = new Set(kept.names)
  const missing = all.text.split('\0').filter(name => name !== '' && !names.has(name))
  return { part, size: kept.size, missing: nulEnded(missing) }
}

async function filesBelow(directory: string): Promise<readonly string[]> {
  const files: string[] = []
  for (const name of await namesBelow(directory)) {
    const found = await lstat(pathBelow(directory, name)).catch(() => null)
    if (found?.isFile()) files.push(name)
  }
  return files
}

/** Removes all files but these from the temporary directory of a partial download. */
async function keepOnly({ got, had }: PartDirectory, names: readonly string[]): Promise<void> {
  await rm(had, { recursive: true, force: true })
  await rename(got, had)
  await mkdir(got, { mode: 0o700 })
  for (const name of names) {
    await mkdir(pathBelow(got, name.slice(0, name.lastIndexOf('/'))), { recursive: true })
    await rename(pathBelow(had, name), pathBelow(got, name))
  }
  await rm(had, { recursive: true, force: true })
}
