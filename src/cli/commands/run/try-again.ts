import { setTimeout as delay } from 'node:timers/promises'
import { THIS_MACHINE } from '../../../state/model/host-config.ts'
import type { RunOrder, Runs } from '../../../state/runs/order.ts'
import { exitCodeOf } from '../../../state/runs/result.ts'
import type { RunResult } from '../../../state/runs/result-schema.ts'
import { strip } from '../../../state/text/text.ts'
import type { Call } from '../../command/command.ts'
import { safeJson } from '../../print/json.ts'
import { printResult, readOut } from './follow-run.ts'

/** Delay before the second attempt, in milliseconds, which doubles with each attempt, and its maximum. */
const [FIRST, MOST] = [1000, 30_000]
/**
 * Share of the delay that is randomly added or subtracted, so that runs that failed at the same time are retried at
 * different times.
 */
const JITTER = 0.1

/**
 * Starts the run that `order` describes, and retries recoverable errors, each time as a new run. Only the last result
 * is printed. Resolves with the exit code.
 */
export async function tryAgain(
  call: Call,
  runs: Runs,
  order: RunOrder,
  retries: number,
): Promise<number> {
  for (let attempt = 1; ; attempt++) {
    const id = attempt === 1 ? order.id : `${order.id}.${attempt}`
    const result = await runOnce(call, runs, { ...order, id })
    if (!result) return 0
    if (!result.error?.recoverable || attempt > retries) {
      await printResult(call, result)
      return exitCodeOf(result)
    }
    await waitBefore(call, result, attempt, retries)
  }
}

async function runOnce(call: Call, runs: Runs, order: RunOrder): Promise<RunResult | null> {
  const { id, host, maxTokens, maxCost } = order
  const isFound = host === THIS_MACHINE || order.place !== undefined
  const on = isFound ? '' : ` --on ${host}`
  const started = () => {
    if (!call.flags.is('quiet'))
      call.say(
        `Run ${id} continues if you leave. To follow it again: \`fleetmux run follow ${id}${on}\`.`,
      )
  }
  const run = {
    ...{ host, id },
    ...(maxTokens !== undefined && { maxTokens }),
    ...(maxCost !== undefined && { maxCost }),
  }
  return readOut(call, runs, run, options =>
    runs.run(order, { ...options, started, say: text => call.say(strip(text)) }),
  )
}

async function waitBefore(
  call: Call,
  { runId, agent, error }: RunResult,
  attempt: number,
  retries: number,
): Promise<void> {
  const jitter = 1 + JITTER * (2 * Math.random() - 1)
  const delayMs = Math.round(Math.min(FIRST * 2 ** (attempt - 1), MOST) * jitter)
  const reason = error?.message ?? ''
  const told = { attempt: attempt + 1, maxAttempts: retries + 1, reason, delayMs }
  const base = { runId, agent, timestamp: Date.now(), id: `0-0.${attempt}` }
  if (call.flags.is('json')) await call.print(safeJson({ type: 'retry', ...told, ...base }))
  call.say(
    `fleetmux: ${strip(reason === '' || /[.!?]$/.test(reason) ? reason : `${reason}.`)} Attempt ${attempt + 1} of ${retries + 1} starts in ${delayMs} ms.`,
  )
  await delay(delayMs)
}
