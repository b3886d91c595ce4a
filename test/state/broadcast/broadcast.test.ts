import { describe, expect, test } from 'vitest'
import { countReceipts, isSettled } from '../../../src/state/broadcast/receipts.ts'
import { whyInvalidText } from '../../../src/state/broadcast/validate-text.ts'
import { makeFailure } from '../../../src/state/model/failure.ts'
import type { Receipt } from '../../../src/state/model/receipt.ts'
import { parseTarget } from '../../../src/state/targets/target.ts'
import { readKeyNames } from '../../../src/state/text/key-name.ts'
import { down, fleet, later, pane, run, session, target, up } from '../fleet.ts'

const how = { mode: 'submit', deadline: 1000 } as const
const all = [target('lab1', 1), target('lab2', 1), parseTarget('lab1/none')]
const broadcast = { type: 'broadcast', targets: all, text: 'hi', how, ref: 'r' } as const
const receipt = (number: number, receipt: Receipt, id = 1) =>
  ({ type: 'receipt', id, target: target(`lab${number}`, 1), receipt }) as const
const done: Receipt = { word: 'echoed', open: false }
const late: Receipt = {
  word: 'failed',
  open: false,
  typed: 'nothing',
  failure: makeFailure({ kind: 'late', what: 'Late.' }),
}

describe('a broadcast', () => {
  test('is sent to all allowed recipients; the others are listed as refused', () => {
    const { state, commands } = run(fleet(), broadcast)
    expect(commands).toEqual([
      {
        type: 'broadcast',
        id: 1,
        text: 'hi',
        how: { ...how, refuseDrafts: true },
        targets: all.slice(0, 2).map(target => ({ target, from: 'text' })),
      },
    ])
    expect(state.broadcasts[0]?.rows.map(row => [row.name, row.receipt.word])).toEqual([
      ['lab1/api:0.0', 'waiting'],
      ['lab2/train:0.0', 'waiting'],
      ['lab1/none', 'refused'],
    ])
  })

  test('collects receipts, and is reported once when all are final', () => {
    const some = later(
      fleet(),
      broadcast,
      receipt(1, { word: 'delivered', open: true }),
      receipt(2, late),
    )
    expect(isSettled(some.broadcasts[0] as never)).toBe(false)
    expect(some.log).toEqual([])
    const settled = later(some, receipt(1, done), receipt(1, done))
    expect(countReceipts(settled.broadcasts[0]?.rows ?? [])).toMatchObject({
      echoed: 1,
      failed: 1,
      refused: 1,
    })
    expect(settled.log.map(entry => [entry.text, entry.tone, entry.ref])).toEqual([
      ['Sent to 1 of 3: 1 echoed, 1 failed, 1 refused.', 'bad', 'r'],
    ])
  })

  test('retry sends to those that did not get it, checks them again, and keeps the number', () => {
    const settled = later(fleet(), broadcast, receipt(1, done), receipt(2, late))
    const cured = up(settled, 'lab1', [session(1, 'api'), session(5, 'none')])
    const { state, commands } = run(cured, { type: 'retry', id: 1, ref: 'again' })
    expect(commands).toMatchObject([
      {
        id: 1,
        text: 'hi',
        targets: [
          { target: target('lab2', 1), from: 'text' },
          { target: target('lab1', 5), from: 'text' },
        ],
      },
    ])
    expect(state.broadcasts).toHaveLength(1)
    expect(state.broadcasts[0]?.rows.map(row => row.receipt.word)).toEqual([
      'echoed',
      'waiting',
      'waiting',
    ])
    const end = later(state, receipt(2, done), { ...receipt(1, done), target: target('lab1', 5) })
    expect(end.log.at(-1)).toMatchObject({
      text: 'Sent to 3 of 3: 3 echoed.',
      tone: 'good',
      ref: 'again',
    })
  })

  test('retry presses only Enter if the text is already in the pane, even after a refusal', () => {
    const half: Receipt = { ...late, typed: 'text' }
    const settled = later(fleet(), broadcast, receipt(1, done), receipt(2, half))
    const gone = later(down(settled, 'lab2'), { type: 'retry', id: 1 })
    expect(gone.broadcasts[0]?.rows[1]?.receipt).toMatchObject({ word: 'refused', typed: 'text' })
    const { commands } = run(up(gone, 'lab2', [session(1, 'train')]), { type: 'retry', id: 1 })
    expect(commands).toMatchObject([{ targets: [{ target: target('lab2', 1), from: 'enter' }] }])
  })

  test('retry skips panes where the text may have arrived, unless requested', () => {
    const settled = later(
      fleet(),
      { ...broadcast, targets: all.slice(0, 2) },
      receipt(1, done),
      receipt(2, { ...late, typed: 'unsure' }),
    )
    const refused = run(settled, { type: 'retry', id: 1 })
    expect(refused.commands).toEqual([])
    expect(refused.state.log.at(-1)?.text).toContain('in 1 pane, so a retry could send it twice')
    expect(run(settled, { type: 'retry', id: 1, unsure: true }).commands).toMatchObject([
      { targets: [{ target: target('lab2', 1) }] },
    ])
  })

  test('interrupt sends C-c to panes that may have got the text', () => {
    const settled = later(fleet(), broadcast, receipt(1, done), receipt(2, late))
    const { commands } = run(settled, { type: 'interrupt', id: 1 })
    expect(commands).toEqual([
      {
        type: 'broadcast',
        id: 2,
        text: 'C-c',
        how: { mode: 'keys', deadline: 1000 },
        targets: [{ target: target('lab1', 1), from: 'text' }],
      },
    ])
  })

  test('interrupt says so where no pane can have got the text', () => {
    const settled = later(
      fleet(),
      { ...broadcast, targets: all.slice(0, 1) },
      receipt(1, { ...late, typed: 'nothing' }),
    )
    const { state, commands } = run(settled, { type: 'interrupt', id: 1 })
    expect(commands).toEqual([])
    expect(state.log.at(-1)?.text).toBe(
      'No pane can have received this text, so there is nothing to interrupt. Ctrl-C was not sent. To send it nevertheless: `fleetmux interrupt TARGET`.',
    )
  })

  test('a text that tmux cannot send is sent to no recipient', () => {
    const { state, commands } = run(fleet(), { ...broadcast, text: 'a\0b' })
    expect(commands).toEqual([])
    expect(state.broadcasts).toEqual([])
    expect(state.log.at(-1)).toMatchObject({
      ref: 'r',
      failure: { what: expect.stringContaining('NUL') },
    })
  })

  test('a broadcast without recipients fails immediately', () => {
    expect(later(fleet(), { ...broadcast, targets: [] }).log.at(-1)?.text).toBe(
      'No recipient was named, so nothing was sent. Name a pane as host/session, or mark sessions on the screen.',
    )
    expect(
      later(fleet(), { ...broadcast, targets: [parseTarget('lab1/none')] }).log.at(-1)?.text,
    ).toBe('Sent to 0 of 1: 1 refused.')
  })

  test('a pane that is named twice has one receipt', () => {
    const state = later(
      fleet(),
      { ...broadcast, targets: [target('lab1', 1), target('lab1', 1)] },
      receipt(1, done),
    )
    expect(state.broadcasts[0]?.rows.map(row => row.receipt.word)).toEqual(['echoed', 'refused'])
  })

  test('a limited number is stored, and numbers are never reused', () => {
    let state = fleet()
    for (let sent = 0; sent < 60; sent++)
      state = later(
        state,
        { ...broadcast, text: 'x'.repeat(sent > 50 ? 1_000_000 : 1) },
        receipt(1, done, sent + 1),
        receipt(2, done, sent + 1),
      )
    expect(state.broadcasts.at(-1)?.id).toBe(60)
    expect(state.broadcasts.length).toBeLessThanOrEqual(50)
    expect(state.broadcasts.filter(each => each.text.length > 1)).toHaveLength(4)
    expect(state.broadcasts.at(-1)?.rows[0]?.name).toBe('lab1/api:0.0')
    expect(pane('%1').inMode).toBe(false)
  })
})

