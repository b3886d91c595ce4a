import { FailureError, sentence, toFailure } from '../../state/model/failure.ts'
import { limitNote } from '../../state/runs/list-everywhere.ts'
import type { WorktreeRow } from '../../state/worktrees/worktree.ts'

/**
 * Finds a session by id, name or the beginning of its id.
 * @throws FailureError unless exactly one session matches. If none matches, the failure names the hosts that could not
 * be asked.
 */
export async function findWorktree(
  id: string,
  hosts: readonly string[],
  list: (host: string) => Promise<readonly WorktreeRow[]>,
): Promise<WorktreeRow> {
  const silent: string[] = []
  const rows = await Promise.all(
    hosts.map(host =>
      list(host).catch(thrown => {
        silent.push(sentence(toFailure(thrown, host)))
        return []
      }),
    ),
  )
  const found = matching(rows.flat(), id)
  const [only, ...others] = found
  if (only && others.length === 0) return only
  if (only)
    throw new FailureError({
      kind: 'usage',
      what: `${JSON.stringify(id)} matches ${found.length} worktree sessions.`,
      why: found.map(({ host, spec }) => `${spec.id} (${spec.name}) on ${host}`).join(', '),
      hint: 'Use the whole id of one of them.',
    })
  if (silent.length > 0)
    throw new FailureError({
      kind: 'missing',
      what: `The worktree session ${JSON.stringify(id)} was not found, and not all hosts could be asked.`,
      why: silent.join(' '),
      hint: 'Try again when every host can be reached. `fleetmux work list` lists the worktree sessions.',
    })
  const why = limitNote(rows.flat(), 'worktree sessions')
  throw new FailureError({
    ...{ kind: 'missing', what: `There is no worktree session ${JSON.stringify(id)}.` },
    ...(why !== '' && { why }),
    hint: '`fleetmux work list` lists the worktree sessions.',
  })
}

function matching(rows: readonly WorktreeRow[], id: string): readonly WorktreeRow[] {
  const lower = id.toLowerCase()
  const exactly = rows.filter(({ spec }) => spec.id === lower || spec.id === id)
  if (exactly.length > 0) return exactly
  const named = rows.filter(({ spec }) => spec.name === id || spec.branchName === id)
  if (named.length > 0) return named
  return id.length < 3 ? [] : rows.filter(({ spec }) => spec.id.startsWith(lower))
}
