import { TIERS } from '../hosts/machine-size.ts'
import type { Placement, PlacementRequest } from './placement.ts'

/** A machine to create at the provider. */
export interface NewMachine {
  readonly sku: string
  /** The region of the machine; null: the provider's own default. */
  readonly region: string | null
  readonly capacity: number
  /** The sessions for the machine, as indexes into `Placement.places`. */
  readonly sessions: readonly number[]
}

/** The machines to create so that all sessions have a place. They cost money, so the plan is shown first. */
export interface ProvisionPlan {
  readonly machines: readonly NewMachine[]
}

/**
 * Plans machines for all sessions without a place: as few as possible, filled evenly. The size is the requested SKU,
 * with room for one session, or that of the requested tier (default: l).
 */
export function planOf(placement: Placement, request: PlacementRequest): ProvisionPlan {
  const homeless = placement.places.flatMap((place, index) => (place === null ? [index] : []))
  const tier = TIERS[request.tier ?? 'l']
  const { sku, capacity } = request.size === undefined ? tier : { sku: request.size, capacity: 1 }
  const number = Math.ceil(homeless.length / capacity)
  const machines = Array.from({ length: number }, (_, machine) => ({
    sku,
    region: request.region,
    capacity,
    sessions: homeless.filter((_, index) => index % number === machine),
  }))
  return { machines }
}

/** The plan as text, one line for each kind of machine; empty if no machine is created. */
export function planLines({ machines }: ProvisionPlan, provider: string): string[] {
  const kinds = Map.groupBy(
    machines,
    each => `${each.sku} in ${each.region ?? 'the default region'}`,
  )
  return [...kinds].map(([kind, all]) => {
    const sessions = all.reduce((sum, each) => sum + each.sessions.length, 0)
    const many = all.length === 1 ? 'a machine' : `${all.length} machines`
    const whom = sessions === 1 ? '1 session' : `${sessions} sessions`
    return `No machine of the pool has room for ${whom}, so ${provider} creates ${many} of ${kind}, which costs money until ${all.length === 1 ? 'it is' : 'they are'} removed.`
  })
}

/** Why each machine was passed over, one line each: for errors and for a dry run. */
export function passedLines({ passed }: Placement): string[] {
  return passed.map(({ name, why }) => `${name}: ${why}`)
}
