import { setTimeout as delay } from 'node:timers/promises'
import { sentence, toFailure } from '../../state/model/failure.ts'
import { readPlaybookEvent } from '../../state/playbooks/playbook-event.ts'
import type { PlaybookEnding, PlaybookFollow } from '../../state/playbooks/playbook-order.ts'
import { createLineReader } from '../runs/line-reader.ts'
import { sendUnseen } from '../transport/sent-script.ts'
import type { Running, Transport } from '../transport/transport.ts'
import { playbookFailure } from './playbook-host.ts'
import { followPlaybookScript } from './playbook-scripts.ts'

/** Wait before the first reconnect, and the longest wait, in milliseconds. Each wait is twice the previous one. */
const [FIRST, LAST] = [500, 15_000]
/** Exit codes from this value on mean that a signal ended the program. */
const SIGNAL = 128
/** Failure kinds of a lost connection. */
const PASSING: ReadonlySet<string> = new Set(['lost', 'unreachable', 'late'])

/**
 * Emits each event of a playbook once, in order. Reconnects without limit after a lost connection, which does not
 * affect the playbook.
 */
export async function followPlaybook(
  transport: Transport,
  id: string,
  options: PlaybookFollow,
): Promise<PlaybookEnding | null> {
  const place = { at: options.after ?? 0, isKnown: false }
  let isLost = false
  for (let wait = FIRST; ; wait = Math.min(wait * 2, LAST)) {
    options.signal?.throwIfAborted()
    const before = place.at
    const back = () => {
      if (isLost) options.link?.('back', '')
      isLost = false
    }
    const read = await readEvents(transport, id, options, place, back)
    if (read === null || 'type' in read) return read
    if (!isLost) options.link?.('lost', read.why)
    isLost = true
    if (place.at > before) wait = FIRST
    await delay(wait, undefined, options.signal && { signal: options.signal })
  }
}

interface Place {
  at: number
  /**
   * Whether the host has begun once to print the playbook's events. Before, a failure ends the following; afterwards,
   * the connection is assumed to be lost, and is tried again.
   */
  isKnown: boolean
}

async function readEvents(
  transport: Transport,
  id: string,
  options: PlaybookFollow,
  place: Place,
  begun: () => void,
): Promise<PlaybookEnding | null | { readonly why: string }> {
  const { argv, first } = sendUnseen(followPlaybookScript, 'fleetmux', [id, String(place.at)])
  try {
    return await readFrom(
      await transport.open(argv, { first }),
      transport.host,
      options,
      place,
      begun,
    )
  } catch (thrown) {
    options.signal?.throwIfAborted()
    const failure = toFailure(thrown, transport.host)
    if (!PASSING.has(failure.kind) || !place.isKnown) throw thrown
    return { why: sentence(failure) }
  }
}

async function readFrom(
  running: Running,
  host: string,
  options: PlaybookFollow,
  place: Place,
  begun: () => void,
): Promise<PlaybookEnding | null | { readonly why: string }> {
  const over = Promise.withResolvers<PlaybookEnding | null>()
  over.promise.catch(() => {})
  let size = -1
  let last: PlaybookEnding | null = null
  let complaint = ''
  const from = place.at

  function take(text: string, end: number): void {
    if (size < 0) {
      size = Number(text)
      place.isKnown = true
      begun()
      return
    }
    place.at = end
    const event = readPlaybookEvent(text)
    if (!event) return
    options.event(event, end)
    last = event.type === 'complete' ? event : null
  }

  /**
   * Called after each piece of output. When all events that the host had when reading began were read, resolves if the
   * last event is an end event; with `options.once`, resolves with null otherwise. An end event before other events
   * belongs to an earlier start of a resumed playbook.
   */
  function settle(): void {
    if (size < 0 || place.at < size) return
    if (last) over.resolve(last)
    else if (options.once) over.resolve(null)
  }

  let head = 0
  const reader = createLineReader('stdout', 0, line => {
    if (size < 0) head = line.end
    take(line.text, from + line.end - head)
  })
  const guarded = (work: (bytes: Buffer) => void) => (bytes: Buffer) => {
    try {
      work(bytes)
      settle()
    } catch (thrown) {
      over.reject(thrown)
    }
  }
  running.stdout.on(
    'data',
    guarded(bytes => reader.add(bytes)),
  )
  running.stderr.on(
    'data',
    guarded(bytes => {
      complaint = `${complaint}${bytes}`.slice(-2000)
      if (/^gone$/m.test(complaint)) over.resolve({ type: 'gone' })
    }),
  )
  const stop = () => over.reject(options.signal?.reason)
  options.signal?.addEventListener('abort', stop, { once: true })
  try {
    const ended = await Promise.race([over.promise, running.ended])
    if (ended === null || 'type' in ended) return ended
    if (ended.lost || ended.code === 0 || ended.code >= SIGNAL || place.isKnown)
      return { why: 'The connection broke.' }
    throw playbookFailure(host, { code: ended.code, stderr: Buffer.from(complaint) })
  } finally {
    options.signal?.removeEventListener('abort', stop)
    running.stdin.end()
    await running.kill()
  }
}
