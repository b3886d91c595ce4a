import { type Failure, toFailure } from '../model/failure.ts'

/** What several hosts have told, and of each why it could not tell; null: it could. */
export interface Everywhere<R> {
  readonly rows: readonly R[]
  readonly failures: readonly (Failure | null)[]
}

/** Asks all hosts at once. What fails costs only its own host. */
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

/** The runs, or whatever else is listed with the time of its making, of several hosts, the newest first. */
export async function listEverywhere<R extends { readonly spec: { readonly created: number } }>(
  runs: { list(host: string): Promise<readonly R[]> },
  hosts: readonly string[],
): Promise<Everywhere<R>> {
  const { rows, failures } = await askEverywhere(hosts, host => runs.list(host))
  return { rows: rows.toSorted((one, other) => other.spec.created - one.spec.created), failures }
}
