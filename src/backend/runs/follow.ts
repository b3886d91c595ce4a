import { setTimeout as delay } from 'node:timers/promises'
import { FailureError, sentence, toFailure } from '../../state/model/failure.ts'
import type { RunEvent } from '../../state/runs/event.ts'
import type { FollowOptions } from '../../state/runs/order.ts'
import type { RunResult } from '../../state/runs/result.ts'
import { createRunReader, type Line, type RunReader } from '../../state/runs/run-reader.ts'
import type { RunSpec } from '../../state/runs/spec.ts'
import type { Running, Transport } from '../transport/transport.ts'
import { createLineReader } from './line-reader.ts'
import { failureOf, followWords, readSpec, readSpeech, tell } from './run-host.ts'
import { dialectOf } from '../../state/runs/dialects/dialects.ts'

/** Milliseconds before the first try to follow again, doubled with each up to the last. */
const [FIRST, LAST] = [500, 15_000]
/** Milliseconds of silence after which all that is there has been read. */
const QUIET = 400

/**
 * Reads a run from its beginning, and tells its events after `after`. A link that is lost is sought again for as long
 * as it takes: the run does not know of it. Resolves with its result; null where it still runs and `once` was asked.
 * Rejects with a FailureError where there is no such run.
 */
export async function followRun(
  transport: Transport,
  id: string,
  options: Options,
): Promise<RunResult | null> {
  const run = createFollowed(transport, id, options)
  for (let wait = FIRST; ; wait = Math.min(wait * 2, LAST)) {
    const before = run.place()
    const ended = await run.read()
    if (ended !== 'lost') return ended
    if (run.place() > before) wait = FIRST
    await delay(wait, undefined, { signal: options.signal })
  }
}

interface Options extends FollowOptions {
  readonly reader?: (reader: RunReader) => void
}

interface Followed {
  /** Reads until the end, or until the link is lost. */
  read(): Promise<RunResult | null | 'lost'>
  /** Bytes that were read by now. */
  place(): number
}

function createFollowed(transport: Transport, id: string, options: Options): Followed {
  let reader: RunReader | null = null
  let isLost = false
  const isNew = after(options.after)
  const ends = { stdout: 0, stderr: 0 }
  const telling = createTelling(transport, id)

  function take(line: Line): void {
    if (!reader) return
    ends[line.source] = line.end
    for (const event of reader.read(line, Date.now())) if (isNew(event)) options.event(event)
  }

  function begin([json = '', speech = '']: readonly string[]): void {
    const spec = readSpec(json)
    if (!spec) throw notARun(transport.host, id)
    reader ??= beginReader(spec, speech)
    if (isLost) options.link?.('back', '')
    isLost = false
  }

  function beginReader(spec: RunSpec, speech: string): RunReader {
    options.spec?.(spec)
    const made = createRunReader(spec, dialectOf(spec, readSpeech(speech, spec)))
    options.reader?.(made)
    return made
  }

  async function read(): Promise<RunResult | null | 'lost'> {
    options.signal?.throwIfAborted()
    const { argv, first } = followWords(id, ends.stdout, ends.stderr)
    try {
      const running = await transport.open(argv, { first })
      return await readFrom(running)
    } catch (thrown) {
      const failure = toFailure(thrown, transport.host)
      if (!PASSING.has(failure.kind) || !reader) throw thrown
      return lost(sentence(failure))
    }
  }

  function lost(why: string): 'lost' {
    if (!isLost) options.link?.('lost', why)
    isLost = true
    return 'lost'
  }

  async function readFrom(running: Running): Promise<RunResult | null | 'lost'> {
    const over = Promise.withResolvers<RunResult | null>()
    over.promise.catch(() => {})
    const quiet = options.once ? setTimeout(() => over.resolve(null), QUIET * 5) : null
    const settle = () => {
      quiet?.refresh()
      const result = reader?.result()
      if (result) over.resolve(result)
      else if (!options.once) telling(reader?.pending() ?? [], over.reject)
    }
    const complaint = listen(running, ends, { begin, take, settle, reject: over.reject })
    const stop = () => over.reject(options.signal?.reason)
    options.signal?.addEventListener('abort', stop, { once: true })
    try {
      const ended = running.ended.then(({ code }) => ({ code }))
      const first = await Promise.race([over.promise, ended])
      if (!first || !('code' in first)) return first
      if (first.code === 0 || first.code >= 128 || reader) return lost('the connection broke')
      throw failureOf(transport.host, { code: first.code, stderr: Buffer.from(complaint()) })
    } finally {
      options.signal?.removeEventListener('abort', stop)
      if (quiet) clearTimeout(quiet)
      running.stdin.end()
      await running.kill()
    }
  }

  return { read, place: () => ends.stdout + ends.stderr }
}

