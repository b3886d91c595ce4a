import { execFileSync } from 'node:child_process'
import { expect, test } from 'vitest'
import {
  isObjectId,
  quoteName,
  refNameError,
} from '../../../../src/backend/workspace/fetch/ref-name.ts'
import { checkConflicts, nameResults } from '../../../../src/backend/workspace/fetch/result-name.ts'
import { FailureError } from '../../../../src/state/model/failure.ts'

test.each(['main', 'feature/ü', 'a.b', 'v1.0/x', 'a@b', 'a-b', 'x{y', '日本'])(
  '%j is a branch',
  name => {
    expect(refNameError(`refs/heads/${name}`)).toBeNull()
  },
)

test.each([
  '',
  '/',
  'a/',
  '/a',
  'a//b',
  '.a',
  'a/.b',
  'a..b',
  '..',
  'a.',
  'a.lock',
  'a.lock/b',
  'a b',
  'a~1',
  'a^',
  'a:b',
  'a?',
  'a*',
  'a[b',
  'a\\b',
  'a@{1}',
  '@',
  '-a',
  '--all',
  'a\0b',
  'a\nb',
  'a\x7fb',
  'a\x1b]52;c;x\x07',
  'a\u202eb',
  'a\u200bb',
  'a\u2028b',
  'a\ufffdb',
  'a\ud800b',
  'x'.repeat(300),
  `${'a/'.repeat(600)}b`,
])('%j is none', name => {
  expect(refNameError(`refs/heads/${name}`)).not.toBeNull()
})

test.each([
  '',
  'HEAD',
  'refs',
  'refs/heads',
  'refs/tags/v1',
  'refs/replace/x',
  'refs/remotes/origin/main',
  'refs/fleetmux/other',
  '+refs/heads/a',
  'refs/heads/a:refs/heads/b',
  'refs/Heads/a',
  '__proto__',
])('%j is no ref that a host may name', name => {
  expect(refNameError(name)).not.toBeNull()
})

test('whatever it takes git takes too', () => {
  // Always the same: what fails once fails again.
  let seed = 20261128
  const next = (below: number) => {
    seed = (seed * 1103515245 + 12345) % 2 ** 31
    return Math.floor((seed / 2 ** 31) * below)
  }
  const pieces = [
    'a',
    'B',
    '.',
    '..',
    '/',
    '-',
    '@',
    '{',
    '@{',
    '.lock',
    ' ',
    '~',
    'ü',
    '\\',
    '*',
    '[',
  ]
  const names = Array.from({ length: 3000 }, () =>
    Array.from({ length: 1 + next(6) }, () => pieces[next(pieces.length)]).join(''),
  ).filter(name => refNameError(`refs/heads/${name}`) === null)
  expect(names.length).toBeGreaterThan(100)
  const script = 'for n; do git check-ref-format "refs/heads/$n" || printf "%s\\n" "$n"; done'
  const some = [...new Set(names)].slice(0, 150)
  expect(execFileSync('sh', ['-c', script, 'sh', ...some], { encoding: 'utf8' })).toBe('')
})

test('hashes are hashes', () => {
  expect(['a'.repeat(40), '0'.repeat(64)].every(isObjectId)).toBe(true)
  const none = ['', 'a'.repeat(39), 'A'.repeat(40), `${'a'.repeat(40)}\n`, '--stdin', 'HEAD']
  expect(none.some(isObjectId)).toBe(false)
})

test('a name in words has no escapes', () => {
  expect(quoteName('a\x1b[31m\x9b\u202e"b')).toBe('"a�[31m��\\"b"')
})

const named = (...names: string[]) =>
  nameResults({ refs: names.map(name => ({ name, sha: '' })), hasLogs: false, bundle: null })

function conflict(names: string[], there: string[] = [], ignoresCase = false): string {
  const all = names.map(name => (name.startsWith('refs/') ? name : `refs/heads/${name}`))
  try {
    checkConflicts(named(...all), { there, id: 'ID', host: 'h', ignoresCase })
    return ''
  } catch (thrown) {
    if (thrown instanceof FailureError) return thrown.failure.why ?? ''
    throw thrown
  }
}

test.each([
  [['a', 'a/b'], [], false, '"a/b" and "a"'],
  [['a/b/c', 'a'], [], false, '"a/b/c" and "a"'],
  [['a/b'], ['a'], false, '"a/b" and "a"'],
  [['a'], ['a/b/c'], false, '"a" and "a/b/c"'],
  [['a'], [''], false, '"a" and ""'],
  [['A', 'a'], [], true, '"a" and "A"'],
  [['A/x', 'a'], [], true, '"A/x" and "a"'],
  [['main'], ['Main'], true, '"main" and "Main"'],
  [['\u00fc', 'u\u0308'], [], true, 'cannot both'],
  [['HEAD', 'refs/fleetmux/head'], [], false, 'two branches called "HEAD"'],
])('%j beside %j (case ignored: %s)', (names, there, ignoresCase, why) => {
  expect(conflict(names, there, ignoresCase)).toContain(why)
})

test('what can be together may', () => {
  expect(conflict(['a', 'A', 'ab', 'a-b/c', 'refs/fleetmux/head'], ['a', 'x/y'])).toBe('')
  expect(conflict(['a', 'ab'], ['a', 'AC'], true)).toBe('')
  expect(conflict(['constructor', '__proto__', 'toString/x'], [])).toBe('')
})

test('what was not committed is no branch', () => {
  const names = [
    'refs/heads/Uncommitted',
    'refs/heads/uncommitted-2/x',
    'refs/fleetmux/uncommitted',
  ]
  expect(named(...names).at(-1)).toMatchObject({ name: 'uncommitted-3', isRest: true })
})
