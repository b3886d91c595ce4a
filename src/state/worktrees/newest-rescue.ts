import { FailureError } from '../model/failure.ts'
import type { Rescue } from './worktree-handle.ts'

/** Maximum number of rescues (refs that keep the work of sessions) that are listed of one repository: the newest. */
export const MOST_RESCUES = 200

/**
 * A sentence without a full stop for each repository of which as many rescues are listed as possible, so that it may have
 * older ones.
 */
export function rescueLimitNotes(all: readonly Rescue[]): readonly string[] {
  const byPlace = Map.groupBy(all, ({ host, repository }) => `${host}:${repository}`)
  return [...byPlace].flatMap(([place, { length }]) =>
    length < MOST_RESCUES
      ? []
      : [
          `${place} lists only its newest ${MOST_RESCUES}; \`git for-each-ref refs/fleetmux/rescue\` there lists all`,
        ],
  )
}

/**
 * The newest rescue (a ref that keeps the work of a session) by the session's id, id prefix or branch, or by the ref.
 * @throws FailureError if there is no rescue, or several sessions match.
 */
export function newestRescue(all: readonly Rescue[], wanted: string): Rescue {
  const lower = wanted.toLowerCase()
  const isIt = ({ ref, session, branch }: Rescue) =>
    ref === wanted || session === lower || branch === wanted
  const exactly = all.filter(isIt)
  const begins = wanted.length < 3 ? [] : all.filter(({ session }) => session.startsWith(lower))
  const found = exactly.length > 0 ? exactly : begins
  const [newest] = found.toSorted((one, other) => other.at - one.at)
  const sessions = new Set(found.map(({ host, session }) => `${session} on ${host}`))
  if (newest && sessions.size === 1) return newest
  if (newest)
    throw new FailureError({
      kind: 'usage',
      what: `${JSON.stringify(wanted)} matches ${sessions.size} sessions.`,
      why: [...sessions].join(', '),
      hint: 'Nothing was restored. Give the whole id; if several hosts have it, also the host: `fleetmux work restore ID --host HOST`.',
    })
  const why = rescueLimitNotes(all).join(', ')
  throw new FailureError({
    kind: 'missing',
    what: `There is no saved work of a worktree session to restore for ${JSON.stringify(wanted)}.`,
    ...(why !== '' && { why }),
    hint: '`fleetmux work restore` lists what can be restored.',
  })
}
