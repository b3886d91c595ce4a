import { type Failure, FailureError, sentence, toFailure } from '../../state/model/failure.ts'

/** Something of a host that has an id. */
interface Row {
  readonly host: string
  readonly spec: { readonly id: string }
}

/**
 * The run, or whatever `kind` is called, of that id, or of an id that begins so. The first host that has exactly it answers for all; one that cannot be
 * reached is in nobody's way, unless the run is nowhere else.
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
      const rows = (await list(host)).filter(({ spec }) => spec.id.startsWith(id))
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
  rows: readonly R[],
  failures: readonly Failure[],
  kind: string,
): R {
  const [only, other] = rows
  if (only && !other) return only
  const [unknown] = failures
  throw new FailureError({
    kind: 'missing',
    what: other ? `Several ${kind}s begin with ${id}.` : `There is no ${kind} ${id}.`,
    ...(unknown && !other && { why: sentence(unknown) }),
    hint: other ? 'Write more of its id.' : `See \`fleetmux ${kind} list\`.`,
  })
}
