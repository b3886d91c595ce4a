import { bundled } from '../../../src/backend/agents/catalogue.ts'
import type { Evidence } from '../../../src/backend/agents/evidence.ts'
import { readFound } from '../../../src/backend/agents/find.ts'
import { identify } from '../../../src/backend/agents/identify.ts'
import { readAgent } from '../../../src/backend/agents/read.ts'
import { toLines } from '../../../src/backend/tmux/screen.ts'
import { strip } from '../../../src/state/text/text.ts'
import { hold, isShowable, show } from '../finding.ts'
import { generateBytes, many, maybe, noise, word } from '../generate.ts'
import { createRandom, hash, type Random } from '../random.ts'
import { bytesOf, type Reader } from '../reader.ts'
import { agentScreens } from '../sample.ts'

const PIECES = [
  '❯ 1. Yes\n  2. No\n',
  'Do you want to proceed?\n',
  '│ > │\n',
  '╭────╮\n',
  'esc to interrupt',
  '✳ Thinking…\n',
  '(y/n)',
  '\x1b[48;5;237m Allow \x1b[49m Deny\n',
] as const

const NAMES = ['node', 'bash', 'claude', 'codex', 'constructor', '-zsh', ''] as const

/** What else is seen follows from the screen, so that one text stands for all of it. */
function evidenceOf(input: string, random: Random): Evidence {
  const [title = ''] = input.split('\n', 1)
  return {
    title: strip(title),
    command: random.pick(NAMES),
    lines: toLines(Buffer.from(input, 'latin1')),
    quietFor: random.pick([0, 5000, Number.POSITIVE_INFINITY, Number.NaN]),
    ...(random.chance(0.3) && { said: input.slice(0, random.int(60)) }),
    ...(random.chance(0.2) && { dead: { code: random.pick([0, 137, undefined]) } }),
  }
}

export const agentScreen: Reader = {
  name: 'screens of agents',
  holds: 'every adapter reads any screen; what is asked can be shown, its keys can be sent',
  make: random =>
    generateBytes(random, {
      whole: each => (each.chance(0.7) ? each.pick(agentScreens) : noise(each)),
      atoms: PIECES,
    }),
  check(input) {
    const random = createRandom(hash(input))
    const evidence = evidenceOf(input, random)
    for (const adapter of bundled.adapters) {
      const { reading, trace } = readAgent(adapter, evidence)
      for (const each of trace) show(each.saw)
      const { question } = reading
      for (const line of question?.text.split('\n') ?? []) show(line)
      for (const { key, label } of question?.choices ?? []) {
        show(label)
        hold(key !== '' && isShowable(key) && key.length < 40, `a key ${JSON.stringify(key)}`)
      }
    }
    const { title, command, lines } = evidence
    for (const agent of [undefined, 'claude', 'toString'])
      identify(bundled, { title, command, lines, ...(agent && { agent }) })
  },
  worst: bytesOf([
    size => '│'.repeat(size / 3),
    size => `${'│'.repeat(size / 3)}x`,
    size => ' '.repeat(size),
    size => `${' '.repeat(size)}x`,
    size => '─'.repeat(size / 3),
    size => '\n'.repeat(size),
    size => 'a\n'.repeat(size / 2),
    size => '1. a\n'.repeat(size / 5),
    size => '❯ 1. '.repeat(size / 7),
    size => '1'.repeat(size),
    size => 'a'.repeat(size),
    size => '(esc to '.repeat(size / 8),
    size => '\x1b[41ma\x1b[42mb'.repeat(size / 12),
    size => '? '.repeat(size / 2),
    size => '✳ '.repeat(size / 4),
  ]),
  costs: 20,
}

const MARK = 'fleetmux-mark'

export const foundAgents: Reader = {
  name: 'agents on a host',
  holds: 'a list that is whole, or none; each has a line for its version',
  make: random =>
    generateBytes(random, {
      whole: each =>
        `${noise(each)}${many(each, 3, () => `${MARK} ${maybe(each, word(each))}\n/bin/x\n${noise(each)}1.2.3\n`).join('')}${MARK} end\n`,
      atoms: [`${MARK} `, `${MARK} end\n`, '\n', '1.2'],
    }),
  check(input) {
    const found = readFound(Buffer.from(input, 'latin1').toString('utf8'), MARK)
    for (const each of found ?? []) {
      for (const text of [each.name, each.path, each.version ?? '']) show(text)
      hold(!/\n/.test(`${each.name}${each.path}${each.version}`), 'a field of two lines')
    }
  },
  worst: [
    size => `${MARK} a\nb\n${'1'.repeat(size)}\n${MARK} end\n`,
    size => `${MARK} `.repeat(size / 14),
    size => `${MARK} a\nb\n${'1.'.repeat(size / 2)}\n${MARK} end\n`,
    size => `${MARK} a\nb\n${'\x1b['.repeat(size / 2)}\n${MARK} end\n`,
  ],
}
