import { parseAddress, writeAddress } from '../../../src/state/hosts/address.ts'
import type { WrittenTarget } from '../../../src/state/model/target.ts'
import { parseSelector, SELECTOR_FIELDS } from '../../../src/state/selectors/selector.ts'
import { parseTarget } from '../../../src/state/targets/target.ts'
import { readKeyNames } from '../../../src/state/text/key-name.ts'
import { hold, orFailure, same } from '../finding.ts'
import { type Grammar, generate, many, maybe, noise, word } from '../generate.ts'
import { createRandom, hash } from '../random.ts'
import type { Reader } from '../reader.ts'

function write({ host, session, window, pane }: WrittenTarget): string {
  const inside = window === undefined && pane === undefined ? '' : `:${window ?? ''}`
  return `${host}/${session}${inside}${pane === undefined ? '' : `.${pane}`}`
}

export const target: Reader = {
  name: 'targets',
  holds: 'what was read is written and read again as the same',
  make: random =>
    generate(random, {
      whole: each =>
        maybe(each, `${word(each)}/${word(each)}${each.pick(['', ':1', ':1.2', ':w.%3'])}`),
      atoms: ['/', ':', '.', '%1', '$1', '='],
    }),
  check(input) {
    const parsed = parseTarget(input)
    hold(!parsed.host.includes('/') && !parsed.session.includes(':'), 'a part that holds another')
    same(parseTarget(write(parsed)), parsed, 'written and read again')
  },
  worst: ['/', ':', '.', ':.'].map(each => (size: number) => each.repeat(size / each.length)),
}

export const address: Reader = {
  name: 'addresses',
  holds: 'no option, no shell character; what was read is written and read again as the same',
  make: random =>
    generate(random, {
      whole: each => each.pick(['u@h:22', 'h', '[::1]:2222', 'u@[fe80::1%eth0]', 'a.b-c:1']),
      atoms: ['@', ':', '[', ']', '-', '%', '::1'],
    }),
  check(input) {
    const read = orFailure(() => parseAddress(input))
    if (!read) return
    for (const part of [read.name, read.user ?? 'x'])
      hold(!/^-|[\s\p{C}/;&|$`'"\\]/u.test(part) && part !== '', `a part ${JSON.stringify(part)}`)
    const again = parseAddress(writeAddress(read))
    same({ ...again, written: '' }, { ...read, written: '' }, 'written and read again')
  },
  worst: ['@', ':', '[', '[:'].map(each => (size: number) => each.repeat(size / each.length)),
}

const terms: Grammar = {
  whole: random =>
    many(random, 3, () => {
      const field = random.pick(SELECTOR_FIELDS)
      const value = field === 'state' ? random.pick(['idle', 'w*', '?one']) : word(random)
      return `${maybe(random, field)}${random.pick(['=', '!='])}${value}${random.pick(['', '*', ',b', '?'])}`
    }).join(' '),
  atoms: ['=', '!=', ',', '*', '?', ' ', 'host=', '*a', '(', '.*', '[a-z]', '$'],
}

/** As a person would explain it, and slowly: only for short texts. */
function globs(glob: string, text: string): boolean {
  const [first, ...rest] = glob
  if (first === undefined) return text === ''
  const [letter, ...more] = text
  if (first === '*')
    return globs(rest.join(''), text) || (text !== '' && globs(glob, more.join('')))
  if (letter === undefined) return false
  return (first === '?' || first === letter) && globs(rest.join(''), more.join(''))
}

export const selector: Reader = {
  name: 'selectors',
  holds: 'every pattern matches what its stars and marks say, and nothing else',
  make: random => generate(random, terms),
  check(input) {
    const read = orFailure(() => parseSelector(input))
    if (!read) return
    hold(read.length > 0, 'no terms')
    const random = createRandom(hash(input))
    const values = input
      .trim()
      .split(/\s+/)
      .map(term => term.replace(/^[^=]*=/, '').split(','))
    for (const [at, { patterns }] of read.entries()) {
      for (const [place, pattern] of patterns.entries()) {
        const glob = values[at]?.[place] ?? ''
        if (glob.length > 12) continue
        const text = glob.replaceAll('*', () => word(random, 2)).replaceAll('?', 'x')
        for (const each of [text, glob, noise(random, [], 1).slice(0, 8)])
          same(pattern.test(each), globs(glob, each), `${glob} on ${JSON.stringify(each)}`)
      }
    }
  },
  worst: [
    size => 'host=a '.repeat(size / 7),
    size => `host=${'a,'.repeat(size / 2)}a`,
    size => `host=${'*a'.repeat(size / 2)}`,
    size => '='.repeat(size),
    size => 'a'.repeat(size),
  ],
}

export const keyNames: Reader = {
  name: 'names of keys',
  holds: 'every word is a key or named as none; a key has no control character',
  make: random =>
    generate(random, {
      whole: each =>
        many(each, 4, () => each.pick(['C-c', 'Up', 'M-x', '^d', 'F12', 'C-M-S-Left', 'é'])).join(
          ' ',
        ),
      atoms: ['C-', 'M-', 'S-', '^', ' ', 'kp/'],
    }),
  check(input) {
    const { keys, unknown } = readKeyNames(input)
    same(keys.join(' '), input.split(/\s+/).filter(Boolean).join(' '), 'words')
    hold(
      unknown.every(each => keys.includes(each)),
      'an unknown key that nobody wrote',
    )
    const known = keys.filter(each => !unknown.includes(each))
    hold(
      known.every(each => !/[\p{Cc}\p{Cs}]/u.test(each)),
      'a key that is no key',
    )
  },
  worst: [size => 'C-'.repeat(size / 2), size => '^'.repeat(size), size => 'a '.repeat(size / 2)],
}
