import { expect, test } from 'vitest'
import { figureText, goalText, median, percentile, ratioText } from '../../bench/figure.ts'
import { childrenTime, MODELS } from '../../bench/model.ts'
import { rounds } from '../../bench/rounds.ts'
import { type Goal, type Row, reason, verdictOf } from '../../bench/row.ts'

test('the median and the percentile are figures that were measured', () => {
  expect(median([5, 1, 3])).toBe(3)
  expect(median([4, 1, 3, 2])).toBe(3)
  expect(percentile([...Array(100).keys()], 0.95)).toBe(95)
  expect(percentile([7], 0.95)).toBe(7)
  expect(() => median([])).toThrow('nothing was measured')
})

test('a busy machine takes fewer rounds, but two at least', () => {
  let clock = 0
  const count = (most: number) => {
    clock = 0
    return [...rounds(most, 100, () => clock++ * 30)]
  }
  expect([...rounds(3, 1000, () => 0)]).toEqual([0, 1, 2, 3])
  expect(count(9)).toEqual([0, 1, 2, 3, 4, 5])
  expect([...rounds(9, -1)]).toEqual([0, 1, 2])
})

test.each([
  [0, 'B', '0 B'],
  [0.0284, 'ms', '0.028 ms'],
  [9.784, 'ms', '9.78 ms'],
  [46.71, 'ms', '46.7 ms'],
  [9_999.4, 'ms', '9,999 ms'],
  [10_000, 'ms', '10.0 s'],
  [1_234_567, '/min', '1,234,567 /min'],
] as const)('%d %s is written %s', (value, unit, text) => {
  expect(figureText(value, unit)).toBe(text)
})

const row = (ours: number, figure: number, goal?: Goal): Row => ({
  what: 'a row',
  unit: 'ms',
  ours,
  other: { name: 'the other', figure },
  goal,
})

test.each([
  [row(10, 200, { kind: 'faster', times: 20 }), 'met', '20.0x'],
  [row(10, 199, { kind: 'faster', times: 20 }), 'MISSED', '19.9x'],
  [row(15, 10, { kind: 'within', times: 1.5 }), 'met', '1.50x'],
  [row(16, 10, { kind: 'within', times: 1.5 }), 'MISSED', '1.60x'],
  [row(40, 80, { kind: 'most', value: 40 }), 'met', '2.00x'],
  [row(41, 80, { kind: 'most', value: 40 }), 'MISSED', '1.95x'],
  [row(10, 2000), '', '200x'],
  [row(0, 2000, { kind: 'most', value: 0 }), 'met', ''],
] as const)('%j: %s, %s', (measured, verdict, ratio) => {
  expect(verdictOf(measured)).toBe(verdict)
  expect('why' in measured ? null : ratioText(measured)).toBe(ratio)
})

test('a goal that compares is not met where there is nothing to compare with', () => {
  const alone = { what: 'a', unit: 'ms', ours: 1, goal: { kind: 'within', times: 2 } } as const
  expect(verdictOf(alone)).toBe('')
})

test('goals say which way they go', () => {
  expect(goalText({ kind: 'faster', times: 20 }, 'ms')).toBe('>= 20x')
  expect(goalText({ kind: 'within', times: 1.2 }, 'ms')).toBe('<= 1.2x')
  expect(goalText({ kind: 'most', value: 1 }, '%')).toBe('<= 1 %')
})

test('the reason of a failure is its last line', () => {
  expect(reason(new Error('Command failed: pdsh\npdsh: no such host\n'))).toBe('pdsh: no such host')
  const crash = 'Command failed: node\nTypeError: it is no function\n    at x\n\nNode.js v24.21.0'
  expect(reason(new Error(crash))).toBe('TypeError: it is no function')
})

test('the models start what they publish', () => {
  const aMinute = MODELS.map(({ name, rate }) => [name, Math.round(rate(64, 1000) * 60)])
  expect(aMinute).toEqual([
    ['model of atmux', 61_920],
    ['model of amplihack', 1064],
    ['model of claude-squad', 120_600],
    ['model of agent-deck', 1408],
  ])
})

test('what children took is read from the shell', () => {
  expect(childrenTime('0m0.00s 0m0.01s\n1m0.25s 0m0.50s\n')).toBeCloseTo(60_750)
  expect(() => childrenTime('sh: times: not found')).toThrow('no times')
})
