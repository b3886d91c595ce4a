import { createHash, randomBytes } from 'node:crypto'
import { type FileHandle, open } from 'node:fs/promises'
import { basename, dirname } from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { FilePlace, TransferOptions, Transferred } from '../../../state/files/host-files.ts'
import { FailureError } from '../../../state/model/failure.ts'
import { enterDirectory } from '../../files/entered-directory.ts'
import type { HostTransports } from '../../host-transports.ts'
import { fileCall } from '../file-script-call.ts'
import { GET_SCRIPT } from '../scripts/get-script.ts'
import { checkSent, cutReason, type Download, failedBefore, partlyReceived } from './get-check.ts'
import { getDirectory, type KeptTree, keepEarlier } from './get-directory.ts'
import { alreadyThere, isThere, notCreated, renameIntoPlace, targetOf } from './local-target.ts'
import { setMode } from './mode-remark.ts'
import { claimPart, type PartFile, removeAbandoned, removeOwn } from './part-file.ts'
import { listen } from './transfer-answer.ts'
import { hashOf, sumOf, watchedStream } from './watched-stream.ts'

/** Downloads a file or directory to a local path, either completely or not at all. */
export async function getFile(
  ways: HostTransports,
  place: FilePlace,
  to: string,
  options: TransferOptions,
): Promise<Transferred> {
  const target = await targetOf(place, to)
  const directory = await enterDirectory(dirname(target))
  try {
    const way = directory.at(basename(target))
    if (!options.force && (await isThere(way))) throw alreadyThere(target)
    return await getInto(ways, { place, target, way, options })
  } finally {
    await directory.close()
  }
}

type Wanted = Pick<Download, 'place' | 'target' | 'way' | 'options'>

async function getInto(ways: HostTransports, wanted: Wanted): Promise<Transferred> {
  const claimed = await claimPart(wanted.way, wanted.options.resume === true)
  const { directory } = claimed
  try {
    const kept = directory ? await keepEarlier(ways, wanted.place, directory) : null
    const done = await download(ways, wanted, claimed, kept)
    await removeAbandoned(wanted.way)
    return done
  } catch (thrown) {
    await claimed.release()
    throw thrown
  } finally {
    await claimed.close()
  }
}

async function download(
  ways: HostTransports,
  wanted: Wanted,
  { path: part, file }: PartFile,
  kept: KeptTree | null,
): Promise<Transferred> {
  const { place, options } = wanted
  const size = file?.size ?? 0
  const call = fileCall(ways, place, GET_SCRIPT, [
    ...[randomBytes(9).toString('hex'), String(size), sumOf(await hashOf(file?.handle, size))],
    kept ? '1' : '0',
  ])
  const running = await ways.to(place.host).open(call.argv, { first: call.first })
  const stop = () => void running.kill()
  options.signal?.addEventListener('abort', stop, { once: true })
  const told = listen(running.stderr, call.mark)
  try {
    running.stdin.end(kept?.missing)
    const ended = running.ended.then(() => told.ended)
    const head = await Promise.race([told.head, ended.then(() => null)])
    if (!head) throw await failedBefore(place, running, told)
    const got: Download = { ...wanted, running, told, part, ...head }
    if (head.facts.type === 'directory') return await getDirectory(got, kept)
    return await getPlain(got, file?.handle)
  } finally {
    options.signal?.removeEventListener('abort', stop)
    await running.kill()
  }
}

async function getPlain(got: Download, earlier: FileHandle | undefined): Promise<Transferred> {
  const { offset, part } = got
  if (earlier && offset > 0) {
    await earlier.truncate(offset)
    return receive(got, earlier)
  }
  // The file on the host begins differently: the download starts again with a new part file.
  await removeOwn(part)
  const file = await open(part, 'wx', 0o600).catch(thrown => {
    throw notCreated(got.target, thrown)
  })
  try {
    return await receive(got, file)
  } finally {
    await file.close()
  }
}

async function receive(got: Download, file: FileHandle): Promise<Transferred> {
  const { place, running, facts, offset, part, target, way, options } = got
  // The host has verified the part that was downloaded earlier, so this hash covers only the new bytes.
  const hash = createHash('sha256')
  const tell = (done: number) => options.progress?.(offset + done, facts.size)
  const watched = watchedStream(place.host, hash, tell)
  const write = (from: AsyncIterable<Buffer>) => writeAll(file, offset, from)
  await pipeline(running.stdout, watched.stream, write).catch(thrown => {
    throw thrown instanceof FailureError ? thrown : partlyReceived(got, cutReason(thrown))
  })
  const notes = await checkSent(got, sumOf(hash))
  const size = offset + watched.size()
  if (size < facts.size) notes.push('The file became shorter while it was read.')
  await file.sync().catch(thrown => {
    throw partlyReceived(got, cutReason(thrown))
  })
  const remarks = await setMode(file, (facts.mode & 0o777 & ~process.umask()) | 0o600)
  await renameIntoPlace(place, { part, way, target }, options)
  return { path: target, size, resumedAt: offset, notes, remarks }
}

/** Writes the bytes into the file from this offset on. A stream for a file would close it after an error. */
async function writeAll(
  file: FileHandle,
  offset: number,
  from: AsyncIterable<Buffer>,
): Promise<void> {
  let at = offset
  for await (const bytes of from) {
    for (let done = 0; done < bytes.length; ) {
      const { bytesWritten } = await file.write(bytes, done, bytes.length - done, at)
      done += bytesWritten
      at += bytesWritten
    }
  }
}
