import type { RunRow } from '../runs/spec.ts'

/** A run as a JSON document for `run list --json` and the API. */
export function runJson({ host, spec, state, code }: RunRow) {
  const { mark: _, version: __, created, ...rest } = spec
  return { host, state, exitCode: code, ...rest, createdAt: new Date(created).toISOString() }
}
