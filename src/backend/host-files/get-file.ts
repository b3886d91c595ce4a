import { createHash, randomBytes } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { chmod, link, lstat, mkdir, rename, rm, stat, truncate } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { FilePlace, TransferOptions, Transferred } from '../../state/files/host-files.ts'
import { pathBytes, samePath, writePath } from '../../state/files/written-path.ts'
import { FailureError, reasonOf } from '../../state/model/failure.ts'
import type { HostWays } from '../host-ways.ts'
import { start } from '../process.ts'
import type { Running } from '../transport/transport.ts'
import { type FileFacts, readFacts } from './file-records.ts'
import { explain, fileCall } from './file-script-call.ts'
import { GET_SCRIPT } from './transfer-script.ts'
import { hashOf, sumOf, watchedStream } from './watched-stream.ts'

/** Fetches a file or a directory to a path of this machine, whole or not at all. */
export async function getFile(
  ways: HostWays,
  place: FilePlace,
  to: string,
  options: TransferOptions,
): Promise<Transferred> {
  const target = await targetOf(place, to)
  if (!options.force && (await isThere(target))) throw alreadyThere(place, target)
  const part = join(dirname(target), `.${basename(target).slice(0, 200)}.fleetmux-part`)
  const had = options.resume ? await sizeOf(part) : 0
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
    return head.facts.type === 'directory' ? await getDirectory(got) : await getPlain(got)
  } finally {
    options.signal?.removeEventListener('abort', stop)
    await running.kill()
  }
}

interface Head {
  readonly facts: FileFacts
  readonly offset: number
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
  // What was here before has been compared on the host: the sum is of what comes.
  const hash = createHash('sha256')
  const tell = (done: number) => options.progress?.(offset + done, facts.size)
  const watched = watchedStream(place.host, hash, tell)
  if (offset > 0) await truncate(part, offset)
  const flags = offset > 0 ? 'r+' : 'w'
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
    // Neither GNU tar nor that of BSD writes outside of the directory, whatever an archive says.
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

/** What there is to say of what was sent. @throws FailureError where it is not what has arrived. */
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

interface Told {
  /** What it is and where it begins, once both are known. */
  readonly head: Promise<Head>
  /** By the letter behind the mark. */
  readonly lines: ReadonlyMap<string, string>
  /** The last line that is not ours. */
  readonly words: () => string
  readonly ended: Promise<void>
}

function listen(stderr: Readable, mark: string): Told {
  const head = Promise.withResolvers<Head>()
  const lines = new Map<string, string>()
  let rest = ''
  let words = ''
  const take = (line: string) => {
    if (!line.startsWith(`${mark} `)) {
      if (line.trim() !== '') words = line
      return
    }
    const text = line.slice(mark.length + 3)
    lines.set(line[mark.length + 1] ?? '', text)
    const facts = readFacts(lines.get('e') ?? '')
    if (facts && lines.has('o')) head.resolve({ facts, offset: Number(lines.get('o')) })
  }
  stderr.setEncoding('latin1').on('data', (text: string) => {
    const parts = (rest + text).slice(-(1 << 16)).split(/\n(?=fleetmux-|[^\n]*$)/)
    rest = parts.pop() ?? ''
    parts.forEach(take)
  })
  const ended = new Promise<void>(resolve => {
    stderr.once('end', resolve).once('close', resolve)
  }).then(() => take(rest))
  return { head: head.promise, lines, words: () => samePath(words), ended }
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

/** A directory that is there takes it under its own name. */
async function targetOf({ path }: FilePlace, to: string): Promise<string> {
  const target = resolve(to)
  const isDirectory = await stat(target).then(
    found => found.isDirectory(),
    () => false,
  )
  if (!isDirectory) return target
  const name =
    Buffer.from(pathBytes(path)).toString('utf8').replace(/\/+$/, '').split('/').at(-1) ?? ''
  // A name that cannot be one here keeps its written form.
  return join(
    target,
    name === '' || name.includes('\ufffd') ? writePath(pathBytes(path)).replaceAll('/', '_') : name,
  )
}

async function settle(
  place: FilePlace,
  part: string,
  target: string,
  force: boolean,
): Promise<void> {
  if (force) return rename(part, target)
  try {
    await link(part, target)
  } catch (thrown) {
    if (await isThere(target)) throw alreadyThere(place, target)
    // A file system without hard links.
    if (thrown instanceof Error) return rename(part, target)
  }
  await rm(part, { force: true })
}

function isThere(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  )
}

function sizeOf(path: string): Promise<number> {
  return lstat(path).then(
    found => (found.isFile() ? found.size : 0),
    () => 0,
  )
}

function alreadyThere({ host }: FilePlace, target: string): FailureError {
  const what = `${target} is there already, on this machine.`
  return new FailureError({
    kind: 'refused',
    host,
    what,
    now: 'Give it another name, or use --force for a file.',
  })
}

function lost({ host, path }: FilePlace, why: string, part: string | null): FailureError {
  const now = part ? 'What has arrived is kept: go on with --resume.' : 'Try it again.'
  return new FailureError({
    kind: 'lost',
    host,
    what: `Not all of ${path} arrived.`,
    ...(why && { why }),
    now,
  })
}

function differs({ host, path }: FilePlace): FailureError {
  const what = `${path} has not arrived as it was sent.`
  return new FailureError({
    kind: 'lost',
    host,
    what,
    why: 'the sums differ',
    now: 'Fetch it again, without --resume.',
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
