import { type Failure, toFailure } from '../model/failure.ts'

/** The runs, or whatever else is listed with the time of its making, of several hosts, the newest first, and of each host why it could not tell; null: it could. */
export async function listEverywhere<R extends { readonly spec: { readonly created: number } }>(
  runs: { list(host: string): Promise<readonly R[]> },
  hosts: readonly string[],
): Promise<{ readonly rows: readonly R[]; readonly failures: readonly (Failure | null)[] }> {
  const answers = await Promise.all(
    hosts.map(async host => {
      try {
        return { rows: await runs.list(host), failure: null }
      } catch (thrown) {
        return { rows: [], failure: toFailure(thrown, host) }
      }
    }),
  )
  const rows = answers.flatMap(each => each.rows)
  return {
    rows: rows.toSorted((one, other) => other.spec.created - one.spec.created),
    failures: answers.map(({ failure }) => failure),
  }
}
