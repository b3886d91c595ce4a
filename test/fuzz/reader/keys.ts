import { createDecoder, type Token } from '../../../src/ui/terminal/keys.ts'
import { hold, inPieces, isCount, same } from '../finding.ts'
import { type Grammar, generateBytes, many, noise, number } from '../generate.ts'
import type { Random } from '../random.ts'
import { bytesOf, type Reader } from '../reader.ts'

const SEQUENCES = [
  '\x1b[A',
  '\x1bOP',
  '\x1b[1;5C',
  '\x1b[15~',
  '\x1b[3;2~',
  '\x1b[97;5u',
  '\x1b[27;5;9~',
  '\x1b[?62;22c',
  '\x1b]11;rgb:0/0/0\x1b\\',
  '\x1b]52;c;AA\x07',
  '\x1bP1$r0m\x1b\\',
  '\x1b[I',
  '\x1ba',
  '\x1b\x1b[A',
  '\x1b[[A',
] as const

function token(random: Random): string {
  const kind = random.int(6)
  if (kind === 0) return `\x1b[200~${noise(random)}\x1b[201~`
  if (kind === 1)
    return `\x1b[<${number(random)};${number(random)};${number(random)}${random.pick(['M', 'm'])}`
  if (kind === 2)
    return `\x1b[${number(random)};${number(random)}${random.pick(['u', '~', 'A', 'R'])}`
  if (kind === 3) return noise(random)
  return random.pick(SEQUENCES)
}

const grammar: Grammar = {
  whole: random => many(random, 6, () => token(random)).join(''),
  atoms: [
    ...SEQUENCES,
    '\x1b',
    '[',
    ';',
    '\x1b[200~',
    '\x1b[201~',
    '\x1b[<',
    '\x1bO',
    '\x1b]',
    '\x1b[5',
  ],
}

function read(chunks: readonly Buffer[]): Token[] {
  const decoder = createDecoder()
  return joined([...chunks.flatMap(chunk => decoder.push(chunk)), ...decoder.flush()])
}

/** Text and pastes that a cut has parted are one. */
function joined(tokens: readonly Token[]): Token[] {
  const all: Token[] = []
  for (const each of tokens) {
    const last = all.at(-1)
    if (last && 'text' in last && 'text' in each)
      all[all.length - 1] = { text: last.text + each.text }
    else all.push(each)
  }
  return all
}

export const keys: Reader = {
  name: 'keys',
  holds: 'cut anywhere they give the same; keys and text hold no control, the mouse is somewhere',
  make: random => generateBytes(random, grammar),
  check(input) {
    const bytes = Buffer.from(input, 'latin1')
    const tokens = read([bytes])
    same(read(inPieces(bytes)), tokens, 'tokens when cut')
    for (const each of tokens) check(each)
  },
  worst: bytesOf([
    size => '\x1b]'.repeat(size / 2),
    size => `\x1b]${'a'.repeat(size)}`,
    size => `\x1b[${'1'.repeat(size)}`,
    size => `\x1b[200~${'a'.repeat(size)}`,
    size => '\x1b[200~\x1b[201~'.repeat(size / 12),
    size => '\x1b'.repeat(size),
    size => '\x1b[<1;1;1M'.repeat(size / 9),
    size => 'a\x1b'.repeat(size / 2),
    size => 'ä'.repeat(size / 2),
  ]),
}

function check(each: Token): void {
  if ('key' in each) hold(/^[^\p{Cc}\p{Cs}]+$/u.test(each.key), `a key ${JSON.stringify(each.key)}`)
  if ('text' in each) hold(!/[\p{Cc}\p{Cs}]/u.test(each.text), `text ${JSON.stringify(each.text)}`)
  if (!('mouse' in each)) return
  const { button, x, y } = each.mouse
  hold(Number.isSafeInteger(button) && [x, y].every(at => isCount(at) && at < 65536), 'a mouse')
}
