import { FailureError } from '../model/failure.ts'
import type { Rescue } from './worktree-handle.ts'

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
      hint: 'Give more characters of the id.',
    })
  throw new FailureError({
    ...{ kind: 'missing', what: `There is nothing to restore for ${JSON.stringify(wanted)}.` },
    hint: '`fleetmux work restore` lists what can be restored.',
  })
}
