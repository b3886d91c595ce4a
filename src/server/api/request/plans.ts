import type { Aim } from '../../../state/model/target.ts'

/** Milliseconds for which a plan is valid: later the panes may have changed. */
const LIFE = 5 * 60_000
const MOST = 200

/** Recipients that were shown before sending, so that a text goes to exactly these. */
export interface Plans {
  keep(aims: readonly Aim[]): string
  /** The recipients, once; null: the plan is unknown, used or expired. */
  take(id: string): readonly Aim[] | null
  /** The recipients, without using up the plan. */
  show(id: string): readonly Aim[] | null
}

export function createPlans(now: () => number, makeId: () => string): Plans {
  const plans = new Map<string, { readonly aims: readonly Aim[]; readonly until: number }>()
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
