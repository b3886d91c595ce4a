import { FailureError } from '../../state/model/failure.ts'
import type { RunEvent } from '../../state/runs/event.ts'
import type { ApprovalRequest } from '../../state/runs/kept-rule.ts'
import type { RunSnapshot } from '../../state/runs/order.ts'
import type { RunReader } from '../../state/runs/reader/run-reader.ts'
import type { RunResult } from '../../state/runs/result-schema.ts'
import type { Transport } from '../transport/transport.ts'
import { createRunRead } from './follow-run.ts'

/**
 * Maximum number of runs whose output read so far is kept for the next read; beyond it, the run whose last read is the
 * oldest is read from its beginning again.
 */
const MOST_RUNS = 16
/** Maximum number of events that are kept of a run: the newest. */
const MOST_EVENTS = 200

/** What was read of a run so far. */
export interface ReadRun extends RunSnapshot {
  readonly reader: RunReader
}

/** Reads runs again and again, each time only what was added on their hosts since. */
export interface RunReads {
  /** Reads the output that a run has added since the last call. Rejects with a FailureError if no run has this id. */
  read(transport: Transport, id: string): Promise<ReadRun>
}

export function createRunReads(): RunReads {
  const known = new Map<string, Known>()

  async function read(transport: Transport, id: string): Promise<ReadRun> {
    const key = JSON.stringify([transport.host, id])
    const found = known.get(key)
    const run = found?.transport === transport ? found : openKnown(transport, id)
    known.delete(key)
    known.set(key, run)
    const [longestAgo = key] = known.keys()
    if (known.size > MOST_RUNS) known.delete(longestAgo)
    try {
      return await run.read()
    } catch (thrown) {
      if (known.get(key) === run) known.delete(key)
      // The run may have been removed, and another run may have its id now. So the run is opened anew and read once
      // more.
      if (run === found) return read(transport, id)
      throw thrown
    }
  }

  return { read }
}

interface Known {
  readonly transport: Transport
  read(): Promise<ReadRun>
}

function openKnown(transport: Transport, id: string): Known {
  const requests = new Map<string, RunSnapshot['asks'][number]>()
  let events: RunEvent[] = []
  let reader: RunReader | null = null
  let result: RunResult | null = null
  let last: Promise<unknown> = Promise.resolve()
  const run = createRunRead(transport, id, {
    event(event) {
      if (event.type === 'approval_request' || event.type === 'input_required')
        requests.set(event.interactionId, event)
      events.push(event)
      if (events.length > 2 * MOST_EVENTS) events = events.slice(-MOST_EVENTS)
    },
    reader(made) {
      reader = made
    },
  })

  async function readOn(): Promise<ReadRun> {
    // A run that has ended is not read again, because nothing is added to it.
    result ??= await run.read()
    if (!reader) throw new Error('a run was read without a reader')
    const { open } = reader.dialect.state()
    for (const key of requests.keys()) if (!open.includes(key)) requests.delete(key)
    return { reader, result, asks: [...requests.values()], events: events.slice(-MOST_EVENTS) }
  }

  return {
    transport,
    // The reads of one run are done one after the other: two at the same time would start from the same byte offsets.
    read() {
      const next = last.then(readOn, readOn)
      last = next
      return next
    },
  }
}

/**
 * The approval request with this interaction id; without an id, the oldest open one. @throws FailureError if the run
 * has no such request.
 */
export function askedOf(
  { reader, asks }: ReadRun,
  id: string,
  interactionId: string | null,
): ApprovalRequest {
  const wanted = interactionId ?? oldestRequest(id, reader.dialect.state().open)
  const request = asks.find(each => each.interactionId === wanted)
  if (request?.type === 'approval_request') return request
  throw nothingAsked(id)
}

/** The oldest of the open approval requests. @throws FailureError if there is none. */
export function oldestRequest(id: string, open: readonly string[]): string {
  const [first] = open
  if (first !== undefined) return first
  throw nothingAsked(id)
}

function nothingAsked(id: string): FailureError {
  return new FailureError({
    kind: 'refused',
    what: `The run ${id} is not waiting for an approval.`,
    hint: `To see what the run is doing: \`fleetmux run show ${id}\`.`,
  })
}
