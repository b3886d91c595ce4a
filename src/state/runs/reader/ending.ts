import type { Dialect } from '../dialect.ts'
import type { EventBody, EXIT_REASONS } from '../event.ts'
import type { ErrorCode, Sum } from '../result.ts'
import type { RunResult } from '../result-schema.ts'
import type { RunSpec } from '../spec.ts'
import { containerError } from './container-error.ts'
import type { Note } from './note.ts'

/** How a run ended, as recorded by its supervisor (the shell script on the host that starts the agent). */
export interface End {
  readonly note: Extract<Note, { kind: 'ended' | 'gone' }>
  /**
   * When the agent started, in milliseconds of the same host clock as `note.at`, for the duration; 0: it never started.
   */
  readonly started: number
  /** The byte position in the run's stderr file after the supervisor's line about the end of the run. */
  readonly place: number
}

interface Ending {
  readonly spec: RunSpec
  readonly end: End
  readonly sum: Sum
  readonly dialect: ReturnType<Dialect['state']>
  readonly stderr: string
}

type ExitReason = (typeof EXIT_REASONS)[number]

/** The last events. The reason for the end, which only the supervisor knows, is inserted before `session_end`. */
export function endEvents(ending: Ending, closed: readonly EventBody[]): readonly EventBody[] {
  const before = closed.filter(({ type }) => type !== 'session_end')
  const { cost } = ending.sum
  const last = closed
    .filter(({ type }) => type === 'session_end')
    .map(event => ({ ...event, ...(cost && { cost }) }))
  return [...before, ...whyEvents(reasonOf(ending), ending), ...last]
}

function whyEvents(reason: ExitReason, ending: Ending): readonly EventBody[] {
  const { note } = ending.end
  if (reason === 'timeout') return [{ type: 'timeout', kind: 'run' }]
  if (reason === 'inactivity') return [{ type: 'timeout', kind: 'inactivity' }]
  if (reason === 'aborted') return [{ type: 'aborted' }]
  if (reason !== 'crashed' && reason !== 'killed') return []
  // An agent that has reported an error has not crashed.
  if (ending.dialect.closing !== null || ending.sum.error) return []
  const exitCode = note.kind === 'ended' ? note.code : null
  const unbegun = containerError(ending.spec, exitCode, ending.stderr)
  if (unbegun) return [{ type: 'error', ...unbegun, recoverable: false }]
  return [{ type: 'crash', exitCode, stderr: ending.stderr }]
}

/**
 * Why the run ended. If its supervisor on the host is gone, `killed`; else because fleetmux ended it, else a signal,
 * else what the agent reported. Completed only with exit code 0.
 */
function reasonOf({ end: { note }, sum, dialect: { closing } }: Ending): ExitReason {
  if (note.kind === 'gone') return 'killed'
  const own = OWN[note.why]
  if (own) return own
  // The agent had reported that it was done, but did not exit. fleetmux then ended it, and the run counts as completed.
  if (note.why === 'done' && closing === 'completed' && sum.error === null) return 'completed'
  if (note.why !== '' && note.why !== 'done') return 'killed'
  if (closing === 'turn_limit') return 'turn_limit'
  if (closing === 'interrupted') return 'interrupted'
  if (note.code > SIGNALS && closing === null && sum.error === null) return 'killed'
  return closing === 'completed' && note.code === 0 && sum.error === null ? 'completed' : 'crashed'
}

const OWN: Readonly<Partial<Record<string, ExitReason>>> = {
  timeout: 'timeout',
  inactivity: 'inactivity',
  aborted: 'aborted',
  interrupted: 'interrupted',
}

/** Exit codes above this are 128 plus a signal number. */
const SIGNALS = 128
const NAMES: Readonly<Record<number, string>> = {
  1: 'SIGHUP',
  2: 'SIGINT',
  3: 'SIGQUIT',
  6: 'SIGABRT',
  9: 'SIGKILL',
  11: 'SIGSEGV',
  13: 'SIGPIPE',
  15: 'SIGTERM',
}

export function resultOf(ending: Ending): RunResult {
  const { spec, end, sum, dialect } = ending
  const { note, started } = end
  const code = note.kind === 'ended' ? note.code : null
  const reason = reasonOf(ending)
  const signal = code === null ? null : (NAMES[code - SIGNALS] ?? null)
  return {
    type: 'run_result',
    runId: spec.id,
    agent: spec.agent,
    model: dialect.model ?? spec.model ?? null,
    sessionId: dialect.sessionId,
    text: dialect.text,
    cost: sum.cost,
    durationMs: note.kind === 'ended' && started > 0 ? Math.max(0, note.at - started) : 0,
    exitCode: code,
    signal,
    exitReason: reason,
    tokenUsage: sum.tokenUsage,
    turnCount: dialect.turnCount,
    error: reason === 'completed' ? null : errorOf(ending, reason),
    events: [],
    tags: spec.tags,
  }
}

function errorOf(ending: Ending, reason: ExitReason): RunResult['error'] {
  const { spec, sum, stderr } = ending
  const { note } = ending.end
  const known = sum.error ?? containerError(spec, note.kind === 'ended' ? note.code : null, stderr)
  const [code, message] = known
    ? [known.code, known.message]
    : (TEXTS[note.kind === 'gone' ? 'gone' : note.why] ?? TEXTS[reason] ?? ['AGENT_ERROR', reason])
  return { code, message, stderr, recoverable: RECOVERABLE.has(code) }
}

/** Errors that a retry may solve. */
const RECOVERABLE: ReadonlySet<string> = new Set(['RATE_LIMITED', 'AGENT_CRASH', 'TIMEOUT'])

const TEXTS: Readonly<Partial<Record<string, readonly [code: ErrorCode, message: string]>>> = {
  gone: [
    'HOST_LOST',
    'The result of the run is unknown, because its host was restarted, or the process that supervises the run on the host was killed.',
  ],
  output: [
    'OUTPUT_LIMIT',
    'The run was stopped, because it printed more than fleetmux stores of one run.',
  ],
  timeout: ['TIMEOUT', 'The run was stopped at its time limit (--timeout).'],
  inactivity: [
    'TIMEOUT',
    'The run was stopped, because it printed nothing for too long (--inactivity-timeout).',
  ],
  aborted: ['ABORTED', 'The run was stopped on request.'],
  interrupted: ['ABORTED', 'The run was interrupted.'],
  turn_limit: ['TURN_LIMIT', 'The agent has used all of its turns (--max-turns).'],
  crashed: ['AGENT_CRASH', 'The agent ended without reporting a result.'],
  killed: ['AGENT_CRASH', 'A signal that fleetmux did not send has ended the agent.'],
}
