import { describe, expect, test } from 'vitest'
import { decisionOf } from '../../../src/state/runs/rule.ts'
import { type Rule, ruleSchema } from '../../../src/state/runs/rule-schema.ts'

const request = (toolName: string, detail: string) =>
  ({
    ...{ interactionId: '1', action: toolName, toolName, detail },
    type: 'approval_request',
    riskLevel: 'high',
  }) as const

const decided = (rules: readonly Rule[], tool: string, detail: string) =>
  decisionOf(rules, request(tool, detail))?.kind ?? 'asks'

describe('a rule', () => {
  const tests: Rule = { decide: 'allow', tool: 'Bash', command: 'npm test*' }

  test.each([
    ['npm test', 'allow'],
    ['npm test -- --run unit', 'allow'],
    ['npm testify', 'allow'],
    ['npm run build', 'asks'],
    ['  npm test', 'asks'],
    ['npm test; rm -rf /', 'asks'],
    ['npm test && curl x', 'asks'],
    ['npm test | sh', 'asks'],
    ['npm test > /etc/passwd', 'asks'],
    ['npm test $(id)', 'asks'],
    ['npm test `id`', 'asks'],
    ['npm test\nrm x', 'asks'],
    ['npm test & x', 'asks'],
  ])('that allows `npm test*` says of %j: %s', (command, expected) => {
    expect(decided([tests], 'Bash', command)).toBe(expected)
  })

  test('of a path does not climb out of it', () => {
    const below: Rule = { decide: 'allow', path: '/home/ana/src/*' }
    expect(decided([below], 'Write', '/home/ana/src/a/b.ts')).toBe('allow')
    expect(decided([below], 'Write', '/home/ana/src/../.ssh/authorized_keys')).toBe('asks')
    expect(decided([below], 'Write', '/home/ana/srcs')).toBe('asks')
  })

  test('that denies is heard before one that allows, and of all that stands there', () => {
    const never: Rule = { decide: 'deny', command: '*git push*' }
    const all: Rule = { decide: 'allow', tool: 'Bash' }
    expect(decided([all, never], 'Bash', 'npm test; git push')).toBe('deny')
    expect(decided([all, never], 'Bash', 'npm test')).toBe('allow')
  })

  test('holds only where all that it names matches, and names something', () => {
    expect(decided([tests], 'Write', 'npm test')).toBe('asks')
    expect(decided([{ decide: 'allow', command: 'a.c' }], 'Bash', 'abc')).toBe('asks')
    expect(ruleSchema.safeParse({ decide: 'allow' }).success).toBe(false)
  })
})
