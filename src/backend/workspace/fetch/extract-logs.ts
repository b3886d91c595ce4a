import { createReadStream, createWriteStream } from 'node:fs'
import { type FileHandle, mkdir, open, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { FailureError, reasonOf } from '../../../state/model/failure.ts'
import { quoteName } from './ref-name.ts'
import { paxPath, readTarHeader, TAR_BLOCK, type TarHeader } from './tar-header.ts'

/**
 * Limits of the tar archive with a session's logs; an archive that exceeds one is refused. The bytes that were read
 * count, not the sizes in the archive's headers.
 */
export const LOG_LIMITS = {
  /** Maximum bytes of the archive. This limits its content too, because a tar is not compressed. */
  archive: 500_000_000,
  entries: 20_000,
  /** Maximum bytes of the path of a file or directory in the archive. */
  path: 1000,
  /** Maximum bytes of the name of one file or directory in the archive. */
  part: 240,
  depth: 32,
  /** Maximum bytes of an entry of the archive that contains the long name of the next entry (of GNU tar or pax). */
  extended: 64 << 10,
} as const

/**
 * Extracts plain files and directories of a tar archive from a host into the directory `to`, which must be new and
 * empty, so that it contains no links. Links, devices and other entries are skipped. Resolves with the number of
 * skipped entries.
 * @throws FailureError if a name would lead out of `to`, or a limit is exceeded.
 */
export async function extractLogs(
  archive: string,
  to: string,
  host: string,
  most: number = LOG_LIMITS.entries,
): Promise<number> {
  const file = await open(archive, 'r')
  try {
    await mkdir(join(to, TOP), { mode: 0o700 })
    return await extractAll({ file, archive, to, host }, most)
  } catch (thrown) {
    // System errors come from a duplicate name, a name inside a plain file, or a full local disk.
    const isOfSystem = thrown instanceof Error && 'syscall' in thrown
    throw isOfSystem ? refused(host, `this machine cannot store them: ${reasonOf(thrown)}`) : thrown
  } finally {
    await file.close()
  }
}

/** Name of the archive's only top directory. */
const TOP = 'logs'

interface Extraction {
  readonly file: FileHandle
  readonly archive: string
  readonly to: string
  readonly host: string
}

async function extractAll(from: Extraction, most: number): Promise<number> {
  const { file, host } = from
  let longer: string | undefined
  let entries = 0
  let left = 0
  for (let at = 0; ; entries++) {
    const header = readTarHeader(await readAt(file, at, TAR_BLOCK))
    if (header === null && entries === 0)
      throw refused(host, 'the data from the host is not a tar archive')
    if (header === null) return left
    if (entries === most) throw refused(host, `the archive has more than ${most} entries`)
    const begin = at + TAR_BLOCK
    at = begin + Math.ceil(header.size / TAR_BLOCK) * TAR_BLOCK
    if (isExtended(header)) longer = (await longName(from, begin, header)) ?? longer
    else {
      const isWritten = await write(from, begin, { ...header, name: longer ?? header.name })
      if (!isWritten) left++
      longer = undefined
    }
  }
}

/**
 * Whether an entry describes the next entry. GNU's `L` is a long name and pax's `x` may contain one; `K` and `g` are
 * ignored.
 */
function isExtended({ type }: TarHeader): boolean {
  return ['L', 'x', 'K', 'g'].includes(type)
}

async function longName(
  { file, host }: Extraction,
  begin: number,
  { type, size }: TarHeader,
): Promise<string | undefined> {
  if (size > LOG_LIMITS.extended) throw refused(host, 'a name in the archive is too long')
  if (type !== 'L' && type !== 'x') return undefined
  const content = await readAt(file, begin, size)
  return type === 'x' ? paxPath(content) : content.toString('utf8').replace(/\0.*$/s, '')
}

/** Writes a file or a directory. Resolves with false for any other type. */
async function write(
  from: Extraction,
  begin: number,
  { name, size, type }: TarHeader,
): Promise<boolean> {
  if (type !== '0' && type !== '5') return false
  const parts = name.split('/').filter(part => part !== '' && part !== '.')
  const why = pathError(name, parts)
  if (why !== null) throw refused(from.host, `${quoteName(name)} ${why}`)
  const path = join(from.to, ...parts)
  const isDirectory = type === '5' || name.endsWith('/')
  await mkdir(isDirectory ? path : dirname(path), { recursive: true, mode: 0o700 })
  if (!isDirectory) await copyPart(from, begin, size, path)
  return true
}

function pathError(name: string, parts: readonly string[]): string | null {
  if (name.startsWith('/')) return 'is an absolute path'
  if (parts.length === 0) return 'is not a name'
  if (parts.includes('..')) return 'leads upwards'
  if (parts[0] !== TOP) return `is not in ${TOP}`
  if (/[\p{C}\ufffd]/u.test(name)) return 'holds a control or invisible character'
  if (parts.length > LOG_LIMITS.depth) return `is more than ${LOG_LIMITS.depth} directories deep`
  if (Buffer.byteLength(name) > LOG_LIMITS.path) return 'is too long'
  return parts.some(part => Buffer.byteLength(part) > LOG_LIMITS.part) ? 'is too long' : null
}

/**
 * Writes one file of the tar archive to `path`. The flag `wx` makes it fail if the file exists, so that two archive
 * entries with the same name cannot overwrite each other.
 */
async function copyPart(
  { archive, host }: Extraction,
  begin: number,
  size: number,
  path: string,
): Promise<void> {
  const how = { flag: 'wx', flags: 'wx', mode: 0o600 }
  if (size === 0) return writeFile(path, '', how)
  const to = createWriteStream(path, how)
  await pipeline(createReadStream(archive, { start: begin, end: begin + size - 1 }), to)
  if (to.bytesWritten !== size) throw refused(host, 'the archive ends in the middle of a file')
}

async function readAt(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const { bytesRead, buffer } = await file.read(Buffer.alloc(length), 0, length, position)
  return buffer.subarray(0, bytesRead)
}

function refused(host: string, why: string): FailureError {
  return new FailureError({
    kind: 'refused',
    host,
    what: 'The logs of the session were not fetched.',
    why,
  })
}
