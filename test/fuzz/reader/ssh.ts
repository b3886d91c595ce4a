import { readSshConfig } from '../../../src/backend/config/ssh-config-names.ts'
import { explainSshError } from '../../../src/backend/ssh/hint.ts'
import { includesOf } from '../../../src/backend/ssh/ssh-config-files.ts'
import {
  commandOptions,
  connectOptions,
  parseSshSettings,
} from '../../../src/backend/ssh/ssh-settings.ts'
import { isVolatile } from '../../../src/backend/ssh/ssh-settings-cache.ts'
import { knownLine, knownTypes, verdictOn } from '../../../src/backend/ssh2/known-hosts.ts'
import { parseAddress } from '../../../src/state/hosts/address.ts'
import { hold, same, showFailure } from '../finding.ts'
import { type Grammar, generate, many, maybe, noise, word } from '../generate.ts'
import type { Random } from '../random.ts'
import type { Reader } from '../reader.ts'

const KEYWORDS = [
  'Host',
  'Include',
  'Match',
  'HostName',
  'host',
  'INCLUDE',
  'IdentityFile',
] as const

function line(random: Random): string {
  const sign = random.pick([' ', '=', ' = ', '\t', '   '])
  const value = random.pick([word(random), '*', '"a b"', '~/x', 'h1 h2 !h3', 'exec "id"', '# x'])
  return `${random.pick(['', '  '])}${maybe(random, random.pick(KEYWORDS))}${sign}${maybe(random, value)}`
}

const file: Grammar = {
  whole: random => many(random, 6, () => `${line(random)}\n`).join(''),
  atoms: ['Host ', 'Include ', 'Match ', '\n', '=', '"', "'", '\\', '#', '*', ' ', '${HOME}', '%h'],
}

