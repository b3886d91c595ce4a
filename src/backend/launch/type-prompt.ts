import { type Failure, FailureError, makeFailure } from '../../state/model/failure.ts'
import type { SessionRecord } from '../../state/model/tracked-session.ts'
import type { Adapter } from '../agents/adapter.ts'
import { readAgent } from '../agents/read.ts'
import { delay, withDeadline } from '../clock.ts'
import { pressEnter, typeText } from '../send/buffer.ts'
import { look, type PaneSnapshot } from '../send/pane-snapshot.ts'
import type { TmuxClient } from '../tmux/client.ts'

/** Interval between two captures, in milliseconds. */
const PACE = 150
/** Timeout for the agent to be ready, in milliseconds, from the call of `typePrompt`. */
const PATIENCE = 60_000

/**
 * Waits until the agent is ready and submits the prompt. An agent without screen rules is ready when its screen has
 * content and stops changing.
 * @throws FailureError if the agent asks a question first, ends, or is not ready in time; nothing was typed then.
 */
export async function typePrompt(
  client: TmuxClient,
  pane: string,
  record: SessionRecord,
  adapter: Adapter,
  called: AbortSignal,
): Promise<void> {
  const why = `the agent was not ready for input within ${PATIENCE / 1000} s`
  const late = () => new FailureError(notTyped(record, why))
  await withDeadline({ deadline: PATIENCE, late, signal: called }, async signal => {
    let before: PaneSnapshot | null = null
    for (;;) {
      const snapshot = await look(client, pane)
      const failure = whyNever(snapshot, adapter, record)
      if (failure) throw new FailureError(failure)
      if (isReady(snapshot, before, adapter)) return
      before = snapshot
      await delay(PACE)
      signal.throwIfAborted()
    }
  })
  await typeText(client, { pane, text: record.prompt, marks: true })
  await delay(adapter.submit)
  await pressEnter(client, pane)
}

function isReady(snapshot: PaneSnapshot, before: PaneSnapshot | null, adapter: Adapter): boolean {
  const { state } = readingOf(snapshot, adapter)
  if (state === 'idle') return true
  const isDrawn = snapshot.rows.some(row => row.trim() !== '')
  return adapter.rules.length === 0 && isDrawn && before?.print === snapshot.print
}

function whyNever(snapshot: PaneSnapshot, adapter: Adapter, record: SessionRecord): Failure | null {
  if (snapshot.dead) return hasEnded(record)
  const { state, question } = readingOf(snapshot, adapter)
  return state === 'waiting'
    ? notTyped(record, `the agent asks a question first: ${question?.text ?? ''}`)
    : null
}

function readingOf(snapshot: PaneSnapshot, adapter: Adapter) {
  const { rows: lines, command } = snapshot
  return readAgent(adapter, { lines, command, title: '', quietFor: Number.POSITIVE_INFINITY })
    .reading
}

function hasEnded({ host, id }: SessionRecord): Failure {
  return makeFailure({
    kind: 'refused',
    host,
    what: 'The agent ended before its prompt was typed.',
    hint: `See what the agent printed: \`fleetmux output ${host}/${id}\`. Then start the prompt again.`,
  })
}

/** The name of the session in tmux is its id. */
function notTyped({ host, id }: SessionRecord, why: string): Failure {
  return makeFailure({
    kind: 'refused',
    host,
    what: 'The session is running, but its prompt was not typed.',
    why,
    hint: `Look at the session, answer its question if it asks one, then send the prompt: \`fleetmux send ${host}/${id} PROMPT\`.`,
  })
}
