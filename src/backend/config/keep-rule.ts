import { isDeepStrictEqual } from 'node:util'
import type { Rule } from '../../state/runs/rule-schema.ts'
import { configPath } from './config.ts'
import { editConfig } from './write.ts'

/** Adds a rule to the configuration unless the configuration has it already. Resolves with the file's path. */
export async function keepRule(rule: Rule, path = configPath()): Promise<string> {
  await editConfig((_, { runs }) => {
    const rules = runs?.rules ?? []
    if (rules.some(each => isDeepStrictEqual(each, rule))) return []
    return [[['runs', 'rules', rules.length], rule]]
  }, path)
  return path
}
