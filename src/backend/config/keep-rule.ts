import { isDeepStrictEqual } from 'node:util'
import type { Rule } from '../../state/runs/rule-schema.ts'
import { configPath } from './config.ts'
import { editConfig } from './write.ts'

/**
 * Adds an approval rule, which decides what agents may do in runs, to the configuration unless it is already there.
 * Resolves with the path of the configuration file.
 */
export async function keepRule(rule: Rule, path = configPath()): Promise<string> {
  await editConfig((_, { runs }) => {
    const rules = runs?.rules ?? []
    if (rules.some(each => isDeepStrictEqual(each, rule))) return []
    return [[['runs', 'rules', rules.length], rule]]
  }, path)
  return path
}
