import type { RunSpec } from '../../state/runs/spec.ts'
import type { Transport } from '../transport/transport.ts'
import { followRun } from './follow-run.ts'

/** Milliseconds that the greeting of an agent may take: a slow one starts in half of it. */
const MOST = 60_000

/** These are told their prompt once they have greeted and opened a session; all others have it from the beginning. */
const GREETING: ReadonlySet<RunSpec['dialect']> = new Set(['acp', 'codex-app-server'])

/** The key of the line that says it, in both. */
const PROMPT = 'turn'

/**
 * Speaks with the agent of a new run until it has its prompt: who started it may leave then, and nobody else may read
 * it. One that does not greet in time is left to whoever reads the run.
 */
export async function introduce(
  transport: Transport,
  { id, dialect }: RunSpec,
  signal?: AbortSignal,
): Promise<void> {
  if (!GREETING.has(dialect)) return
  const late = AbortSignal.timeout(MOST)
  try {
    await followRun(transport, id, {
      event: () => {},
      enough: reader => reader.hasSaid(PROMPT),
      signal: signal ? AbortSignal.any([late, signal]) : late,
    })
  } catch (thrown) {
    signal?.throwIfAborted()
    if (!late.aborted) throw thrown
  }
}
