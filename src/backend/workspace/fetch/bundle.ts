import { type FileHandle, open } from 'node:fs/promises'
import { isObjectId, quoteName, refNameError } from './ref-name.ts'
import { refusedResult } from './refused-result.ts'
import { RESULT_LIMITS } from './result-limit.ts'

/** A checked bundle: where the pack begins in the file. The rest of the header is not used. */
export interface Bundle {
  readonly packOffset: number
}

/**
 * Checks the header of a bundle from a host before git reads it: the format, the ref names and the object count.
 * @throws FailureError if anything differs from the output of `collectScript`.
 */
export async function readBundle(file: string, host: string): Promise<Bundle> {
  const handle = await open(file, 'r')
  try {
    const start = await readAt(handle, 0, RESULT_LIMITS.header)
    const end = start.indexOf('\n\n')
    if (end < 0) throw refusedResult(host, 'the data from the host is not a git bundle')
    const packOffset = end + 2
    checkHeader(start.subarray(0, end).toString('utf8'), host)
    checkPack(await readAt(handle, packOffset, 12), host)
    return { packOffset }
  } finally {
    await handle.close()
  }
}

async function readAt(handle: FileHandle, position: number, most: number): Promise<Buffer> {
  const { size } = await handle.stat()
  const bytes = Buffer.alloc(Math.max(0, Math.min(most, size - position)))
  const { bytesRead } = await handle.read(bytes, 0, bytes.length, position)
  return bytes.subarray(0, bytesRead)
}

function checkHeader(header: string, host: string): void {
  const [first = '', ...lines] = header.split('\n')
  if (!/^# v[23] git bundle$/.test(first))
    throw refusedResult(host, 'the data from the host is not a git bundle')
  let refs = 0
  for (const line of lines) {
    if (/^@object-format=sha(?:1|256)$/.test(line)) continue
    if (line.startsWith('-') && isObjectId(line.slice(1).split(' ', 1)[0] ?? '')) continue
    const [, id = '', name = ''] = /^([0-9a-f]+) (.*)$/s.exec(line) ?? []
    if (!isObjectId(id))
      throw refusedResult(
        host,
        `the git bundle from the host has an invalid line: ${quoteName(line)}`,
      )
    const error = refNameError(name)
    if (error !== null)
      throw refusedResult(
        host,
        `the git bundle from the host contains ${quoteName(name)}, which ${error}`,
      )
    refs++
  }
  if (refs > RESULT_LIMITS.branches) throw tooManyBranches(host)
}

function checkPack(head: Buffer, host: string): void {
  const isPack = head.length === 12 && head.subarray(0, 4).toString('latin1') === 'PACK'
  if (!isPack) throw refusedResult(host, 'the git bundle from the host contains no pack')
  const objects = head.readUInt32BE(8)
  if (objects <= RESULT_LIMITS.objects) return
  throw refusedResult(
    host,
    `the git bundle from the host has ${objects} objects, but at most ${RESULT_LIMITS.objects} are allowed`,
  )
}

export function tooManyBranches(host: string): Error {
  const most = RESULT_LIMITS.branches
  return refusedResult(
    host,
    `the workspace has more than ${most} branches`,
    'Delete some of the branches on the host.',
  )
}
