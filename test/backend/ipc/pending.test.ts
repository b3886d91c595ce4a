import { expect, test } from 'vitest'
import { createPending } from '../../../src/backend/ipc/pending.ts'
import type { LentCommand } from '../../../src/backend/ipc/protocol.ts'
import type { Receipt, SendMode } from '../../../src/state/model/receipt.ts'
import { clean } from '../../../src/state/text/clean.ts'

const target = (host: string) => ({ host, server: '1:2', pane: '%0' })
const text = (mode: SendMode): LentCommand => ({
  type: 'broadcast',
  id: 7,
  text: 'x',
  how: { mode, deadline: 1000 },
  targets: ['a', 'b', 'c'].map(host => ({ target: target(host), from: 'text' })),
})
const queued = (...hosts: readonly string[]): LentCommand => ({
  type: 'broadcast',
  id: 8,
  text: 'x',
  how: { mode: 'submit', deadline: 1000, queue: true },
  targets: hosts.map(host => ({ target: target(host), from: 'text' })),
})
const receipt = (host: string, given: Receipt) =>
  ({ type: 'receipt', id: 7, target: target(host), receipt: given }) as const

/** What is told of each host when the lender goes after `a` was taken and `b` was settled. */
function afterLoss(mode: SendMode): readonly unknown[] {
  const debt = createPending()
  debt.note(text(mode))
  debt.settle(receipt('a', { word: 'delivered', open: true }))
  debt.settle(receipt('b', { word: 'submitted', open: false }))
  const told = debt.fail()
  expect(debt.fail()).toEqual([])
  return told
}

const unsure = (host: string) => ({
  type: 'receipt',
  id: 7,
  target: target(host),
  receipt: {
    word: 'failed',
    open: false,
    typed: 'unsure',
    failure: expect.objectContaining({ kind: 'lost', host }),
  },
})

test.each(['submit', 'enter', 'enter-delayed'] as const)(
  'where the lender goes, nobody knows of an Enter (%s)',
  mode => {
    expect(afterLoss(mode)).toEqual([unsure('a'), unsure('c')])
  },
)

test.each(['no-enter', 'literal', 'keys', 'enter-literal'] as const)(
  'what was taken whole stays so (%s)',
  mode => {
    expect(afterLoss(mode)).toEqual([receipt('a', { word: 'delivered', open: false }), unsure('c')])
  },
)

test('only a text that was queued, and has not begun, may still wait at the lender', () => {
  const debt = createPending()
  debt.note(text('submit'))
  expect(debt.held()).toEqual([])
  debt.note(queued('a', 'b'))
  debt.settle({ ...receipt('a', { word: 'waiting', open: true, held: 'pane' }), id: 8 })
  debt.settle({ ...receipt('b', { word: 'delivered', open: true }), id: 8 })
  expect(debt.held()).toEqual([8])
  debt.settle({ ...receipt('a', { word: 'refused', open: false, typed: 'nothing' }), id: 8 })
  expect(debt.held()).toEqual([])
})

test('commands go out under names of their own, and come back under those of their askers', () => {
  const debt = createPending()
  const started = { type: 'new-session', host: 'a', ref: 'new' } as const
  const named = ['one', 'two'].map(name => debt.note({ ...started, name }))
  const [one, two] = named.map(command => ('ref' in command ? command.ref : undefined))
  expect(one).not.toBe(two)
  const event = { type: 'started', host: 'a', session: '$1', name: clean('one') } as const
  expect(debt.settle({ ...event, ref: one })).toEqual({ ...event, ref: 'new' })
  expect(debt.fail()).toEqual([
    {
      type: 'failed',
      ref: 'new',
      failure: expect.objectContaining({
        kind: 'lost',
        why: 'it is not known whether the session was started',
      }),
    },
  ])
})

test('a search that is open when the lender goes has failed, one that was answered has not', () => {
  const debt = createPending()
  const search = (host: string) =>
    ({
      type: 'search',
      ...{ search: 1, host, pattern: 'x', lines: 10 },
      ...{ fixed: true, ignoreCase: false },
    }) as const
  for (const host of ['a', 'b']) debt.note(search(host))
  debt.settle({ type: 'found', search: 1, host: 'a', hits: [] })
  expect(debt.fail()).toEqual([
    {
      ...{ type: 'search-failed', search: 1, host: 'b' },
      failure: expect.objectContaining({
        ...{ kind: 'lost', host: 'b' },
        hint: 'Nothing was changed: try again.',
      }),
    },
  ])
})
