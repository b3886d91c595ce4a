import { TIERS } from '../hosts/tier.ts'
import type { Placement, Wish } from './placement.ts'

/** A machine that is to be made. */
export interface NewMachine {
  readonly sku: string
  /** null: the provider's own default. */
  readonly region: string | null
  readonly capacity: number
  /** Which sessions go there, as indexes into `Placement.places`. */
  readonly sessions: readonly number[]
}

/** What must be made before all sessions have a place. It costs money: it is shown first. */
export interface ProvisionPlan {
  readonly machines: readonly NewMachine[]
}

/**
 * Plans machines for all that `place` found no room for: as few as will do, filled evenly. The size is the
 * wish's SKU, which holds one session, or its tier's (l where it names neither).
 */
export function planOf(placement: Placement, wish: Wish): ProvisionPlan {
  const homeless = placement.places.flatMap((place, index) => (place === null ? [index] : []))
  const tier = TIERS[wish.tier ?? 'l']
  const { sku, capacity } = wish.size === undefined ? tier : { sku: wish.size, capacity: 1 }
  const number = Math.ceil(homeless.length / capacity)
  const machines = Array.from({ length: number }, (_, machine) => ({
    sku,
    region: wish.region,
    capacity,
    sessions: homeless.filter((_, index) => index % number === machine),
  }))
  return { machines }
}

/** The plan in words, one line for each kind of machine; none where nothing is made. */
export function planLines({ machines }: ProvisionPlan, provider: string): string[] {
  const kinds = Map.groupBy(
    machines,
    each => `${each.sku} in ${each.region ?? 'the default region'}`,
  )
  return [...kinds].map(([kind, all]) => {
    const sessions = all.reduce((sum, each) => sum + each.sessions.length, 0)
    const many = all.length === 1 ? 'a machine' : `${all.length} machines`
    const whom = sessions === 1 ? '1 session' : `${sessions} sessions`
    return `Nothing in the pool has room for ${whom}: ${provider} makes ${many} of ${kind}, which costs money until ${all.length === 1 ? 'it is' : 'they are'} removed.`
  })
}

/** Why each machine was passed over, one line each: for errors and for a dry run. */
export function passedLines({ passed }: Placement): string[] {
  return passed.map(({ name, why }) => `${name}: ${why}`)
}
