import { setTimeout as delay } from 'node:timers/promises'
import { FailureError, sentence, toFailure } from '../../state/model/failure.ts'
import type { Speech } from '../../state/runs/dialect.ts'
import { dialectOf } from '../../state/runs/dialects/dialects.ts'
import type { FollowOptions } from '../../state/runs/order.ts'
import { isAfter, outPlaceOf } from '../../state/runs/reader/event-id.ts'
import { createRunReader, type Line, type RunReader } from '../../state/runs/reader/run-reader.ts'
import type { RunResult } from '../../state/runs/result-schema.ts'
import type { RunSpec } from '../../state/runs/spec.ts'
import type { Running, Transport } from '../transport/transport.ts'
import { createTelling } from './agent-input.ts'
import type { Gap } from './gap-reader.ts'
import { createMerger, type Sizes } from './merge-streams.ts'
import { failureOf, sendFollowScript } from './run-host.ts'
import { EXITS } from './run-scripts.ts'
import type { BegunRun } from './run-start.ts'
import { HEAD, readRunStreams } from './run-streams.ts'

/** The wait before the first reconnect, and the maximum wait, in milliseconds. The wait doubles with each attempt. */
const [FIRST, LAST] = [500, 15_000]

interface Options extends FollowOptions {
  /** Set if the run was just started: the output of the command that started the run is read first. */
  readonly begun?: BegunRun
  /**
   * Opens the run's output streams at these byte offsets. If missing, a separate command on the host prints the
   * streams.
   */
  readonly open?: (from: Sizes) => Promise<Running>
  readonly reader?: (reader: RunReader) => void
  /** Called after each piece of output that was read. If it returns true, the following ends, with the result null. */
  readonly enough?: (reader: RunReader) => boolean
}

/**
 * Reads a run from its beginning and emits the events that come after the event with the id `after`. Reconnects without
 * limit after a lost connection, which does not affect the run. Resolves with the result, or with null if the run still
 * runs and `once` is set. Rejects with a FailureError if there is no such run.
 */
export async function followRun(
  transport: Transport,
  id: string,
  options: Options,
): Promise<RunResult | null> {
  return readOn(createFollowed(transport, id, options), options.signal)
}

/**
 * Creates a reader of a run. The first `read` reads all output so far, each further `read` what was added since.
 * Resolves with the result, or with null if the run still runs.
 */
export function createRunRead(
  transport: Transport,
  id: string,
  options: Pick<Options, 'event' | 'reader'>,
): { read(): Promise<RunResult | null> } {
  const run = createFollowed(transport, id, { ...options, once: true })
  return { read: () => readOn(run) }
}

async function readOn(run: Followed, signal?: AbortSignal): Promise<RunResult | null> {
  for (let wait = FIRST; ; wait = Math.min(wait * 2, LAST)) {
    const before = run.place()
    const ended = await run.read()
    if (ended === 'overtaken') continue
    if (ended !== 'lost') return ended
    if (run.place() > before) wait = FIRST
    await delay(wait, undefined, signal && { signal })
  }
}

interface Followed {
  /**
   * Reads until the run ends, the connection is lost, or the next bytes turn out to be discarded on the host
   * ('overtaken').
   */
  read(): Promise<RunResult | null | 'lost' | 'overtaken'>
  /** Number of bytes of both streams read so far. */
  place(): number
}