/** A run as it is by now: its conversation, and how many lines were said in it. */
export async function readRun(transport: Transport, id: string): Promise<RunReader> {
  let reader: RunReader | null = null
  const take = (made: RunReader) => {
    reader = made
  }
  await followRun(transport, id, { event: () => {}, once: true, reader: take })
  if (!reader) throw notARun(transport.host, id)
  return reader
}

/** What a lost link fails with. */
const PASSING: ReadonlySet<string> = new Set(['lost', 'unreachable', 'late'])

/** Hands both streams on as lines; the first two of standard output are the run's description. */
function listen(
  running: Running,
  from: { readonly stdout: number; readonly stderr: number },
  to: {
    readonly begin: (head: readonly string[]) => void
    readonly take: (line: Line) => void
    readonly settle: () => void
    readonly reject: (thrown: unknown) => void
  },
): () => string {
  let head: Buffer | null = Buffer.alloc(0)
  let complaint = ''
  // What is on standard error before the run is known is kept until then.
  const early: Buffer[] = []
  const out = createLineReader('stdout', from.stdout, to.take)
  const err = createLineReader('stderr', from.stderr, to.take)
  const guarded = (work: () => void) => () => {
    try {
      work()
      to.settle()
    } catch (thrown) {
      to.reject(thrown)
    }
  }
  running.stdout.on('data', (bytes: Buffer) =>
    guarded(() => {
      if (head === null) return out.add(bytes)
      head = Buffer.concat([head, bytes])
      const at = head.indexOf(10, head.indexOf(10) + 1)
      if (at < 0) return
      const [lines, rest] = [head.subarray(0, at), head.subarray(at + 1)]
      head = null
      to.begin(lines.toString('utf8').split('\n'))
      out.add(rest)
      for (const each of early) err.add(each)
    })(),
  )
  running.stderr.on('data', (bytes: Buffer) =>
    guarded(() => {
      complaint = `${complaint}${bytes}`.slice(-COMPLAINT)
      if (head === null) err.add(bytes)
      else early.push(bytes)
    })(),
  )
  return () => complaint
}

/** Characters of what a host says when it has no such run. */
const COMPLAINT = 2000

/** Says to the agent what is due, once for all readers: the host takes each key once. One call at a time. */
function createTelling(transport: Transport, id: string) {
  const sent = new Set<string>()
  let last = Promise.resolve()
  return (due: ReturnType<RunReader['pending']>, reject: (thrown: unknown) => void): void => {
    const fresh = due.filter(({ key }) => !sent.has(key))
    if (fresh.length === 0) return
    for (const { key } of fresh) sent.add(key)
    last = last
      .then(() => tell(transport, id, fresh))
      .then(
        () => {},
        thrown => {
          for (const { key } of fresh) sent.delete(key)
          reject(thrown)
        },
      )
  }
}

/** Whether an event comes after the one with that id: each of the two streams has a place of its own. */
export function after(id: string | undefined): (event: RunEvent) => boolean {
  if (id === undefined) return () => true
  const from = readPlace(id)
  if (!from)
    throw new FailureError({
      kind: 'usage',
      what: `${JSON.stringify(id)} is not the id of an event.`,
      now: 'Ids stand in the field `id` of every event of a run.',
    })
  return event => {
    const at = readPlace(event.id)
    if (!at) return true
    const [mine, theirs] = at.isOut ? [at.out, from.out] : [at.err, from.err]
    if (mine !== theirs) return mine > theirs
    return at.isOut === from.isOut && at.nth > from.nth
  }
}

function readPlace(id: string) {
  const [, out, nthOut, err, nthErr] =
    /^(\d{1,15})(?:\.(\d{1,9}))?-(\d{1,15})(?:\.(\d{1,9}))?$/.exec(id) ?? []
  if (out === undefined || (nthOut === undefined) === (nthErr === undefined)) return null
  return { out: Number(out), err: Number(err), nth: Number(nthOut ?? nthErr), isOut: nthOut !== undefined }
}

function notARun(host: string, id: string): FailureError {
  return new FailureError({
    kind: 'remote',
    host,
    what: `The run ${id} cannot be read.`,
    why: 'its description is not one that this fleetmux wrote',
  })
}
