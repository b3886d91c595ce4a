import { createHash, type Hash, randomBytes } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { type FileHandle, open, stat } from 'node:fs/promises'
import { basename, dirname, resolve } from 'node:path'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { FilePlace, TransferOptions, Transferred } from '../../state/files/host-files.ts'
import { FailureError, reasonOf } from '../../state/model/failure.ts'
import type { HostTransports } from '../host-transports.ts'
import { start } from '../process.ts'
import { collect, drained } from '../transport/collect-output.ts'
import { type FileRecord, pathOf, readRecords } from './file-records.ts'
import { explain, fileCall, runFileCall } from './file-script-call.ts'
import { PUT_ASK_SCRIPT, PUT_END_SCRIPT, PUT_SCRIPT } from './scripts/transfer-script.ts'
import { shellBytes } from './shell-bytes.ts'
import { hashOf, sumOf, watchedStream } from './watched-stream.ts'

/** Time limit in milliseconds, enough to compute the checksum of a large file on a slow disk. */
const DEADLINE = 600_000

interface Putting {
  readonly ways: HostTransports
  readonly from: string
  readonly place: FilePlace
  readonly options: TransferOptions
  /** First arguments of all three scripts. */
  readonly words: readonly string[]
}

/** Uploads a local file or directory, either completely or not at all. */
export async function putFile(
  ways: HostTransports,
  from: string,
  place: FilePlace,
  options: TransferOptions,
): Promise<Transferred> {
  const source = resolve(from)
  const found = await stat(source).catch(thrown => {
    throw new FailureError({
      kind: 'usage',
      what: `${from} cannot be read on this machine.`,
      why: reasonOf(thrown),
    })
  })
  if (!found.isFile() && !found.isDirectory())
    throw new FailureError({ kind: 'refused', what: `${from} is neither a file nor a directory.` })
  const name = shellBytes(Buffer.from(basename(source)))
  const words = [randomBytes(9).toString('hex'), options.force ? '1' : '0', name]
  const putting = { ways, from: source, place, options, words }
  if (found.isDirectory()) return putDirectory(putting)
  const file = await open(source, 'r')
  try {
    return await putPlain(putting, file)
  } finally {
    await file.close()
  }
}

async function putPlain(putting: Putting, file: FileHandle): Promise<Transferred> {
  const { from, options } = putting
  const { size, mode, mtimeMs } = await file.stat()
  const { had, sum } = await askPart(putting)
  const isMore = options.resume === true && had > 0 && had <= size
  const before = isMore ? await hashOf(from, had) : createHash('sha256')
  const offset = isMore && sumOf(before) === sum ? had : 0
  const hash = offset > 0 ? before : createHash('sha256')
  // Stops at the size at the start, so that bytes that are appended during the upload are not sent.
  const source = size > offset ? createReadStream(from, { start: offset, end: size - 1 }) : null
  const sent =
    offset +
    (await send(putting, source, hash, { offset, size, kind: offset > 0 ? 'more' : 'new' }))
  if (sent < size) throw changed(putting, 'it became shorter while it was read')
  const ended = await end(putting, [
    'new',
    String(size),
    sumOf(hash),
    (mode & 0o777).toString(8),
    '-',
  ])
  const after = await file.stat()
  const notes = [...ended.notes]
  if (after.size !== size || after.mtimeMs !== mtimeMs)
    notes.push(`It changed while it was read: the first ${size} bytes were sent.`)
  return { path: ended.path, size, resumedAt: offset, notes }
}

async function putDirectory(putting: Putting): Promise<Transferred> {
  const { from } = putting
  const name = basename(from)
  if (name === '')
    throw new FailureError({ kind: 'refused', what: 'The root of this machine is not sent.' })
  const tar = start({ file: 'tar', args: ['-c', '-f', '-', '-C', dirname(from), `./${name}`] })
  const words = collect(tar.stderr, { limit: 1 << 16, keep: 'end' })
  const hash = createHash('sha256')
  try {
    const size = await send(putting, tar.stdout, hash, { offset: 0, size: null, kind: 'tree' })
    const { code } = await tar.exited
    await drained([words])
    const said = words.bytes().toString('utf8').trim().split('\n').at(-1) ?? ''
    if (size === 0) throw changed(putting, said || 'tar sent nothing')
    const ended = await end(putting, ['tree', '0', '-', '-', shellBytes(Buffer.from(name))])
    const notes = code === 0 ? [] : [`Not all of it could be read: ${said || `exit code ${code}`}`]
    return { path: ended.path, size, resumedAt: 0, notes }
  } finally {
    await tar.kill()
  }
}

