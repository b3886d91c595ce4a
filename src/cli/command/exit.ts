import type { Failure } from '../../state/model/failure.ts'

export const DONE = 0
export const FAILED = 1
const USAGE = 2
export const NO_SESSION = 3
export const SOME_FAILED = 4
/** The requested agent is not installed on the host. */
export const NOT_INSTALLED = 4
export const TIMEOUT = 124

/** The exit code of a command on one target. */
export function exitOf(failure: Failure): number {
  if (failure.kind === 'usage') return USAGE
  if (failure.kind === 'late') return TIMEOUT
  // `missing` without a host means that the host itself does not exist, which is not "no such session".
  return failure.kind === 'missing' && failure.host ? NO_SESSION : FAILED
}

/** The exit code of a command on several hosts, with one result each. */
export function exitOfAll(failures: readonly (Failure | null)[]): number {
  const failed = failures.filter(failure => failure !== null)
  const [only] = failed
  if (!only) return DONE
  if (failures.length === 1) return exitOf(only)
  return failed.length === failures.length ? FAILED : SOME_FAILED
}
