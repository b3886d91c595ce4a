import type { RunReader } from '../../state/runs/reader/run-reader.ts'
import type { RunSpec } from '../../state/runs/spec.ts'
import type { Transport } from '../transport/transport.ts'
import { followRun } from './follow-run.ts'
import type { BegunRun } from './run-start.ts'
import { stopFollowing } from './start-run.ts'

/** Time limit of an agent's handshake in milliseconds; slow agents need half of it. */
const MOST = 60_000

/**
 * Protocols (dialects) in which the prompt is sent only after handshake and session start. In all other dialects the
 * agent gets the prompt when it is started.
 */
const GREETING: ReadonlySet<RunSpec['dialect']> = new Set(['acp', 'codex-app-server'])

/** Key (`Outgoing.key`) of the line that sends the prompt to the agent, the same in all protocols of `GREETING`. */
const PROMPT = 'turn'

/** Whether the agent has received its prompt. */
export function hasPrompt({ dialect }: RunSpec, reader: RunReader): boolean {
  return !GREETING.has(dialect) || reader.hasSaid(PROMPT)
}

/**
 * Talks to a new run's agent until the agent has its prompt, so that the process that started the run may exit. If the
 * handshake times out, later readers of the run send the prompt.
 */
export async function sendFirstPrompt(
  transport: Transport,
  begun: BegunRun,
  signal?: AbortSignal,
): Promise<void> {
  const { spec, running } = begun
  if (!GREETING.has(spec.dialect)) return stopFollowing(running)
  const late = AbortSignal.timeout(MOST)
  try {
    await followRun(transport, spec.id, {
      begun,
      event: () => {},
      enough: reader => hasPrompt(spec, reader),
      signal: signal ? AbortSignal.any([late, signal]) : late,
    })
  } catch (thrown) {
    signal?.throwIfAborted()
    if (!late.aborted) throw thrown
  }
}