export const sshConfig: Reader = {
  name: 'ssh configuration',
  holds:
    'names are no patterns and stand in the text, includes too; a line means what it says alone',
  make: random => generate(random, file),
  check(input) {
    const { names, includes } = readSshConfig(input)
    const plain = (text: string) => text.replace(/["'\\]/g, '')
    for (const name of names)
      hold(plain(input).includes(plain(name)) && !/[*?!]/.test(name), `a name ${name}`)
    for (const each of [...includes, ...includesOf(input)])
      hold(!each.includes('"') && !each.includes('\n'), `an include ${JSON.stringify(each)}`)
    const alone = input.split('\n').flatMap(includesOf)
    same(includesOf(input), alone, 'includes of the lines one by one')
    isVolatile({ text: input })
  },
  worst: [
    size => '\n'.repeat(size),
    size => ' '.repeat(size),
    size => `Include${' '.repeat(size)}`,
    size => `Include ${'"'.repeat(size)}`,
    size => `Include '${'\\'.repeat(size)}`,
    size => `Include ${'"\\'.repeat(size / 2)}`,
    size => `Host ${'a '.repeat(size / 2)}`,
    size => 'Include a\n'.repeat(size / 10),
    size => `Match ${'host a '.repeat(size / 7)}`,
    size => `Match${' all'.repeat(size / 4)}`,
    size => 'a'.repeat(size),
    size => '${a}'.repeat(size / 4),
  ],
}

const PRINTED = [
  'user me',
  'hostname h',
  'port 22',
  'identityfile ~/.ssh/id',
  'controlpath none',
] as const

export const sshAnswer: Reader = {
  name: 'answers of ssh -G',
  holds: 'what is passed to ssh from them is one option a word',
  make: random =>
    generate(random, {
      whole: each =>
        many(each, 8, () => maybe(each, each.pick(PRINTED)))
          .concat(`proxyjump ${noise(each)}`)
          .join('\n'),
      atoms: ['\n', ' ', 'stricthostkeychecking ask\n', 'sessiontype none\n', 'controlpersist 5\n'],
    }),
  check(input) {
    const read = parseSshSettings(input)
    const options = [...commandOptions(read), ...connectOptions(read, 10_000)]
    hold(
      options.every((each, at) => at % 2 === 1 || each === '-o'),
      'words that are no options',
    )
    hold(
      read.identityFiles.every(each => each !== ''),
      'an empty key file',
    )
    hold(!/\n/.test(read.goal + read.gate), 'a place of two lines')
  },
  worst: [
    size => 'a b\n'.repeat(size / 4),
    size => `identityfile ${'x'.repeat(size)}`,
    size => `proxyjump ${'a,'.repeat(size / 2)}`,
    size => ' '.repeat(size),
  ],
}

const WORDS = [
  'Permission denied (publickey,password).',
  "Permissions 0644 for '/k' are too open.",
  'Load key "/k": invalid format',
  'Host key verification failed.',
  'Could not resolve hostname x: Name or service not known',
  '/home/me/.ssh/config: line 3: Bad configuration option: x',
  'channel 0: open failed: connect failed',
  'ssh: connect to host h port 22: Connection refused',
  "Can't open user config file /x: No such file",
] as const

const said: Grammar = {
  whole: random => many(random, 4, () => `${maybe(random, random.pick(WORDS))}\n`).join(''),
  atoms: [...WORDS, 'line 1: ', 'Load key "', "Permissions 1 for '", '\r\n'],
}

export const sshWords: Reader = {
  name: 'words of ssh',
  holds: 'it is told in one line, with what to do, and nothing in it acts on the terminal',
  make: random => generate(random, said),
  check(input) {
    const known = { host: 'h', address: parseAddress('u@h:22'), stderr: input }
    for (const trouble of [
      known,
      { ...known, config: parseSshSettings('proxyjump j'), locked: ['k'] },
    ]) {
      const failure = explainSshError(trouble)
      showFailure(failure)
      hold(!/[\p{Cc}]/u.test(`${failure.why}${failure.hint}`), 'a control character in the advice')
    }
  },
  worst: [
    size => 'a'.repeat(size),
    size => ' '.repeat(size),
    size => 'line 1: '.repeat(size / 8),
    size => 'Load key "'.repeat(size / 10),
    size => "Permissions 1 for '".repeat(size / 19),
    size => 'Permission denied ('.repeat(size / 19),
    size => 'Host key for '.repeat(size / 13),
    size => 'signing failed for '.repeat(size / 19),
    size => 'key size '.repeat(size / 9),
    size => '\n'.repeat(size),
    size => 'a\n'.repeat(size / 2),
  ],
}

const GOAL = { name: 'h.example', port: 2222 }
/** The wire form of a key: length and name of its type, then the rest. */
const KEY = Buffer.from('0000000b7373682d65643235353139000000010a', 'hex')
const OTHER = 'AAAAC3NzaC1lZDI1NTE5AAAAAAA='

function known(random: Random): string {
  const name = random.pick([
    '[h.example]:2222',
    'h.example',
    '*',
    '*.example',
    '!h*',
    '|1|YQ==|YQ==',
  ])
  const mark = random.pick(['', '', '', '@revoked ', '@cert-authority '])
  const key = random.pick([KEY.toString('base64'), OTHER])
  return `${mark}${maybe(random, name)}${random.pick(['', ',x'])} ssh-ed25519 ${maybe(random, key)}\n`
}

export const knownHosts: Reader = {
  name: 'known hosts',
  holds: 'a key that is not known is known once its line is added, and a revoked one never',
  make: random =>
    generate(random, {
      whole: each => many(each, 4, () => known(each)).join(''),
      atoms: ['*', '?', '|1|', ',', '!', '[', ']', ' ', '\n', '@revoked '],
    }),
  check(input) {
    const verdict = verdictOn(input, GOAL, KEY)
    knownTypes(input, GOAL)
    const after = verdictOn(input + knownLine(input, GOAL, KEY), GOAL, KEY)
    if (verdict === 'unknown' || verdict === 'known') same(after, 'known', 'the verdict afterwards')
    if (verdict === 'revoked') same(after, 'revoked', 'the verdict on a revoked key')
  },
  worst: [
    size => `${'*h'.repeat(size / 2)} t k\n`,
    size => `${'*'.repeat(size)} t k\n`,
    size => `${'a,'.repeat(size / 2)}a t k\n`,
    size => '* t k\n'.repeat(size / 6),
    size => ' '.repeat(size),
    size => `@${' '.repeat(size)}`,
    size => `a ${' '.repeat(size)}`,
    size => '|1|YQ==|YQ== t k\n'.repeat(size / 17),
  ],
  costs: 2,
}
