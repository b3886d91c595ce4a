import { expect, test } from 'vitest'
import { filterHistory } from '../../../src/state/shared-history/history-filter.ts'
import { mergeHistory } from '../../../src/state/shared-history/merge-history.ts'

const NOW = Date.UTC(2026, 0, 31)
const line = (id: string, timestamp: number, more: object = {}) =>
  JSON.stringify({ id, type: 'USER', timestamp, summary: `did ${id}`, projectPath: '/p', ...more })
const merge = (...writers: readonly (readonly string[])[]) =>
  mergeHistory(
    writers.map(([writer = '', ...lines]) => ({ writer, text: `${lines.join('\n')}\n` })),
    NOW,
  )
const ids = (...writers: readonly (readonly string[])[]) => merge(...writers).map(({ id }) => id)

test('newest first; at one time by writer, then the later line', () => {
  expect(ids(['a', line('1', 10), line('2', 30)], ['b', line('3', 30), line('4', 30)])).toEqual([
    '2',
    '4',
    '3',
    '1',
  ])
})

test('an id counts once, as the first writer has it', () => {
  const [entry, ...others] = merge(
    ['own', line('1', 10, { summary: 'mine' })],
    ['other', line('1', 20, { summary: 'not mine' })],
  )
  expect([entry?.summary, others]).toEqual(['mine', []])
})

test.each([
  ['half a line', '{"id":"1","type":"USER","times'],
  ['no object', '7'],
  ['no id', '{"type":"USER","timestamp":1,"summary":"x"}'],
  ['no time', '{"id":"1","type":"USER","summary":"x"}'],
  ['10 MB', `{"id":"1","type":"USER","timestamp":1,"summary":"${'x'.repeat(10 << 20)}"}`],
  ['deep', `${'['.repeat(100_000)}`],
])('a line that is no entry is skipped: %s', (_, bad) => {
  expect(ids(['a', line('0', 1), bad, line('2', 2)])).toEqual(['2', '0'])
})

test('fields of the wrong kind are as if they were not there', () => {
  const [entry] = merge(['a-1', line('1', 1, { type: 'X', success: 'no', usageStats: 7, user: 3 })])
  expect(entry).toEqual({
    id: '1',
    type: 'AUTO',
    timestamp: 1,
    summary: 'did 1',
    project: '/p',
    machine: 'a-1',
  })
})

test('the machine is that of the line, else of the file, without the id of an installation', () => {
  const machines = merge(
    ['laptop-3f9a01bc', line('1', 3)],
    ['PEDTOME', line('2', 2)],
    ['x', line('3', 1, { hostname: 'gpu-01' })],
  ).map(({ machine }) => machine)
  expect(machines).toEqual(['laptop', 'PEDTOME', 'gpu-01'])
})

test('a clock that is a day ahead does not stand above all others', () => {
  const [first] = merge(['a', line('1', NOW + 86_400_000), line('2', NOW + 1000)])
  expect([first?.id, first?.timestamp]).toEqual(['2', NOW + 1000])
})

test('what it says is clean: no escape, no other direction', () => {
  const [entry] = merge([
    'a',
    line('1', 1, { summary: '\u001b[31mred\u202e', fullResponse: 'a\u0007\nb' }),
  ])
  expect([entry?.summary, entry?.answer]).toEqual(['red', 'a\nb'])
})

test('the newest 5,000 of a writer', () => {
  const lines = Array.from({ length: 5002 }, (_, at) => line(String(at), at))
  const all = ids(['a', ...lines])
  expect([all.length, all.at(-1)]).toEqual([5000, '2'])
})

test('filters by text, person, machine, session and age', () => {
  const entries = merge(
    ['a', line('1', 10, { user: 'ann', sessionName: 'h/s', fullResponse: 'Deployed' })],
    ['b', line('2', 20, { user: 'bob' })],
  )
  const found = (filter: Parameters<typeof filterHistory>[1]) =>
    filterHistory(entries, filter).map(({ id }) => id)
  expect(found({ text: 'deploy' })).toEqual(['1'])
  expect(found({ person: 'bob' })).toEqual(['2'])
  expect(found({ machine: 'a' })).toEqual(['1'])
  expect(found({ session: 'h/s' })).toEqual(['1'])
  expect(found({ since: 15 })).toEqual(['2'])
  expect(found({})).toEqual(['2', '1'])
})
