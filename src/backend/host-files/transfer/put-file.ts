import { createHash, type Hash } from 'node:crypto'
import { type FileHandle, open, stat } from 'node:fs/promises'
import { basename, resolve } from 'node:path'
import type { FilePlace, TransferOptions, Transferred } from '../../../state/files/host-files.ts'
import { FailureError } from '../../../state/model/failure.ts'
import { localReason } from '../../files/local-reason.ts'
import type { HostTransports } from '../../host-transports.ts'
import { shellBytes } from '../shell-bytes.ts'
import { putDirectory } from './put-directory.ts'
import {
  type AbandonedPart,
  abandonedParts,
  beginUpload,
  endUpload,
  takeOverPart,
  textOf,
} from './put-part.ts'
import { finishPut, notSent, sendContent, type UploadContext } from './put-stream.ts'
import { hashOf, sumOf } from './watched-stream.ts'

/** Uploads a local file or directory, either completely or not at all. */
export async function putFile(
  ways: HostTransports,
  from: string,
  place: FilePlace,
  options: TransferOptions,
): Promise<Transferred> {
  const source = resolve(from)
  const unreadable = (thrown: unknown) => {
    const what = `${from} cannot be read on this machine.`
    const hint = 'Check the path and the permissions. Nothing was sent.'
    throw new FailureError({ kind: 'usage', what, why: localReason(thrown), hint })
  }
  const found = await stat(source).catch(unreadable)
  if (!found.isFile() && !found.isDirectory())
    throw new FailureError({
      ...{ kind: 'refused', what: `${from} on this machine is neither a file nor a directory.` },
      hint: 'Name a file or directory to send.',
    })
  const name = shellBytes(Buffer.from(basename(source)))
  // Opened before the host is asked about earlier uploads, so that the file that was found is sent even if its name is
  // removed meanwhile.
  const file = found.isFile() ? await open(source, 'r').catch(unreadable) : null
  const upload = beginUpload()
  const words = [upload, options.force ? '1' : '0', name]
  const putting = { ways, from: source, place, options, words }
  try {
    const parts = await abandonedParts(putting)
    return await (file ? putPlain(putting, file, parts) : putDirectory(putting, parts))
  } finally {
    endUpload(upload)
    await file?.close()
  }
}

async function putPlain(
  putting: UploadContext,
  file: FileHandle,
  parts: readonly AbandonedPart[],
): Promise<Transferred> {
  const { size, mode, mtimeMs } = await file.stat()
  const { offset, hash } = await continued(putting, file, size, parts)
  // Stops at the size at the start, so that bytes that are appended during the upload are not sent.
  const piece = { start: offset, end: size - 1, autoClose: false }
  const source = size > offset ? file.createReadStream(piece) : null
  const kind = offset > 0 ? 'more' : 'new'
  const { sent } = await sendContent(putting, source, hash, { offset, size, kind })
  if (offset + sent < size) throw notSent(putting, 'the file became shorter while it was read')
  const words = ['new', String(size), sumOf(hash), (mode & 0o777).toString(8), '-']
  const { path, notes, remarks } = await finishPut(putting, words, parts)
  const after = await file.stat()
  if (after.size !== size || after.mtimeMs !== mtimeMs)
    notes.push(`The file changed during the transfer: its first ${size} bytes were sent.`)
  return { path, size, resumedAt: offset, notes, remarks }
}

/**
 * Where the upload begins: after the content that an earlier upload has stored on the host, if the local file begins
 * with that content, else at 0; and the hash of that content.
 */
async function continued(
  putting: UploadContext,
  file: FileHandle,
  size: number,
  parts: readonly AbandonedPart[],
): Promise<{ readonly offset: number; readonly hash: Hash }> {
  const part = parts.find(({ isDirectory }) => !isDirectory)
  if (!putting.options.resume || !part) return { offset: 0, hash: createHash('sha256') }
  const records = await takeOverPart(putting, part)
  const [had = '0', sum = ''] = textOf(records, 'p').split(' ')
  const offset = Number(had)
  if (offset > 0 && offset <= size) {
    const hash = await hashOf(file, offset)
    if (sumOf(hash) === sum) return { offset, hash }
  }
  return { offset: 0, hash: createHash('sha256') }
}