test('unfinished broadcasts are kept, however many follow', () => {
  let state = fleet()
  for (let sent = 0; sent < 60; sent++)
    state = later(state, { ...broadcast, text: 'x'.repeat(1_000_000) })
  expect(state.broadcasts).toHaveLength(60)
  state = later(state, receipt(1, done, 1), receipt(2, done, 1), broadcast)
  expect(state.broadcasts.some(({ id }) => id === 1)).toBe(false)
})

describe('texts that tmux cannot send', () => {
  test.each([
    ['a\0', 'submit', 'NUL'],
    ['a\0', 'literal', 'NUL'],
    ['a\ud800b', 'submit', 'lone surrogate'],
    ['a\u001b[201~b', 'submit', 'end mark'],
    ['a\u001b[201~b', 'enter-delayed', 'end mark'],
    ['', 'no-enter', 'no text'],
    ['x'.repeat(1024 * 1024 + 1), 'submit', 'but at most 1048576 bytes can be sent'],
    ['', 'keys', 'No key was named'],
    ['Up Foo C-bar', 'keys', 'no key called "Foo", "C-bar"'],
  ] as const)('%j as %s', (text, mode, what) => {
    expect(whyInvalidText(text, { mode })?.what).toContain(what)
  })

  test.each([
    ['a\u001b[201~b', 'literal'],
    ['\u001b[200~ \u0001\u001f\u007f\u009b', 'submit'],
    ['', 'submit'],
    ['日'.repeat(349_525), 'submit'],
  ] as const)('%j as %s can be', (text, mode) => {
    expect(whyInvalidText(text, { mode })).toBeNull()
  })

  test('names of keys', () => {
    const known = 'C-c ^c M-x C-M-x S-Up Up up PgDn F12 Space BTab ; - ^ é M-é KP0'
    expect(readKeyNames(known).unknown).toEqual([])
    expect(readKeyNames('F13 C- Ctrl-c hello C-é MouseDown1Pane Any None').unknown).toEqual(
      'F13 C- Ctrl-c hello C-é MouseDown1Pane Any None'.split(' '),
    )
  })
})
