import type { RunRow } from '../runs/spec.ts'

/** A run as `run list --json` and the API tell it. */
export function runJson({ host, spec, state, code }: RunRow) {
  const { mark: _, version: __, created, ...rest } = spec
  return { host, state, exitCode: code, ...rest, createdAt: new Date(created).toISOString() }
}
