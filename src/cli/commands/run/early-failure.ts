import { type FailureError, sentence } from '../../../state/model/failure.ts'
import type { RunResult } from '../../../state/runs/result-schema.ts'
import type { Call } from '../../command/command.ts'
import { safeJson } from '../../print/json.ts'

/**
 * Reports a failure that occurs before the first event. If the user has requested events, the failure is printed as an
 * event.
 */
export async function tellEarly(
  call: Call,
  run: { readonly runId: string; readonly agent: string },
  thrown: FailureError & { readonly code?: string },
): Promise<void> {
  if (!call.flags.is('json') && !call.flags.is('no-stream')) return
  const code = thrown.code ?? (thrown.failure.kind === 'usage' ? 'VALIDATION_ERROR' : 'INTERNAL')
  const message = sentence(thrown.failure)
  const base = { ...run, timestamp: Date.now(), id: '0-0.0' }
  const error = { code, message, stderr: '', recoverable: false }
  if (!call.flags.is('no-stream'))
    await call.print(safeJson({ type: 'error', code, message, recoverable: false, ...base }))
  const result: RunResult = {
    type: 'run_result',
    ...run,
    ...{ model: null, sessionId: null, text: '', cost: null, durationMs: 0 },
    ...{ exitCode: null, signal: null, exitReason: 'crashed', tokenUsage: null, turnCount: 0 },
    ...{ error, events: [], tags: [] },
  }
  await call.print(safeJson(result))
}
