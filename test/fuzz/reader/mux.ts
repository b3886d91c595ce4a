import {
  createHostScriptReader,
  type HostScriptEvent,
} from '../../../src/backend/host-script/reader.ts'
import { hold, inPieces, isCount, orFailure, same, show } from '../finding.ts'
import { type Grammar, generateBytes, many, maybe, noise, number } from '../generate.ts'
import type { Random } from '../random.ts'
import type { Reader } from '../reader.ts'

const NONCE = 'n0nce'
const LONGEST = 64 * 1024

function record(random: Random): string {
  const [n, tag] = [number(random), random.pick(['a', 'B2', '0'])]
  return maybe(
    random,
    random.pick([
      `ready x 3.${n}a`,
      'notmux',
      `proc ${n} ${number(random)} ${n} ${noise(random)}`,
      'procs',
      `failed ${noise(random)}`,
      `session $${n} ${random.pick(['0', 'on', 'off', 'keep-last'])} ${n} ${number(random)} 3.4`,
      `looked 0 ${noise(random)}`,
      'looked none',
      `looked 1 ${random.pick(['no server running on /tmp/x', 'no sessions'])}`,
      `opened ${n}`,
      `closed ${n} ${noise(random)}`,
      `streaming ${tag} ${n}`,
      `wake ${tag} %${n}`,
      `wake ${tag} %${n} ${noise(random)}|`,
      `pause ${tag} %${n}`,
      `gone ${tag}`,
    ]),
  )
}

const grammar: Grammar = {
  whole: random =>
    many(random, 6, () => `${noise(random, [], 1)}${NONCE} ${record(random)}\n`).join(''),
  atoms: [`${NONCE} `, NONCE, '\n', ' ', `${NONCE} looked 0\n`],
}

function read(chunks: readonly Buffer[]): HostScriptEvent[] {
  const reader = createHostScriptReader(NONCE)
  // Past a limit it fails in our words, and the channel is closed.
  return chunks.flatMap(chunk => orFailure(() => reader.stderr(chunk)) ?? [])
}

function check(event: HostScriptEvent): void {
  if (event.type === 'processes')
    for (const { pid, parent, group, args } of event.processes) {
      hold([pid, parent, group].every(isCount), 'figures of a process that are no numbers')
      show(args)
    }
  if ('pid' in event) hold(isCount(event.pid), 'a pid that is no number')
  if ('code' in event) hold(isCount(event.code), 'a code that is no number')
  if ('message' in event) show(event.message)
  if ('text' in event) show(event.text)
  if ('printed' in event) show(event.printed?.replace(/^\r/, '') ?? '')
  if ('pane' in event) hold(/^%\d{1,10}$/.test(event.pane), 'a pane that is none')
  if (event.type !== 'looked' || typeof event.server === 'string') return
  const { pid, started, version, sessions } = event.server
  hold(isCount(pid) && isCount(started), 'figures of a server that are no numbers')
  hold(sessions.length > 0 && sessions.every(({ id }) => /^\$\d{1,10}$/.test(id)), 'no sessions')
  show(version)
}

export const muxLines: Reader = {
  name: "the script's lines",
  holds: 'cut anywhere they give the same events; pids, panes and codes are what they say',
  make: random => generateBytes(random, grammar),
  check(input) {
    const bytes = Buffer.from(input, 'latin1')
    const events = read([bytes])
    const pieces = read(inPieces(bytes))
    // Of a line that is longer than any of ours only the end is kept, which depends on the cuts.
    if (bytes.length < LONGEST) same(pieces, events, 'events when cut')
    for (const event of events) check(event)
  },
  worst: [
    size => 'a'.repeat(size),
    size => `${NONCE} `.repeat(size / 6),
    size => `${NONCE} ${' '.repeat(size)}x\n`,
    size => `${NONCE} session $1 0 1 1\n`.repeat(size / 24),
    size => `${' '.repeat(size)}x\n`,
  ],
}

export const muxOut: Reader = {
  name: "the script's stdout",
  holds: 'all behind the first mark comes out, and nothing before it, cut anywhere',
  make: random =>
    generateBytes(random, {
      whole: each => `${noise(each)}${NONCE}\n${noise(each)}`,
      atoms: [NONCE, `${NONCE}\n`, '\n', NONCE.slice(0, 3)],
    }),
  check(input) {
    const reader = createHostScriptReader(NONCE)
    const out = inPieces(Buffer.from(input, 'latin1')).flatMap(piece => reader.stdout(piece))
    const at = input.indexOf(`${NONCE}\n`)
    const wanted = at < 0 ? '' : input.slice(at + NONCE.length + 1)
    same(Buffer.concat(out).toString('latin1'), wanted, 'what is behind the mark')
  },
  worst: [size => NONCE.repeat(size / NONCE.length)],
}
