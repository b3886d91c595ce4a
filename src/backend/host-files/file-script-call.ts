import { randomUUID } from 'node:crypto'
import type { FilePlace } from '../../state/files/host-files.ts'
import { FailureError } from '../../state/model/failure.ts'
import type { HostTransports } from '../host-transports.ts'
import { type SentScript, sendUnseen } from '../transport/sent-script.ts'
import type { Result, RunOptions } from '../transport/transport.ts'
import { scriptFailure } from './script-failure.ts'
import { shellPath } from './shell-bytes.ts'

/** Default time limit of a file script in milliseconds; reading a large directory takes a while. */
const DEADLINE = 60_000

/**
 * The call of a script for one path. Its first arguments are the mark (the random text that begins each output record),
 * the host's base directory and the path.
 */
export interface FileCall extends SentScript {
  readonly mark: string
}

export function fileCall(
  { config }: Pick<HostTransports, 'config'>,
  { host, path }: FilePlace,
  script: string,
  args: readonly string[],
): FileCall {
  const mark = `fleetmux-${randomUUID()}`
  const base = shellPath(config(host).directory ?? '')
  return { mark, ...sendUnseen(script, 'fleetmux', [mark, base, shellPath(path), ...args]) }
}

export interface FileCallOptions extends Pick<RunOptions, 'stdin' | 'signal' | 'deadline'> {
  /** The message if the script fails. */
  readonly what: string
  /** The message if the script changes files and did not end in time: it may still be running. */
  readonly unsure?: string
  /** Exit codes that are results and not failures. */
  readonly known?: readonly number[]
}

/** Runs a script to its end. @throws FailureError if the exit code is neither 0 nor one of `known`. */
export async function runFileCall(
  { to }: Pick<HostTransports, 'to'>,
  { host }: FilePlace,
  { argv, first }: FileCall,
  { what, unsure, known = [], deadline = DEADLINE, ...options }: FileCallOptions,
): Promise<Result> {
  const result = await to(host)
    .run(argv, { ...options, deadline, first })
    .catch(thrown => {
      throw isTooLong(thrown) ? tooLong(host, what, unsure, deadline) : thrown
    })
  if (result.code === 0 || known.includes(result.code)) return result
  throw new FailureError(scriptFailure(host, what, result.code, result.stderr))
}

/** Whether a command began and then took too long. If it did not begin, the failure gives the reason. */
function isTooLong(thrown: unknown): boolean {
  return (
    thrown instanceof FailureError &&
    thrown.failure.kind === 'late' &&
    thrown.failure.why === undefined
  )
}

function tooLong(
  host: string,
  what: string,
  unsure: string | undefined,
  deadline: number,
): FailureError {
  const test = `\`fleetmux hosts test ${host}\``
  const hint = unsure
    ? `The host may still be working on it: check there before you try again. To test the host: ${test}.`
    : `Try again, or test the host: ${test}.`
  const why = `the host did not finish within ${deadline / 1000} s`
  return new FailureError({ kind: 'late', host, what: unsure ?? what, why, hint })
}
