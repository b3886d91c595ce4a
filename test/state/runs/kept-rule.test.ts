import { expect, test } from 'vitest'
import { type ApprovalRequest, ruleFor } from '../../../src/state/runs/kept-rule.ts'
import { decisionOf } from '../../../src/state/runs/rule.ts'
import { ruleSchema } from '../../../src/state/runs/rule-schema.ts'

const asks = (toolName: string, detail: string, action = toolName): ApprovalRequest => ({
  ...{ type: 'approval_request', interactionId: '1' },
  riskLevel: toolName === 'Write' ? 'medium' : 'high',
  ...{ toolName, detail, action },
})
const says = (rule: unknown, request: ApprovalRequest) =>
  decisionOf([ruleSchema.parse(rule)], request)?.kind ?? 'asks'

test.each([
  ['Bash', 'rm *.o', 'command'],
  ['Bash', 'npm test; echo "$(id)" \\* (a|b)', 'command'],
  ['Bash', '/usr/bin/make', 'command'],
  ['Write', '/home/ana/a*b.ts', 'path'],
  ['mcp__files__drop', '{"name":"x*"}', 'command'],
])('%s %s is decided alike from then on, and nothing else', (tool, detail, field) => {
  const request = asks(tool, detail)
  const rule = ruleFor(request, 'allow', {})
  expect(Object.keys(rule)).toEqual(['decide', 'tool', field])
  expect(says(rule, request)).toBe('allow')
  for (const other of [`${detail} x`, `x${detail}`, detail.replace('*', 'zz')])
    if (other !== detail) expect([other, says(rule, asks(tool, other))]).toEqual([other, 'asks'])
  expect(says(rule, asks(`${tool}2`, detail))).toBe('asks')
})

test('a wider one has to be about what is asked', () => {
  const request = asks('shell', 'npm test -- unit')
  const rule = ruleFor(request, 'allow', { command: 'npm test*' })
  expect(says(rule, asks('shell', 'npm test'))).toBe('allow')
  expect(says(rule, asks('shell', 'npm test; id'))).toBe('asks')
  expect(() => ruleFor(request, 'allow', { command: 'npm run*' })).toThrow('not match')
  expect(() => ruleFor(asks('shell', 'npm test; id'), 'allow', { command: 'npm*' })).toThrow()
})

test('what may have been cut is kept by no rule that repeats it', () => {
  expect(() => ruleFor(asks('Bash', 'x'.repeat(1000)), 'allow', {})).toThrow('too long')
})
