import { type Failure, FailureError, sentence, toFailure } from '../../state/model/failure.ts'
import { limitNote } from '../../state/runs/list-everywhere.ts'

/** An item with an id on a host, such as a run. */
interface Row {
  readonly host: string
  readonly spec: { readonly id: string }
}

/**
 * Finds a run (or an item of another `kind`) by its id or the beginning of its id. The first host with an exact match
 * decides. Unreachable hosts cause an error only if no other host has the run.
 */
export async function findAmong<R extends Row>(
  id: string,
  hosts: readonly string[],
  list: (host: string) => Promise<readonly R[]>,
  kind = 'run',
): Promise<R> {
  const exactly = Promise.withResolvers<R>()
  const failures: Failure[] = []
  const asked = hosts.map(async host => {
    try {
      const rows = await list(host)
      const exact = rows.find(({ spec }) => spec.id === id)
      if (exact) exactly.resolve(exact)
      return rows
    } catch (thrown) {
      failures.push(toFailure(thrown, host))
      return []
    }
  })
  const all = Promise.all(asked).then(rows => pickOne(id, rows.flat(), failures, kind))
  return Promise.race([exactly.promise, all])
}

function pickOne<R extends Row>(
  id: string,
  listed: readonly R[],
  failures: readonly Failure[],
  kind: string,
): R {
  const [only, other] = listed.filter(({ spec }) => spec.id.startsWith(id))
  if (only && !other) return only
  const [unknown] = failures
  const list = `\`fleetmux ${kind} list\` lists the ${kind}s.`
  if (other)
    throw new FailureError({
      ...{ kind: 'missing', what: `The ids of several ${kind}s begin with ${id}.` },
      hint: `Give more characters of the id: ${list}`,
    })
  if (unknown)
    throw new FailureError({
      ...{
        kind: 'missing',
        what: `The ${kind} ${id} was not found, and not all hosts could be asked.`,
      },
      why: sentence({ ...unknown, hint: undefined }),
      hint: `Try again when every host can be reached. ${list}`,
    })
  const why = limitNote(listed, `${kind}s`)
  throw new FailureError({
    ...{ kind: 'missing', what: `There is no ${kind} ${id}.` },
    ...(why !== '' && { why }),
    hint: list,
  })
}
