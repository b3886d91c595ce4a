import { readdirSync, readFileSync } from 'node:fs'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, test } from 'vitest'
import { createScreenReader, toLines } from '../../../src/backend/tmux/screen.ts'
import { randomFrom } from '../../ui/paint/random.ts'

const folder = new URL('../../fixtures/screen/', import.meta.url)
const read = (name: string): Buffer => readFileSync(new URL(name, folder))
const names = readdirSync(folder).filter(name => name.endsWith('.capture'))

test.each(names)('%s becomes its lines', name => {
  const wanted = read(name.replace('.capture', '.lines')).toString().trimEnd().split('\n')
  expect(toLines(read(name)).map(line => JSON.stringify(line))).toEqual(wanted)
})

/** Text and canonical SGR: nothing that moves, asks, names or rings. */
const safe = /^(?:\x1b\[[\d;]*m|[^\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069])*$/

test('no bytes at all get anything but text and colours through', () => {
  const random = randomFrom(7)
  const alphabet = [
    '\x1b',
    '\x1b[',
    '\x1b]',
    '\x1bP',
    '\x9b',
    '\x9d',
    '\x07',
    '\x1b\\',
    ';',
    ':',
    '?',
    '1049h',
    '31',
    'm',
    '\x0e',
    '\t',
    '\r',
    'a',
    '日',
    '\x00',
    '\n',
  ]
  for (let round = 0; round < 3000; round++) {
    const parts = Array.from({ length: 30 }, () => alphabet[Math.floor(random() * alphabet.length)])
    const capture = Buffer.from(parts.join(''), random() < 0.5 ? 'utf8' : 'latin1')
    for (const line of toLines(capture)) expect(line).toMatch(safe)
  }
})

test('a line of unchanged bytes stays the same string until the style before it changes', () => {
  const reader = createScreenReader()
  const [first, second] = reader.read(Buffer.from('\x1b[31ma\nb日\n'))
  expect(reader.read(Buffer.from('\x1b[31ma\nb日\n'))).toEqual([first, second])
  expect(reader.read(Buffer.from('\x1b[32ma\nb日\n'))[1]).toBe('\x1b[32mb日\x1b[0m')
  expect(reader.read(Buffer.from('x\nb日\n'))[1]).toBe('b日')
})

test('an empty capture has no lines, an empty line is one', () => {
  expect(toLines(Buffer.from(''))).toEqual([])
  expect(toLines(Buffer.from('\n'))).toEqual([''])
  expect(toLines(Buffer.from('a'))).toEqual(['a'])
})

test('a line that is kept does not keep the capture that it came in', () => {
  setFlagsFromString('--expose-gc')
  const collect: () => void = runInNewContext('gc')
  const reader = createScreenReader()
  collect()
  const before = process.memoryUsage().heapUsed
  const kept = Array.from({ length: 1000 }, (_, at) => {
    const rows = Array.from({ length: 500 }, (_, row) => `${row === 0 ? at : row}`.padEnd(100, '.'))
    return reader.read(Buffer.from(rows.join('\n')))[0]
  })
  collect()
  // All of what was read is 50 MB.
  expect(process.memoryUsage().heapUsed - before).toBeLessThan(10_000_000)
  expect(new Set(kept).size).toBe(1000)
})
