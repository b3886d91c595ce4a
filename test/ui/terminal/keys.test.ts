import { describe, expect, test } from 'vitest'
import { createDecoder, type Token } from '../../../src/ui/terminal/keys.ts'

const key = (name: string): Token => ({ key: name })
const text = (of: string): Token => ({ text: of })
const bytes = (of: string) => Buffer.from(of)

/** Everything in one chunk, and then nothing more. */
function decode(input: string | Uint8Array): Token[] {
  const decoder = createDecoder()
  const first = decoder.push(typeof input === 'string' ? bytes(input) : input)
  return [...first, ...(decoder.waiting ? decoder.flush() : [])]
}

const KEYS: readonly (readonly [string, readonly Token[]])[] = [
  ['jk', [text('jk')]],
  ['a b', [text('a b')]],
  ['日本👩‍💻é', [text('日本👩‍💻é')]],
  ['\r', [key('Enter')]],
  ['\n', [key('C-j')]],
  ['\t\x1b[Z', [key('Tab'), key('BTab')]],
  ['\x7f\b', [key('BSpace'), key('C-h')]],
  ['\0\x01\x1a\x1c\x1d\x1e\x1f', ['C-Space', 'C-a', 'C-z', 'C-\\', 'C-]', 'C-^', 'C-_'].map(key)],
  ['x\ry', [text('x'), key('Enter'), text('y')]],
  ['\x1b', [key('Escape')]],
  ['\x1b\x1b', [key('Escape'), key('Escape')]],
  ['\x1bx', [key('M-x')]],
  ['\x1b ', [key('M-Space')]],
  ['\x1b\r', [key('M-Enter')]],
  ['\x1b\x01', [key('C-M-a')]],
  ['\x1b[A\x1b[B\x1b[C\x1b[D', ['Up', 'Down', 'Right', 'Left'].map(key)],
  ['\x1bOA\x1bOH\x1bOF', ['Up', 'Home', 'End'].map(key)],
  ['\x1b[1;5D\x1b[1;2A\x1b[1;3C\x1b[1;8B', ['C-Left', 'S-Up', 'M-Right', 'C-M-S-Down'].map(key)],
  ['\x1bO5A', [key('C-Up')]],
  ['\x1b\x1b[A', [key('M-Up')]],
  ['\x1b[H\x1b[F\x1b[1~\x1b[4~', ['Home', 'End', 'Home', 'End'].map(key)],
  ['\x1b[2~\x1b[3~\x1b[5~\x1b[6~', ['IC', 'DC', 'PPage', 'NPage'].map(key)],
  ['\x1b[3;5~', [key('C-DC')]],
  ['\x1bOP\x1bOQ\x1bOR\x1bOS', ['F1', 'F2', 'F3', 'F4'].map(key)],
  ['\x1b[[A\x1b[[E\x1b[15~\x1b[24~', ['F1', 'F5', 'F5', 'F12'].map(key)],
  ['\x1b[1;2R\x1b[1;5P', [key('S-F3'), key('C-F1')]],
  ['\x1bOM\x1bOp', [key('Enter'), text('0')]],
  // CSI u and modifyOtherKeys
  ['\x1b[97;5u', [key('C-a')]],
  ['\x1b[27;5;97~', [key('C-a')]],
  ['\x1b[13;2u\x1b[9;2u\x1b[27u', ['S-Enter', 'BTab', 'Escape'].map(key)],
  ['\x1b[97u\x1b[97;2u', [text('aA')]],
  ['\x1b[97;3u', [key('M-a')]],
  ['\x1b[97;1:3u', []],
  // pastes keep everything, line ends and escapes included
  ['\x1b[200~a\rb\x1b[31m\x1b[201~c', [{ paste: 'a\rb\x1b[31m' }, text('c')]],
  ['\x1b[200~\x1b[201~', [{ paste: '' }]],
  // replies are nobody's keys
  ['\x1b[?1;2c\x1b[>41;350;0c', []],
  ['\x1b[24;80R', []],
  ['\x1b[I\x1b[O', []],
  ['\x1b[?2026;2$y\x1b[0n\x1b[8;24;80t', []],
  ['\x1b]11;rgb:0000/0000/0000\x07', []],
  ['\x1b]11;rgb:0000/0000/0000\x1b\\x', [text('x')]],
  ['\x1bP>|tmux 3.5\x1b\\', []],
  ['\x1b_Gi=1;OK\x1b\\', []],
  // mouse
  ['\x1b[<0;10;20M', [{ mouse: { kind: 'press', button: 0, x: 9, y: 19 } }]],
  ['\x1b[<0;10;20m', [{ mouse: { kind: 'release', button: 0, x: 9, y: 19 } }]],
  [
    '\x1b[<64;1;1M\x1b[<65;1;1M',
    [
      { mouse: { kind: 'wheel', button: -1, x: 0, y: 0 } },
      { mouse: { kind: 'wheel', button: 1, x: 0, y: 0 } },
    ],
  ],
  ['\x1b[<35;5;5M', []],
]

describe('decodes', () => {
  test.each(KEYS)('%j', (input, tokens) => {
    expect(decode(input)).toEqual(tokens)
  })
})

/** Tokens with runs of text in one piece, however the chunks were cut. */
function joined(tokens: readonly Token[]): Token[] {
  const all: Token[] = []
  for (const token of tokens) {
    const last = all.at(-1)
    if (last && 'text' in last && 'text' in token) all.splice(-1, 1, text(last.text + token.text))
    else all.push(token)
  }
  return all
}

