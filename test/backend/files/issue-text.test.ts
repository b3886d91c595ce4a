import { expect, test } from 'vitest'
import * as z from 'zod'
import { issueText } from '../../../src/backend/files/issue-text.ts'

const said = (schema: z.ZodType, value: unknown) => {
  const { error } = schema.safeParse(value)
  return error?.issues.map(({ message }) => issueText(message))
}

test.each([
  [z.array(z.string()), 'a', 'the value must be a list, not a text'],
  [z.object({}), [], 'the value must be an object, not a list'],
  [z.string(), undefined, 'the value is missing'],
  [z.boolean(), 1, 'the value must be true or false, not a number'],
  [z.number().int(), 1.5, 'the value must be a whole number'],
  [z.literal(1), 2, 'the value must be 1'],
  [z.enum(['s', 'm']), 'x', 'the value must be one of "s", "m"'],
  [z.number().min(1), 0, 'the value must be at least 1'],
  [z.number().max(9), 10, 'the value must be at most 9'],
  [z.string().min(1), '', 'the value must have at least 1 character'],
  [z.array(z.string()).max(2), ['a', 'b', 'c'], 'the value must have at most 2 items'],
  [z.string().regex(/^a/, 'must begin with a'), 'b', 'must begin with a'],
])('a misfit in plain words: %#', (schema, value, text) => {
  expect(said(schema, value)).toEqual([text])
})
