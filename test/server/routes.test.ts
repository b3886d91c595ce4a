import { expect, test } from 'vitest'
import { INTENTS, ROUTES } from '../../src/server/api/routes.ts'

test('every intent that is said to have a route has one, and no other has', () => {
  const routed = new Set(ROUTES.flatMap(route => route.intents))
  const wrong = Object.entries(INTENTS).filter(
    ([type, said]) => (said === 'route') !== routed.has(type as never),
  )
  expect(wrong).toEqual([])
})

test('no two routes answer the same request', () => {
  const all = ROUTES.map(({ method, path }) => `${method} ${path.replaceAll(/\{\w+\}/g, '{}')}`)
  expect(all.filter((each, index) => all.indexOf(each) !== index)).toEqual([])
})

test('whoever only looks changes nothing: a viewer has no act', () => {
  const acts = ROUTES.filter(({ method, role }) => method !== 'GET' && role === 'viewer')
  expect(acts).toEqual([])
})
