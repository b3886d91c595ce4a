import { PassThrough } from 'node:stream'
import { readProbe } from '../../../src/backend/probe/probe-check.ts'
import { readProcessTable, treeSizes } from '../../../src/backend/track/process-table.ts'
import { readExitStatusTrailer } from '../../../src/backend/transport/exit-status-trailer.ts'
import { hold, inPieces, isCount, same, show } from '../finding.ts'
import { generateBytes, many, maybe, noise, number } from '../generate.ts'
import type { Random } from '../random.ts'
import type { Reader } from '../reader.ts'

const NAMES = [
  'name',
  'user',
  'tmux',
  'shell',
  'locale',
  'mosh',
  'disk',
  'temporary',
  'directory',
] as const

const probed = (random: Random): string =>
  random.pick([
    'tmux 3.4',
    '3',
    'C.UTF-8',
    `${number(random)} ${number(random)} /`,
    'fine',
    '',
    'master',
  ])

export const probeLines: Reader = {
  name: 'lines of a probe',
  holds: 'a line is a check or nothing; its words can be shown',
  make: random =>
    generateBytes(random, {
      whole: each => `${maybe(each, each.pick(NAMES))}\t${maybe(each, probed(each))}`,
      atoms: ['\t', 'constructor\t', '__proto__\t', 'toString\tx', 'valueOf\t', 'end'],
    }),
  check(input) {
    const line = Buffer.from(input, 'latin1').toString('utf8')
    const check = readProbe(line, { name: 'h', transport: 'ssh', directory: '/x', attach: 'mosh' })
    if (!check) return
    hold(['ok', 'warn', 'fail'].includes(check.state), `a check of state ${check.state}`)
    for (const text of [check.name, check.found, check.hint ?? '']) show(text)
    hold(check.name !== '' && check.found !== '', 'a check that says nothing')
    hold(!/NaN|Infinity/.test(check.found) || /NaN|Infinity/.test(line), 'no figure')
  },
  worst: [
    size => `tmux\t${'1'.repeat(size)}`,
    size => `tmux\t${'1.'.repeat(size / 2)}`,
    size => `disk\t${'1'.repeat(size)} 1 /`,
    size => `disk\t1 1 ${' '.repeat(size)}x`,
    size => `name\t${'\x01'.repeat(size)}`,
    size => '\t'.repeat(size),
  ],
}

export const processTable: Reader = {
  name: 'table of processes',
  holds: 'a tree ends, whatever the parents are; no tree is larger than all processes',
  make: random =>
    generateBytes(random, {
      whole: each =>
        many(each, 12, () => ` ${each.int(8)} ${each.int(8)} ${number(each)}`).join('\n'),
      atoms: ['\n', ' ', '-1', '1 1 1\n', '1 2 3\n2 1 3\n'],
    }),
  check(input) {
    const processes = readProcessTable(Buffer.from(input, 'latin1').toString('utf8'))
    const all = processes.reduce((sum, { size }) => sum + size, 0)
    for (const { pid, parent, size } of processes)
      hold([pid, parent, size].every(isCount), 'a process')
    for (const pid of [0, 1, 2, 3]) {
      const size = treeSizes(processes)(pid)
      hold(isCount(size) && size <= all, `a tree of ${size} of ${all}`)
    }
  },
  worst: [
    size => Array.from({ length: size / 12 }, (_, at) => `${at + 1} ${at} 1`).join('\n'),
    size => '1 1 1\n'.repeat(size / 6),
    size => '2 1 1\n'.repeat(size / 6),
    size => ' '.repeat(size),
    size => '\n'.repeat(size),
  ],
}

const NONCE = 'abc'

function marked(bytes: Buffer[]): Promise<{ text: string; code: number | null }> {
  const source = new PassThrough()
  const unmarked = readExitStatusTrailer(source, NONCE)
  const pieces: Buffer[] = []
  unmarked.stream.on('data', (chunk: Buffer) => pieces.push(chunk))
  for (const piece of bytes) source.write(piece)
  source.end()
  return new Promise(resolve => {
    unmarked.stream.once('end', () =>
      resolve({ text: Buffer.concat(pieces).toString('latin1'), code: unmarked.code() }),
    )
  })
}

export const endMark: Reader = {
  name: 'mark of the end',
  holds: 'all before the mark comes out, cut anywhere, and the code in it is an exit code',
  make: random =>
    generateBytes(random, {
      whole: each => `${noise(each)}fleetmux-end:${NONCE}:${number(each)};${noise(each)}`,
      atoms: [`fleetmux-end:${NONCE}:`, 'fleetmux-end', `fleetmux-end:${NONCE}:0;`, 'f', ';', '12'],
    }),
  async check(input) {
    const bytes = Buffer.from(input, 'latin1')
    const match = /^([^]*?)fleetmux-end:abc:(\d{1,3});/.exec(input)
    const wanted = {
      text: match?.[1] ?? input,
      code: match ? Math.min(Number(match[2]), 255) : null,
    }
    same(await marked([bytes]), wanted, 'what came out')
    same(await marked(inPieces(bytes)), wanted, 'what came out when cut')
  },
  worst: [
    size => 'f'.repeat(size),
    size => `fleetmux-end:${NONCE}:${'1'.repeat(size)}`,
    size => `fleetmux-end:${NONCE}:`.repeat(size / 17),
  ],
  costs: 10,
}
