import { describe, expect, test } from 'vitest'
import { mentionFor, textFor } from '../../../src/state/agents/mention-form.ts'
import { findMentions, mentionAt } from '../../../src/state/files/mention.ts'

const paths = (text: string) => findMentions(text).map(({ path }) => path)

test('mentions are found where a word begins, without what ends the sentence', () => {
  expect(paths('see @src/a.ts, @"my notes.md" and (@b/c).')).toEqual([
    'src/a.ts',
    'my notes.md',
    'b/c',
  ])
  expect(paths('mail ana@example.org, @@ @ a@b')).toEqual([])
  expect(paths('@./x.ts:12: fails')).toEqual(['./x.ts:12'])
  const [mention] = findMentions('do @"a b" now')
  expect('do @"a b" now'.slice(mention?.start, mention?.end)).toBe('@"a b"')
})

test('what is being written is known by the cursor', () => {
  expect(mentionAt('fix @src/ma and', 11)).toEqual({ start: 4, end: 11, path: 'src/ma' })
  expect(mentionAt('fix @"my no', 11)).toEqual({ start: 4, end: 11, path: 'my no' })
  expect(mentionAt('fix @', 5)).toEqual({ start: 4, end: 5, path: '' })
  expect(mentionAt('fix @a b', 8)).toBe(null)
})

describe('each agent gets the form that it understands', () => {
  test.each([
    ['claude', 'a.ts', '@a.ts'],
    ['gemini', 'a b.ts', '@"a b.ts"'],
    ['opencode', 'a(1).ts', '@"a(1).ts"'],
    ['codex', 'a.ts', 'a.ts'],
    ['codex', 'a b.ts', '"a b.ts"'],
    ['aider', 'a.ts', 'a.ts'],
  ])('%s %s', (agent, path, form) => {
    expect(mentionFor(agent, path)).toBe(form)
  })

  test('in a text', () => {
    const text = 'compare @a.ts and @"b c.ts".'
    expect(textFor('claude', text)).toBe('compare @a.ts and @"b c.ts".')
    expect(textFor('codex', text)).toBe('compare a.ts and "b c.ts".')
  })
})
