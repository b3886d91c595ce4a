import stringWidth from 'string-width'
import { expect, test } from 'vitest'
import { cut, cutCells, fit, pad, strip, width } from '../../../src/state/text/text.ts'
import { createFakeTerminal } from '../../ui/paint/terminal.ts'

const nasty = [
  'plain',
  '日本語',
  '漢',
  'e\u0301',
  'o\u0308\u0301\u0302\u0303\u0304\u0305',
  '\u1112\u1161\u11ab',
  '한글',
  '😀',
  '👩\u200d💻',
  '👨🏽\u200d🚀',
  '👨\u200d👩\u200d👧\u200d👦',
  '👍🏽',
  '🏽',
  '❤\ufe0f',
  '❤\ufe0f\u200d🔥',
  '☎\ufe0e',
  '1\ufe0f\u20e3',
  '🇩🇪',
  '🇩',
  '🇩🇪🇫',
  '🏴\u{e0067}\u{e0062}\u{e007f}',
  '⚡',
  '─│┤',
  '\ue0b0',
  'का',
  'क्ष',
  'ำ',
  'ශ්\u200dරී',
  'ｶﾞ',
  'a\u200bb',
  'a\u00adb',
  '\u3164',
  '\u115f',
  '\uffa0',
  '\ufeff',
  'a\u202eb\u202c',
  '\u2066x\u2069',
  'a\u2028b',
  '\u0600',
  '\ud800',
  '\ufffe',
  'a\tb',
  'a\nb',
  'a\x07b',
  '\u0301',
  'ﷺ',
]

test.each(nasty.map(text => [JSON.stringify(text), text]))(
  '%s: our width, Ink’s and the terminal’s are one',
  async (_, text) => {
    const terminal = createFakeTerminal(40, 2)
    terminal.write(strip(text))
    await terminal.text()
    expect(terminal.cursor().x).toBe(width(text))
    expect(stringWidth(strip(text))).toBe(width(text))
    expect(strip(strip(text))).toBe(strip(text))
  },
)

test('strip leaves one line of text', () => {
  expect(strip('a\x1b]0;title\x07b\x1b[31mc\x1b[2Jd\x9b1me\x1b]52;c;eA==\x1b\\f')).toBe('abcdef')
  expect(strip('a\r\nb\tc\x00\x7f\x85')).toBe('a  b c')
  expect(strip('x\x1b]0;never ended')).toBe('x')
  expect(strip('e\u0301👩\u200d💻🇩🇪')).toBe('e\u0301👩DE')
})

test('cut ends what does not fit, never in half a character', () => {
  expect(cut('日本語', 6)).toBe('日本語')
  expect(cut('日本語', 5)).toBe('日本…')
  expect(cut('日本語', 4)).toBe('日…')
  expect(cut('日本語', 3, '')).toBe('日')
  expect(cut('abc', 1)).toBe('…')
  expect(cut('abc', 0)).toBe('')
  expect(cut('e\u0301e\u0301e\u0301', 2)).toBe('e\u0301…')
})

test('pad and fit count cells', () => {
  expect(pad('日', 4)).toBe('日  ')
  expect(pad('7', 3, 'start')).toBe('  7')
  expect(fit('日本語', 4)).toBe('日… ')
  expect(fit('ab', 4)).toBe('ab  ')
})

test('cutCells keeps the colours of the cells it keeps', () => {
  const line = '\x1b[31mab\x1b[1mcd\x1b[0mef'
  expect(cutCells(line, 1, 3)).toBe('\x1b[31mb\x1b[0;1;31mcd\x1b[0m')
  expect(cutCells(line, 4, 9)).toBe('ef')
  expect(cutCells('\x1b[7m日本', 1, 2)).toBe('\x1b[7m  \x1b[0m')
  expect(cutCells('日本', 0, 3)).toBe('日 ')
  expect(cutCells('plain', 2, 2)).toBe('ai')
  expect(cutCells('ab', 5, 2)).toBe('')
})
