import { createHash, randomBytes } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { chmod, rm, truncate } from 'node:fs/promises'
import { pipeline } from 'node:stream/promises'
import type { FilePlace, TransferOptions, Transferred } from '../../../state/files/host-files.ts'
import { FailureError, reasonOf } from '../../../state/model/failure.ts'
import type { HostTransports } from '../../host-transports.ts'
import { fileCall } from '../file-script-call.ts'
import { GET_SCRIPT } from '../scripts/get-script.ts'
import { checkSent, type Download, failedBefore, partlyReceived } from './get-check.ts'
import { getDirectory, type KeptTree, keepEarlier } from './get-directory.ts'
import { alreadyThere, isThere, renameIntoPlace, targetOf } from './local-target.ts'
import { claimPart, type PartFile, removeAbandoned } from './part-file.ts'
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
  if (!options.force && (await isThere(target))) throw alreadyThere(place, target)
  const claimed = await claimPart(target, options.resume === true)
  try {
    const kept = claimed.isDirectory ? await keepEarlier(ways, place, claimed.path) : null
    const done = await download(ways, { place, target, options }, claimed, kept)
    await removeAbandoned(target)
    return done
  } catch (thrown) {
    await claimed.release()
    throw thrown
  }
}

async function download(
  ways: HostTransports,
  what: Pick<Download, 'place' | 'target' | 'options'>,
  { path: part, had }: PartFile,
  kept: KeptTree | null,
): Promise<Transferred> {
  const { place, options } = what
  const call = fileCall(ways, place, GET_SCRIPT, [
    ...[randomBytes(9).toString('hex'), String(had), sumOf(await hashOf(part, had))],
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
    const got: Download = { ...what, running, told, part, ...head }
    return await (head.facts.type === 'directory' ? getDirectory(got, kept) : getPlain(got))
  } finally {
    options.signal?.removeEventListener('abort', stop)
    await running.kill()
  }
}

async function getPlain(got: Download): Promise<Transferred> {
  const { place, running, facts, offset, part, target, options } = got
  // The host has verified the part that was downloaded earlier, so this hash covers only the new bytes.
  const hash = createHash('sha256')
  const tell = (done: number) => options.progress?.(offset + done, facts.size)
  const watched = watchedStream(place.host, hash, tell)
  if (offset > 0) await truncate(part, offset)
  // The file on the host begins differently: the download starts again with a new part file.
  else await rm(part, { recursive: true, force: true })
  const flags = offset > 0 ? 'r+' : 'wx'
  const sink = createWriteStream(part, { flags, start: offset, mode: 0o600, flush: true })
  await pipeline(running.stdout, watched.stream, sink).catch(thrown => {
    throw thrown instanceof FailureError ? thrown : partlyReceived(place, reasonOf(thrown), part)
  })
  const notes = await checkSent(got, sumOf(hash))
  const size = offset + watched.size()
  if (size < facts.size) notes.push('The file became shorter while it was read.')
  await chmod(part, (facts.mode & 0o777 & ~process.umask()) | 0o600)
  await renameIntoPlace(place, part, target, options.force === true)
  return { path: target, size, resumedAt: offset, notes }
}