/**
 * Queries the size and checksum of the part file of an earlier upload. Rejects before anything is sent if the target
 * must not be replaced.
 */
async function askPart({ ways, place, words }: Putting): Promise<{ had: number; sum: string }> {
  const call = fileCall(ways, place, PUT_ASK_SCRIPT, words)
  const what = `${place.path} was not written.`
  const { stdout } = await runFileCall(ways, place, call, { what, deadline: DEADLINE })
  const [had = '0', sum = ''] = textOf(readRecords(stdout, call.mark), 'p').split(' ')
  return { had: Number(had), sum }
}

interface Sending {
  readonly offset: number
  readonly size: number | null
  readonly kind: 'new' | 'more' | 'tree'
}

/** Sends a stream. Resolves with its length once the host has stored all of the stream. */
async function send(
  putting: Putting,
  source: Readable | null,
  hash: Hash,
  { offset, size, kind }: Sending,
): Promise<number> {
  const { ways, place, options, words } = putting
  const call = fileCall(ways, place, PUT_SCRIPT, [...words, kind])
  const running = await ways.to(place.host).open(call.argv, { first: call.first })
  const stop = () => void running.kill()
  options.signal?.addEventListener('abort', stop, { once: true })
  const stderr = collect(running.stderr, { limit: 1 << 16, keep: 'end' })
  running.stdout.resume()
  const watched = watchedStream(place.host, hash, done => options.progress?.(offset + done, size))
  // If the host stops reading, the script's exit code gives the reason.
  void running.ended.then(() => watched.stream.end())
  try {
    if (source) await pipeline(source, watched.stream, running.stdin).catch(sourceFailed)
    else running.stdin.end()
    const { code, lost } = await running.ended
    await drained([stderr])
    const said = stderr.bytes().toString('latin1')
    if (lost || options.signal?.aborted) throw brokenOff(putting, kind)
    const what = `${place.path} was not written.`
    if (code !== 0)
      throw new FailureError({ host: place.host, ...explain(what, code, Buffer.from(said)) })
    if (kind === 'tree') checkSum(putting, call.mark, said, sumOf(hash))
    return watched.size()
  } finally {
    watched.stream.destroy()
    options.signal?.removeEventListener('abort', stop)
    await running.kill()
  }
}

/**
 * Throws errors of reading the local file, and stalls. Ignores write errors, because the script's exit code reports
 * them.
 */
function sourceFailed(thrown: unknown): void {
  if (thrown instanceof FailureError) throw thrown
  const code = thrown instanceof Error && 'code' in thrown ? String(thrown.code) : ''
  if (/^(ENOENT|EIO|EACCES|EISDIR|ESTALE)$/.test(code))
    throw new FailureError({
      kind: 'refused',
      what: 'It cannot be read on this machine.',
      why: reasonOf(thrown),
    })
}

function checkSum({ place }: Putting, mark: string, said: string, sum: string): void {
  const there = new RegExp(`${mark} s (\\S+)`).exec(said)?.[1] ?? ''
  if (there === sum || there === 'none' || there.startsWith('cksum:')) return
  throw new FailureError({
    ...{ kind: 'lost', host: place.host, what: `${place.path} has not arrived as it was sent.` },
    why: 'the sums differ',
  })
}

async function end(
  { ways, place, words }: Putting,
  more: readonly string[],
): Promise<{ path: string; notes: readonly string[] }> {
  const call = fileCall(ways, place, PUT_END_SCRIPT, [...words, ...more])
  const what = `${place.path} was not written.`
  const { stdout } = await runFileCall(ways, place, call, { what, deadline: DEADLINE })
  const records = readRecords(stdout, call.mark)
  if (!records)
    throw new FailureError({ kind: 'lost', host: place.host, what, why: 'its end is missing' })
  const isUnsure = records.some(({ letter }) => letter === 'u')
  const path = pathOf(textOf(records, 'r').split('\0')[0] ?? '')
  return { path, notes: isUnsure ? ['Its sum could not be compared.'] : [] }
}

function textOf(records: readonly FileRecord[] | null, letter: string): string {
  return records?.find(each => each.letter === letter)?.text ?? ''
}

function brokenOff({ place }: Putting, kind: Sending['kind']): FailureError {
  const hint = kind === 'tree' ? 'Send it again.' : 'What has arrived is kept: go on with --resume.'
  return new FailureError({
    kind: 'lost',
    host: place.host,
    what: `${place.path} was only partly sent.`,
    hint,
  })
}

function changed({ from, place }: Putting, why: string): FailureError {
  return new FailureError({ kind: 'refused', host: place.host, what: `${from} was not sent.`, why })
}