function createFollowed(transport: Transport, id: string, options: Options): Followed {
  let reader: RunReader | null = null
  let mark = ''
  let isLost = false
  let hasCaughtUp = false
  let overtakenAt = -1
  const isNew = isAfter(options.after)
  const lastRead = options.after === undefined ? 0 : outPlaceOf(options.after)
  const place = { out: 0, err: 0 }
  let begun = options.begun ?? null

  function take(read: Line): void {
    const line = read.lost === undefined ? read : sinceLast(read, read.lost)
    if (line.source === 'stdout') place.out = line.end
    else place.err = line.end
    for (const event of reader?.read(line, Date.now()) ?? []) if (isNew(event)) options.event(event)
  }

  /** If a run prints too much, its host discards bytes: reports as lost those that the caller had not read yet. */
  function sinceLast(line: Line, lost: number): Line {
    return { ...line, lost: Math.min(lost, Math.max(0, line.end - lastRead)) }
  }

  /** Parses the header from the host: run, how to talk to its agent (`Speech`), sizes of stdout and stderr so far. */
  function begin(
    { readSpec, readSpeech }: Description,
    [json = '', speech = '', sizes = '']: readonly string[],
  ) {
    const spec = readSpec(json)
    const [, out, err, from, to] = /^(\d{1,15}) (\d{1,15}) (\d{1,15}) (\d{1,15})$/.exec(sizes) ?? []
    if (!spec || out === undefined) throw notARun(transport.host, id)
    learn(spec, () => readSpeech(speech, spec))
    if (isLost) options.link?.('back', '')
    isLost = false
    const gap = { from: Number(from), to: Number(to) }
    return mergerFor(spec, { out: Number(out), err: Number(err) }, gap)
  }

  /** Creates the parser of the run's events at the first connection. Later connections continue with it. */
  function learn(spec: RunSpec, speech: () => Speech): void {
    if (reader && spec.mark !== mark) throw notARun(transport.host, id, REPLACED)
    if (reader) return
    mark = spec.mark
    options.spec?.(spec)
    const told = speech()
    reader = createRunReader(spec, dialectOf(spec, told), told.rules)
    options.reader?.(reader)
  }

  function mergerFor({ mark }: RunSpec, there: Sizes, gap: Gap) {
    return Object.assign(createMerger(mark, { ...place }, there, take), { gap })
  }

  function beginNew({ spec, speech }: BegunRun) {
    learn(spec, () => speech)
    return mergerFor(spec, { out: 0, err: 0 }, { from: 0, to: 0 })
  }

  async function read(): ReturnType<Followed['read']> {
    options.signal?.throwIfAborted()
    const own = begun
    begun = null
    if (own) return readFrom(own.running, () => beginNew(own), 0)
    try {
      const { readSpec, readSpeech } = await import('./run-description.ts')
      const parse = { readSpec, readSpeech }
      return await readFrom(await open({ ...place }), head => begin(parse, head))
    } catch (thrown) {
      const failure = toFailure(thrown, transport.host)
      if (!PASSING.has(failure.kind) || !reader) throw thrown
      return lost(sentence(failure))
    }
  }

  function open(from: Sizes): Promise<Running> {
    if (options.open) return options.open(from)
    const { argv, first } = sendFollowScript(id, from.out, from.err)
    return transport.open(argv, { first })
  }

  function lost(why: string): 'lost' {
    if (!isLost) options.link?.('lost', why)
    isLost = true
    return 'lost'
  }

  async function readFrom(
    running: Running,
    beginWith: (head: readonly string[]) => ReturnType<typeof beginNew>,
    headLines = HEAD,
  ): ReturnType<Followed['read']> {
    const telling = createTelling(running)
    const over = Promise.withResolvers<RunResult | null | 'overtaken'>()
    over.promise.catch(() => {})
    const settle = (isCaughtUp: boolean) => {
      const result = reader?.result()
      if (isCaughtUp && !hasCaughtUp) options.caughtUp?.()
      hasCaughtUp ||= isCaughtUp
      if (result) over.resolve(result)
      else if (reader && options.enough?.(reader)) over.resolve(null)
      else if (!options.once) telling(reader?.pending() ?? [])
      else if (isCaughtUp) over.resolve(null)
    }
    const overtaken = () => {
      // NUL bytes usually mean that the host has discarded this part of the output. It is then read again from the same
      // offset, but only once: an agent may really print NUL bytes.
      if (overtakenAt === place.out) return false
      overtakenAt = place.out
      over.resolve('overtaken')
      return true
    }
    const at = { from: place, headLines }
    const streams = readRunStreams(running, at, {
      begin: beginWith,
      settle,
      failed: over.reject,
      overtaken,
    })
    const stop = () => over.reject(options.signal?.reason)
    options.signal?.addEventListener('abort', stop, { once: true })
    try {
      const first = await Promise.race([over.promise, running.ended])
      if (!first || typeof first === 'string' || !('lost' in first)) return first
      if (first.code === EXITS.noSpace) throw notWritten(transport.host, id)
      const isMissing = !first.lost && first.code === EXITS.missing
      if (first.lost || first.code === 0 || first.code >= SIGNAL || (reader && !isMissing))
        return lost('The connection broke.')
      throw failureOf(transport.host, { code: first.code, stderr: streams.complaint() })
    } finally {
      options.signal?.removeEventListener('abort', stop)
      running.stdin.end()
      await running.kill()
    }
  }

  return { read, place: () => place.out + place.err }
}

/** Parsers of the header lines that describe a run. Their module is loaded late, because it loads slowly. */
type Description = Pick<typeof import('./run-description.ts'), 'readSpec' | 'readSpeech'>

/** Kinds of failures that mean a lost connection. */
const PASSING: ReadonlySet<string> = new Set(['lost', 'unreachable', 'late'])
/** Exit codes from this value on mean that a signal ended the process. */
const SIGNAL = 128

function notWritten(host: string, id: string): FailureError {
  return new FailureError({
    ...{ kind: 'remote', host },
    what: `A message of fleetmux to the agent of the run ${id} (its prompt, or an answer) could not be stored on the host.`,
    why: 'the agent may be waiting for this message',
    hint: `Check whether the disk of the host is full. Then follow the run, which sends the message again: \`fleetmux run follow ${id}\`.`,
  })
}

const REPLACED = 'it was removed, and another run now has this id'
const FOREIGN = 'its description was written by another version of fleetmux, or is damaged'

function notARun(host: string, id: string, why: typeof REPLACED | typeof FOREIGN = FOREIGN) {
  const hint =
    why === REPLACED
      ? `To follow the other run: \`fleetmux run follow ${id}\`.`
      : `Update fleetmux on this machine. On the host, the directory of the run is ~/.local/state/fleetmux/runs/${id}.`
  return new FailureError({
    ...{ kind: 'remote', host, why, hint },
    what: `The run ${id} cannot be read.`,
  })
}
