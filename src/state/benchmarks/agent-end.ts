import type { RunResult } from '../runs/result-schema.ts'
import { clean } from '../text/clean.ts'
import type { End } from './cell.ts'

/** Error messages of a model service: the model does not exist, or the service refuses the request. */
const REFUSED =
  /\bmodel\b[^.]{0,80}\b(?:not found|not exist|not supported|not available|unknown|invalid)|\b(?:unknown|invalid|no such|unsupported) model\b|not_found_error[^]{0,60}model|usage policy|content[_ ]policy|\brefus(?:ed|al)\b/i
/** Error messages about usage limits, which last for hours. */
const QUOTA =
  /usage limit|quota|limit reached|insufficient (?:credits|balance|funds)|out of credits/i
const AUTH = /\b401\b|unauthori[sz]ed|not logged in|invalid (?:api )?key|authentication/i

const BY_CODE: Readonly<Partial<Record<string, End>>> = {
  AUTH_ERROR: 'auth',
  RATE_LIMITED: 'quota',
  TIMEOUT: 'agent_timeout',
  HOST_LOST: 'host_lost',
  AGENT_NOT_INSTALLED: 'setup_failed',
  CONTAINER_ERROR: 'setup_failed',
}

const STOPPED = 'The run of the agent was stopped.'

/** How a benchmark cell ended, from the result of its agent. `ok` only if the agent reports no error. */
export function endOfAgent({ exitReason, error }: Pick<RunResult, 'exitReason' | 'error'>): {
  readonly end: End
  readonly detail: string
} {
  if (!error) return { end: 'ok', detail: '' }
  const said = `${error.message}\n${error.stderr}`
  const detail = clean(error.message.trim() || error.code, 500)
  // A person or a command stopped the run, whatever the agent has reported before: its work is not complete.
  if (exitReason === 'aborted') return { end: 'cancelled', detail: STOPPED }
  const known = BY_CODE[error.code]
  if (known) return { end: known, detail }
  // A timeout takes precedence over the agent's messages, which may mention limits or models by chance.
  if (exitReason === 'timeout' || exitReason === 'inactivity')
    return { end: 'agent_timeout', detail }
  if (QUOTA.test(said)) return { end: 'quota', detail }
  if (REFUSED.test(said)) return { end: 'refused', detail }
  if (AUTH.test(said)) return { end: 'auth', detail }
  return { end: 'agent_exit', detail }
}
