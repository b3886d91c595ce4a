import { createScreenReader, toLines } from '../../../src/backend/tmux/screen.ts'
import { clean, cleanName, LONGEST_NAME, LONGEST_TEXT } from '../../../src/state/text/clean.ts'
import { readEscapes } from '../../../src/state/text/escape.ts'
import { eachGlyph } from '../../../src/state/text/glyph-width.ts'
import { cutRow, fromRow, toRow } from '../../../src/state/text/row.ts'
import { cutCells, strip, width } from '../../../src/state/text/text.ts'
import { hold, isInked, isPrintable, same, show } from '../finding.ts'
import { type Grammar, generate, generateBytes, many, noise } from '../generate.ts'
import { createRandom, hash } from '../random.ts'
import { bytesOf, type Reader } from '../reader.ts'
import { screens } from '../sample.ts'

const grammar: Grammar = { whole: random => many(random, 4, () => noise(random)).join(' ') }

const worst: Reader['worst'] = [
  size => '\x1b]'.repeat(size / 2),
  size => `\x1b]${'a'.repeat(size)}`,
  size => '\x1b['.repeat(size / 2),
  size => `\x1b[${'1;'.repeat(size / 2)}`,
  size => `\x1b[${'1;'.repeat(size / 2)}m`,
  size => '\x9d'.repeat(size),
  size => `a${'\u0300'.repeat(size)}`,
  size => '\u200d'.repeat(size),
  size => '👩\u200d'.repeat(size / 3),
  size => '\ud800'.repeat(size),
  size => '\t'.repeat(size),
]

export const oneLine: Reader = {
  name: 'text of one line',
  holds: 'no control, no bidi, no half character; a second cleaning changes nothing; cells add up',
  make: random => generate(random, grammar),
  check(input) {
    const clean = strip(input)
    same(strip(clean), clean, 'cleaned again')
    same(width(clean), width(input), 'cells of what was cleaned')
    show(input)
  },
  worst,
}

export const cleaned: Reader = {
  name: 'cleaned text',
  holds: 'one line that any terminal prints as it is, bounded; a second cleaning changes nothing',
  make: random => generate(random, grammar),
  check(input) {
    const [name, text] = [cleanName(input), clean(input)]
    hold(name.length <= LONGEST_NAME && text.length <= LONGEST_TEXT, 'too long')
    for (const each of [name, text]) hold(isPrintable(each), `cleaned to ${JSON.stringify(each)}`)
    same(clean(text), text, 'cleaned again')
    same(cleanName(name), name, 'the name cleaned again')
    show(text)
  },
  worst,
}

export const escapes: Reader = {
  name: 'escapes',
  holds: 'every character is in exactly one piece; text holds no control, colours only figures',
  make: random => generate(random, grammar),
  check(input) {
    let seen = ''
    readEscapes(input, {
      text(run) {
        hold(!/[\x00-\x1f\x7f-\x9f]/.test(run), 'a control in text')
        seen += run
        eachGlyph(run, (_, cells) => hold(cells >= 0 && cells <= 2, 'a glyph of no such width'))
      },
      sgr(parameters) {
        hold(/^[\d;:]*$/.test(parameters), 'colours with more than figures')
        seen += parameters
      },
      control: char => {
        seen += char
      },
      other: sequence => {
        seen += sequence
      },
    })
    hold(seen.length <= input.length, 'pieces overlap')
    const left = input.replace(/\x1b\[|\x9b|m/g, '')
    same(seen.replace(/\x1b\[|\x9b|m/g, '').length, left.length, 'characters that were read')
  },
  worst,
}

export const screen: Reader = {
  name: 'screens',
  holds:
    'only colours are left, each line ends plain, a second reading changes nothing; cells cut well',
  make: random =>
    generateBytes(random, {
      whole: each => (each.chance(0.3) ? each.pick(screens) : `${noise(each)}\n${noise(each)}`),
      atoms: ['\n', '\x1b(0qqq\x1b(B', '\x0eqqq\x0f', '\x1b[7m', '\t'],
    }),
  check(input) {
    const bytes = Buffer.from(input, 'latin1')
    const reader = createScreenReader()
    const lines = reader.read(bytes)
    same(reader.read(bytes), lines, 'the same screen again')
    same(toLines(bytes), lines, 'the screen on its own')
    same(toLines(Buffer.from(lines.map(line => `${line}\n`).join(''))), lines, 'read once more')
    for (const line of lines) checkLine(line)
  },
  worst: bytesOf(worst),
  costs: 3,
}

function checkLine(line: string): void {
  hold(isInked(line), `more than colours in ${JSON.stringify(line)}`)
  same(line.match(/\x1b\[[\d;:]*m/g)?.at(-1) ?? '\x1b[0m', '\x1b[0m', 'how a line ends')
  const random = createRandom(hash(line))
  const [from, columns] = [random.int(30), random.int(30)]
  const row = toRow(line)
  same(row.glyphs.length, row.styles.length, 'glyphs and styles')
  same(row.glyphs.length, width(line), 'cells of a row')
  const part = cutCells(line, from, columns)
  hold(isInked(part), `more than colours in the part ${JSON.stringify(part)}`)
  hold(width(part) <= columns, 'too many cells in the part')
  same(width(fromRow(cutRow(row, from, columns))), width(part), 'cells of the part')
}
