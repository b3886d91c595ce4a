import { describe, expect, test } from 'vitest'
import { makeQuestion } from '../../../src/state/model/agents/agent.ts'
import { makeCheck } from '../../../src/state/model/check.ts'
import { FailureError, makeFailure, sentence } from '../../../src/state/model/failure.ts'
import {
  clean,
  cleanLines,
  cleanName,
  LONGEST_NAME,
  LONGEST_TEXT,
  says,
} from '../../../src/state/text/clean.ts'

const HOSTILE = 'a\x1b]52;c;cm0gLXJm\x07b\x1b[2Jc\x9b31md\r\n\te\u202ef\u200bg\ud800h\x7f'

describe('a text of a host', () => {
  test.each([
    ['a clipboard write', 'a\x1b]52;c;cm0gLXJm\x07b', 'ab'],
    ['a title that never ends', 'a\x1b]0;title', 'a'],
    ['colours', '\x1b[31mred\x1b[0m', 'red'],
    ['8-bit controls', 'a\x9b2Jb\x9d52;c;x\x9cc', 'abc'],
    ['a device string', 'a\x1bPq#0\x1b\\b', 'ab'],
    ['line ends and tabs', 'a\r\nb\tc', 'a  b c'],
    ['a bell, a backspace, a NUL', 'a\x07b\x08c\0d', 'abcd'],
    ['a turned reading direction', 'exe\u202etxt.\u2066x\u2069', 'exetxt.x'],
    ['what is not drawn', 'a\u200bb\ufeffc\u{e0041}', 'abc'],
    ['a line end behind plain text', 'ab\n', 'ab '],
    ['half a character', 'a\ud800b', 'a\ufffdb'],
  ])('loses %s', (_, text, plain) => expect(clean(text)).toBe(plain))

  test('keeps what people write', () => {
    for (const text of ['日本語', '👩‍💻 crew', 'é e\u0301', 'naïve – “quoted”', '#{pid} $HOME'])
      expect(clean(text)).toBe(text)
  })

  test('is clean once and for all, and not longer than it may be', () => {
    expect(clean(clean(HOSTILE))).toBe(clean(HOSTILE))
    expect(clean('x'.repeat(10 * LONGEST_TEXT))).toHaveLength(LONGEST_TEXT)
    expect(cleanName(`${'x'.repeat(LONGEST_NAME - 2)}👍👍`).isWellFormed()).toBe(true)
  })

  test('in a sentence of ours is cleaned with it', () => {
    expect(says`${HOSTILE} is gone`).toBe(`${clean(HOSTILE)} is gone`)
  })
})

describe('a failure', () => {
  test('has clean words, whoever made it and wherever they came from', () => {
    const words = {
      kind: 'remote',
      host: HOSTILE,
      what: HOSTILE,
      why: HOSTILE,
      now: HOSTILE,
    } as const
    const told = sentence(makeFailure(words))
    expect(told).not.toMatch(/[\p{Cc}\u202e]/u)
    expect(told).toContain('abcd')
    expect(sentence(new FailureError(words).failure)).toBe(told)
    expect(new FailureError(words).message).toBe(told)
  })
})

test('a question keeps its lines, and each of them, its keys and its labels are clean', () => {
  const text = 'Run?\n\x1b[2Jrm\u202e -rf'
  const choices = [{ key: '1\u200b', label: 'Yes\x07', current: true as const }]
  expect(makeQuestion({ kind: 'choice', text, choices })).toEqual({
    kind: 'choice',
    text: 'Run?\nrm -rf',
    choices: [{ key: '1', label: 'Yes', current: true }],
  })
  expect(cleanLines('a\n\nb')).toBe('a\n\nb')
})

test('a check says what a host said as plain text', () => {
  const words = {
    name: 'tmux',
    state: 'ok',
    found: '3.3a\x1b]52;c;eA==\x07',
    hint: 'a\nb',
  } as const
  expect(makeCheck(words)).toEqual({ name: 'tmux', state: 'ok', found: '3.3a', hint: 'a b' })
})
