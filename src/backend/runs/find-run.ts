import { type Failure, FailureError, sentence, toFailure } from '../../state/model/failure.ts'
import type { RunRow } from '../../state/runs/spec.ts'

/**
 * The run of that id, or of an id that begins so. The first host that has exactly it answers for all; one that cannot be
 * reached is in nobody's way, unless the run is nowhere else.
 */
export async function findAmong(
  id: string,
  hosts: readonly string[],
  list: (host: string) => Promise<readonly RunRow[]>,
): Promise<RunRow> {
  const exactly = Promise.withResolvers<RunRow>()
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
  const all = Promise.all(asked).then(rows => pickRun(id, rows.flat(), failures))
  return Promise.race([exactly.promise, all])
}

function pickRun(id: string, rows: readonly RunRow[], failures: readonly Failure[]): RunRow {
  const [only, other] = rows
  if (only && !other) return only
  const [unknown] = failures
  throw new FailureError({
    kind: 'missing',
    what: other ? `Several runs begin with ${id}.` : `There is no run ${id}.`,
    ...(unknown && !other && { why: sentence(unknown) }),
    now: other ? 'Write more of its id.' : 'See `fleetmux run list`.',
  })
}
