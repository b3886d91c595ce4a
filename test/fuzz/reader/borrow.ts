import { createJsonLines } from '../../../src/backend/ipc/json-lines.ts'
import { readClientMessage, readServerMessage } from '../../../src/backend/ipc/protocol.ts'
import { inPieces, same } from '../finding.ts'
import { type Grammar, generate, many } from '../generate.ts'
import { damage, randomValue } from '../json.ts'
import type { Random } from '../random.ts'
import type { Reader } from '../reader.ts'

const line = (random: Random): unknown =>
  random.pick([
    { type: 'borrow', host: 'h', way: 'w' },
    { type: 'return', host: 'h' },
    { type: 'run', command: { type: 'kill-session', session: {} } },
    { type: 'run', command: { type: 'call-off-panes', id: 1 } },
    { type: 'run', command: { type: 'constructor' } },
    { type: 'hello', protocol: 1, version: '1', place: 'p' },
    { type: 'lent', host: 'h' },
    { type: 'event', event: { type: 'warned', text: 'x' } },
    randomValue(random),
  ])

const grammar: Grammar = {
  whole: random =>
    many(random, 4, () => `${JSON.stringify(damage(random, line(random)))}\n`).join(''),
  atoms: ['\n', '{', '}', 'null\n', '5\n', '[]\n', '{}\n', '"'],
}

function read(chunks: readonly string[]): unknown[] {
  const lines = createJsonLines()
  const all: unknown[] = []
  for (const chunk of chunks) {
    const found = lines(chunk)
    for (const value of found.values) all.push(value)
    if (found.isBroken) return [...all, 'broken']
  }
  return all
}

export const borrow: Reader = {
  name: 'lines between processes',
  holds:
    'cut anywhere they are the same; what is sent comes back; of another shape is none of ours',
  make: random => generate(random, grammar),
  check(input) {
    const bytes = Buffer.from(input)
    const text = bytes.toString('utf8')
    const values = read([text])
    const decoder = new TextDecoder('utf-8', { ignoreBOM: true })
    const pieces = inPieces(bytes).map(each => decoder.decode(each, { stream: true }))
    same(read(pieces), values, 'lines when cut')
    for (const value of values) {
      const [asked, told] = [readClientMessage(value), readServerMessage(value)]
      for (const each of [asked, told]) if (each) same(each, value, 'what was read')
      const back = read([`${JSON.stringify(value)}\n`])
      same(back[0], value, 'what was sent')
    }
  },
  worst: [size => 'a'.repeat(size), size => '1\n'.repeat(size / 2), size => '\n'.repeat(size)],
}
