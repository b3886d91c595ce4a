import { type Failure, toFailure } from '../model/failure.ts'

/** The results of several hosts, and for each host its failure; null: it succeeded. */
export interface Everywhere<R> {
  readonly rows: readonly R[]
  readonly failures: readonly (Failure | null)[]
}

/** Asks all hosts in parallel. A failure affects only its own host. */
export async function askEverywhere<R>(
  hosts: readonly string[],
  ask: (host: string) => Promise<readonly R[]>,
): Promise<Everywhere<R>> {
  const answers = await Promise.all(
    hosts.map(async host => {
      try {
        return { rows: await ask(host), failure: null }
      } catch (thrown) {
        return { rows: [], failure: toFailure(thrown, host) }
      }
    }),
  )
  return {
    rows: answers.flatMap(each => each.rows),
    failures: answers.map(({ failure }) => failure),
  }
}

/** Lists the runs, or other items with a creation time, of several hosts, newest first. */
export async function listEverywhere<R extends { readonly spec: { readonly created: number } }>(
  runs: { list(host: string): Promise<readonly R[]> },
  hosts: readonly string[],
): Promise<Everywhere<R>> {
  const { rows, failures } = await askEverywhere(hosts, host => runs.list(host))
  return { rows: rows.toSorted((one, other) => other.spec.created - one.spec.created), failures }
}
