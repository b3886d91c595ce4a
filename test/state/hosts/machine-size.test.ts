import { expect, test } from 'vitest'
import { parseTier, sameSize, TIERS, tierOf } from '../../../src/state/hosts/machine-size.ts'

test.each([
  ['s', 'Standard_D8s_v3', 1],
  ['m', 'Standard_E8s_v5', 2],
  ['l', 'Standard_E16s_v5', 4],
  ['xl', 'Standard_E32s_v5', 8],
] as const)('%s is a %s for %d sessions', (tier, sku, capacity) => {
  expect(TIERS[tier]).toEqual({ sku, capacity })
  expect(tierOf(sku)).toBe(tier)
  expect(tierOf(sku.toUpperCase())).toBe(tier)
})

test('what is no tier is none', () => {
  expect(tierOf('Standard_D2s_v3')).toBeNull()
  expect(parseTier('XL')).toBe('xl')
  expect(parseTier('xxl')).toBeNull()
  expect(parseTier('')).toBeNull()
  expect(sameSize('standard_d2s_v3', 'Standard_D2s_v3')).toBe(true)
})
