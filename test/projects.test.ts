import { globSync } from 'node:fs'
import { expect, test } from 'vitest'
import config from '../vitest.config.ts'

test('every pattern of a project matches a test, so that a renamed one does not change its project', () => {
  const lists = (config.test?.projects ?? []).flatMap(project =>
    typeof project === 'object' && 'test' in project
      ? [project.test?.include ?? [], (project.test?.exclude ?? []).filter(isOurs)]
      : [],
  )
  const patterns = [...new Set(lists.flat().flatMap(alternatives))]
  expect(patterns.length).toBeGreaterThan(50)
  expect(patterns.filter(pattern => globSync(pattern).length === 0)).toEqual([])
})

const isOurs = (pattern: string) => pattern.startsWith('test/')

/** The patterns that the names in braces stand for. */
function alternatives(pattern: string): readonly string[] {
  const [, before, names, after] = /^(.*\/)\{([^}*]*)\}(.*)$/.exec(pattern) ?? []
  return names === undefined ? [pattern] : names.split(',').map(name => `${before}${name}${after}`)
}
