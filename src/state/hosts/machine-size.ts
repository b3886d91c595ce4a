import type { Tier } from '../model/tracked-session.ts'

export interface TierSize {
  /** Azure's name of the machine size. */
  readonly sku: string
  /** Maximum number of sessions on a machine of this size. */
  readonly capacity: number
}

export const TIERS = {
  s: { sku: 'Standard_D8s_v3', capacity: 1 },
  m: { sku: 'Standard_E8s_v5', capacity: 2 },
  l: { sku: 'Standard_E16s_v5', capacity: 4 },
  xl: { sku: 'Standard_E32s_v5', capacity: 8 },
} as const satisfies Record<Tier, TierSize>

export const TIER_NAMES = ['s', 'm', 'l', 'xl'] as const satisfies readonly Tier[]

/** Parses a tier in upper or lower case; null if it does not exist. */
export function parseTier(text: string): Tier | null {
  return TIER_NAMES.find(tier => tier === text.toLowerCase()) ?? null
}

/** The tier of an SKU; null if no tier has it. Azure ignores case. */
export function tierOf(sku: string): Tier | null {
  return TIER_NAMES.find(tier => sameSize(TIERS[tier].sku, sku)) ?? null
}

/** Whether two SKUs are the same. */
export function sameSize(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase()
}
