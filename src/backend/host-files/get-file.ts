import { createHash, randomBytes } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { chmod, mkdir, rename, rm, truncate } from 'node:fs/promises'
import { pipeline } from 'node:stream/promises'
import type { FilePlace, TransferOptions, Transferred } from '../../state/files/host-files.ts'
import { FailureError, reasonOf } from '../../state/model/failure.ts'
import type { HostTransports } from '../host-transports.ts'
import { start } from '../process.ts'
import type { Running } from '../transport/transport.ts'
import { readFacts } from './file-records.ts'
import { explain, fileCall } from './file-script-call.ts'
import { alreadyThere, isThere, settle, targetOf } from './local-target.ts'
import { claimPart, removeAbandoned } from './part-file.ts'
import { GET_SCRIPT } from './scripts/transfer-script.ts'
import { type Head, listen, type Told } from './transfer-answer.ts'
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
  const { path: part, had } = claimed
  const call = fileCall(ways, place, GET_SCRIPT, [
    ...[randomBytes(9).toString('hex'), String(had), sumOf(await hashOf(part, had))],
  ])
  const running = await ways.to(place.host).open(call.argv, { first: call.first })
  const stop = () => void running.kill()
  options.signal?.addEventListener('abort', stop, { once: true })
  const told = listen(running.stderr, call.mark)
  try {
    running.stdin.end()
    const ended = running.ended.then(() => told.ended)
    const head = await Promise.race([told.head, ended.then(() => null)])
    if (!head) throw await failedBefore(place, running, told)
    const got: Getting = { place, running, told, part, target, options, ...head }
    const done = head.facts.type === 'directory' ? await getDirectory(got) : await getPlain(got)
    await removeAbandoned(target)
    return done
  } catch (thrown) {
    await claimed.release()
    throw thrown
  } finally {
    options.signal?.removeEventListener('abort', stop)
    await running.kill()
  }
}

interface Getting extends Head {
  readonly place: FilePlace
  readonly running: Running
  readonly told: Told
  readonly part: string
  readonly target: string
  readonly options: TransferOptions
}

async function getPlain(got: Getting): Promise<Transferred> {
  const { place, running, facts, offset, part, target, options } = got
  // The host has verified the part that was downloaded earlier, so this hash covers only the new bytes.
  const hash = createHash('sha256')
  const tell = (done: number) => options.progress?.(offset + done, facts.size)
  const watched = watchedStream(place.host, hash, tell)
  if (offset > 0) await truncate(part, offset)
  // The file on the host begins differently: the download starts again with a new part file.
  else await rm(part, { force: true })
  const flags = offset > 0 ? 'r+' : 'wx'
  const sink = createWriteStream(part, { flags, start: offset, mode: 0o600, flush: true })
  await pipeline(running.stdout, watched.stream, sink).catch(thrown => {
    throw thrown instanceof FailureError ? thrown : lost(place, reasonOf(thrown), part)
  })
  const notes = await checkSent(got, sumOf(hash))
  const size = offset + watched.size()
  if (size < facts.size) notes.push('It was cut shorter while it was read.')
  await chmod(part, (facts.mode & 0o777 & ~process.umask()) | 0o600)
  await settle(place, part, target, options.force === true)
  return { path: target, size, resumedAt: offset, notes }
}

async function getDirectory(got: Getting): Promise<Transferred> {
  const { place, running, facts, part, target, options } = got
  if (await isThere(target)) throw alreadyThere(place, target)
  const hash = createHash('sha256')
  const watched = watchedStream(place.host, hash, done => options.progress?.(done, null))
  await rm(part, { recursive: true, force: true })
  await mkdir(part, { mode: 0o700 })
  try {
    // GNU and BSD tar never write outside the directory, whatever the archive contains.
    const tar = start({ file: 'tar', args: ['-x', '-f', '-', '-o', '-C', part] })
    tar.stdout.resume()
    let words = ''
    tar.stderr.on('data', chunk => (words += chunk))
    await pipeline(running.stdout, watched.stream, tar.stdin).catch(thrown => {
      if (thrown instanceof FailureError) throw thrown
    })
    const { code } = await tar.exited
    const notes = await checkSent(got, sumOf(hash))
    if (code !== 0) throw unpackFailed(place, words)
    const name = Buffer.from(facts.name, 'latin1')
    const last = name.subarray(name.lastIndexOf('/') + 1)
    await rename(Buffer.concat([Buffer.from(`${part}/`), last]), target)
    return { path: target, size: watched.size(), resumedAt: 0, notes }
  } finally {
    await rm(part, { recursive: true, force: true })
  }
}

/**
 * Verifies the downloaded content and returns notes about the transfer. @throws FailureError if the received content
 * differs from what was sent.
 */
async function checkSent(got: Getting, sum: string): Promise<string[]> {
  const { place, running, told, facts, part } = got
  const { code, lost: isLost } = await running.ended
  await told.ended
  const sent = told.lines.get('s')
  const reader = told.lines.get('x')
  if (isLost || sent === undefined || code !== 0)
    throw lost(place, told.words() || `exit code ${code}`, part)
  const notes: string[] = []
  if (sent === 'none' || sent.startsWith('cksum:')) notes.push('Its sum could not be compared.')
  else if (sent !== sum) throw differs(place)
  const after = readFacts(told.lines.get('a') ?? '')
  if (after && (after.size !== facts.size || after.modified !== facts.modified))
    notes.push(
      `It changed while it was read: it has ${after.size} bytes now, and had ${facts.size}.`,
    )
  if (reader !== '0')
    notes.push(`Not all of it could be read: ${told.words() || `exit code ${reader}`}`)
  return notes
}

async function failedBefore(
  place: FilePlace,
  { ended }: Running,
  told: Told,
): Promise<FailureError> {
  const { code, lost: isLost } = await ended
  await told.ended
  if (isLost) return lost(place, told.words(), null)
  const what = `${place.path} was not fetched.`
  return new FailureError({ host: place.host, ...explain(what, code, Buffer.from(told.words())) })
}

function lost({ host, path }: FilePlace, why: string, part: string | null): FailureError {
  const hint = part ? 'What has arrived is kept: go on with --resume.' : 'Try it again.'
  return new FailureError({
    kind: 'lost',
    host,
    what: `${path} was only partly received.`,
    ...(why && { why }),
    hint,
  })
}

function differs({ host, path }: FilePlace): FailureError {
  const what = `${path} has not arrived as it was sent.`
  return new FailureError({
    kind: 'lost',
    host,
    what,
    why: 'the sums differ',
    hint: 'Fetch it again, without --resume.',
  })
}

function unpackFailed({ host, path }: FilePlace, words: string): FailureError {
  const what = `${path} was not unpacked on this machine.`
  return new FailureError({
    kind: 'refused',
    host,
    what,
    why: words.trim().split('\n').at(-1) || 'tar failed',
  })
}
