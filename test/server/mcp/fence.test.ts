import { expect, test } from 'vitest'
import * as z from 'zod'
import { ROUTES } from '../../../src/server/api/routes.ts'
import { createActLimit } from '../../../src/server/mcp/act-limit.ts'
import { fenceContent } from '../../../src/server/mcp/fence.ts'
import { TOOLS } from '../../../src/server/mcp/tools.ts'

test.each(['', 'plain', '```', '````\n```', 'a `b` c', '`'.repeat(50)])(
  '%j cannot close its fence',
  text => {
    const all = fenceContent({ pane: '%1', lines: text.split('\n') }).split('\n')
    const fence = all.at(-1) ?? ''
    expect(fence).toMatch(/^`{3,}$/)
    expect(all.filter(line => line === fence).length).toBe(2)
  },
)

test('at most a dozen tools, each on a route that there is', () => {
  expect(TOOLS.length).toBeLessThanOrEqual(12)
  const known = new Set(ROUTES.map(({ method, path }) => `${method} ${path}`))
  expect(TOOLS.filter(({ route }) => !known.has(route))).toEqual([])
})

test('a tool takes nothing that its route does not take', () => {
  for (const { name, route, input, params = [] } of TOOLS) {
    const found = ROUTES.find(({ method, path }) => `${method} ${path}` === route)
    const taken = keysOf(found?.body ?? found?.query)
    const given = Object.keys(input.shape).filter(each => !params.includes(each))
    expect([name, given.filter(each => !taken.includes(each))]).toEqual([name, []])
  }
})

/** One that may be of several kinds takes what any of them takes. */
function keysOf(schema: unknown): readonly string[] {
  if (schema instanceof z.ZodUnion) return schema.options.flatMap(keysOf)
  return schema instanceof z.ZodObject ? Object.keys(schema.shape) : []
}

test('thirty acts a minute, each caller for itself', () => {
  let now = 0
  const limit = createActLimit(() => now)
  const taken = Array.from({ length: 30 }, () => limit.take('a'))
  expect(taken.every(wait => wait === 0)).toBe(true)
  expect([limit.take('a') > 0, limit.take('b')]).toEqual([true, 0])
  now = 60_000
  expect(limit.take('a')).toBe(0)
})
