import type { RunReader } from '../../state/runs/run-reader.ts'
import type { RunSpec } from '../../state/runs/spec.ts'
import type { Transport } from '../transport/transport.ts'
import { followRun } from './follow-run.ts'

/** Milliseconds that the greeting of an agent may take: a slow one starts in half of it. */
const MOST = 60_000

/** These are told their prompt once they have greeted and opened a session; all others have it from the beginning. */
const GREETING: ReadonlySet<RunSpec['dialect']> = new Set(['acp', 'codex-app-server'])

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
  const done = new AbortController()
  const enough = AbortSignal.any([done.signal, AbortSignal.timeout(MOST)])
  let reader: RunReader | null = null
  try {
    await followRun(transport, id, {
      reader: made => {
        reader = made
      },
      event: () => {
        if (reader?.dialect.state().turnCount) done.abort()
      },
      signal: signal ? AbortSignal.any([enough, signal]) : enough,
    })
  } catch (thrown) {
    signal?.throwIfAborted()
    if (!enough.aborted) throw thrown
  }
}
