import type { RecipientTarget } from '../../../state/model/target.ts'

/**
 * Time for which the recipients that a dry run has returned can be used to send a text, in milliseconds. Later, the
 * panes may have changed too much.
 */
const LIFE = 5 * 60_000
const MOST = 200

/** Stores lists of recipients (plans) that dry runs have returned, so that a text can then be sent to exactly these. */
export interface Plans {
  keep(aims: readonly RecipientTarget[]): string
  /** Returns the recipients of a plan (a dry run's result) and removes the plan; null: unknown, removed or expired. */
  take(id: string): readonly RecipientTarget[] | null
  /** Returns the recipients of a plan (a dry run's result), and keeps the plan; null: unknown, removed or expired. */
  show(id: string): readonly RecipientTarget[] | null
}

export function createPlans(now: () => number, makeId: () => string): Plans {
  const plans = new Map<
    string,
    { readonly aims: readonly RecipientTarget[]; readonly until: number }
  >()
  const show: Plans['show'] = id => {
    const known = plans.get(id)
    return known && known.until > now() ? known.aims : null
  }
  return {
    keep(aims) {
      const id = makeId()
      plans.set(id, { aims, until: now() + LIFE })
      const [oldest] = plans.keys()
      if (plans.size > MOST && oldest !== undefined) plans.delete(oldest)
      return id
    },
    take(id) {
      const aims = show(id)
      plans.delete(id)
      return aims
    },
    show,
  }
}