describe('cut at every byte', () => {
  test.each(KEYS)('%j', (input, tokens) => {
    const whole = bytes(input)
    for (let cut = 1; cut < whole.length; cut++) {
      const decoder = createDecoder()
      const parts = [...decoder.push(whole.subarray(0, cut)), ...decoder.push(whole.subarray(cut))]
      if (decoder.waiting) parts.push(...decoder.flush())
      expect(joined(parts)).toEqual(tokens)
    }
  })

  test('one byte after the other', () => {
    for (const [input, tokens] of KEYS) {
      const decoder = createDecoder()
      const parts = Array.from(bytes(input), byte => decoder.push(Uint8Array.of(byte))).flat()
      if (decoder.waiting) parts.push(...decoder.flush())
      expect(joined(parts), JSON.stringify(input)).toEqual(tokens)
    }
  })
})

describe('fuzz', () => {
  // A generator of our own: a failing seed can be run again.
  const random = (seed: number) => () => {
    seed = (seed * 1_103_515_245 + 12_345) & 0x7fffffff
    return seed / 0x7fffffff
  }

  test('sequences in any order and in any pieces give the same tokens', () => {
    for (let seed = 1; seed <= 300; seed++) {
      const next = random(seed)
      // A sequence that begins with ESC alone would swallow what follows: Escape is a matter of time.
      const some = Array.from({ length: 12 }, () => KEYS[Math.floor(next() * KEYS.length)]).filter(
        each => each && !/^\x1b\x1b?$/.test(each[0]),
      )
      const whole = bytes(some.map(each => each?.[0]).join(''))
      const decoder = createDecoder()
      const tokens: Token[] = []
      for (let at = 0; at < whole.length; ) {
        const end = at + 1 + Math.floor(next() * 5)
        tokens.push(...decoder.push(whole.subarray(at, end)))
        at = end
      }
      expect(joined(tokens), `seed ${seed}`).toEqual(joined(some.flatMap(each => each?.[1] ?? [])))
    }
  })

  test('any bytes at all are taken without a throw, and typing goes on after them', () => {
    for (let seed = 1; seed <= 300; seed++) {
      const next = random(seed)
      const decoder = createDecoder()
      const noise = Uint8Array.from({ length: 40 }, () =>
        next() < 0.3 ? 0x1b : Math.floor(next() * 256),
      )
      decoder.push(noise)
      for (let times = 0; times < 3; times++) decoder.flush()
      // Only a paste that has begun may hold what comes: it ends where it says.
      const tokens = decoder.push(bytes('\x1b[201~\x1b\\q'))
      expect(tokens.length, `seed ${seed}`).toBeGreaterThan(0)
    }
  })
})

test('broken UTF-8 becomes a replacement, and what follows is read', () => {
  expect(decode(Uint8Array.of(0xc3, 0x28, 0x61))).toEqual([text('\ufffd(a')])
})

test('a paste without end comes in pieces and loses nothing', () => {
  const decoder = createDecoder()
  const piece = 'x'.repeat(100_000)
  const tokens = decoder.push(bytes('\x1b[200~'))
  for (let times = 0; times < 30; times++) tokens.push(...decoder.push(bytes(piece)))
  tokens.push(...decoder.push(bytes('\x1b[201~q')))
  const pasted = tokens.flatMap(token => ('paste' in token ? [token.paste] : [])).join('')
  expect(pasted).toBe(piece.repeat(30))
  expect(tokens.length).toBeGreaterThan(2)
  expect(tokens.at(-1)).toEqual(text('q'))
})

test('a lone ESC waits for more and is Escape when none comes', () => {
  const decoder = createDecoder()
  expect(decoder.push(bytes('\x1b'))).toEqual([])
  expect(decoder.waiting).toBe(true)
  expect(decoder.flush()).toEqual([key('Escape')])
  expect(decoder.waiting).toBe(false)
})

test.each([
  ['\x1b]11;rgb:0000', '/0000/0000\x07q'],
  ['\x1b[<0;1', '0;20mq'],
  ['\x1bP>|tm', 'ux\x1b\\q'],
])('the rest of %j is not typed, however late it comes', (start, end) => {
  const decoder = createDecoder()
  const tokens = decoder.push(bytes(start))
  expect(decoder.waiting).toBe(false)
  tokens.push(...decoder.flush(), ...decoder.push(bytes(end)))
  expect(tokens.filter(token => !('mouse' in token))).toEqual([text('q')])
})

test('a reply without end does not swallow the keys after it', () => {
  expect(decode('\x1b]11;rgb\rq')).toEqual([key('Enter'), text('q')])
  expect(decode('\x1b]11;rgb\x1b[Aq')).toEqual([key('Up'), text('q')])
})

test('a long paste comes in the same pieces however its bytes were cut, and no pair is cut in half', () => {
  const long = `x${'\u{1f600}'.repeat(1.3 * 2 ** 20)}\x1b[31m`
  const input = bytes(`\x1b[200~${long}\x1b[201~after`)
  const whole = createDecoder().push(input)
  const decoder = createDecoder()
  const cut: Token[] = []
  for (let at = 0; at < input.length; at += 4093)
    for (const token of decoder.push(input.subarray(at, at + 4093))) cut.push(token)
  expect(cut.length).toBe(4)
  expect(JSON.stringify(cut) === JSON.stringify(whole)).toBe(true)
  const pasted = cut.flatMap(token => ('paste' in token ? [token.paste] : []))
  expect(pasted.every(each => each.isWellFormed())).toBe(true)
  expect(pasted.join('') === long).toBe(true)
  expect(cut.at(-1)).toEqual(text('after'))
})
