import { parseDocument } from '../../../src/backend/state-file/document.ts'
import { mergeDocument } from '../../../src/backend/state-file/merge.ts'
import type { PoolEntry } from '../../../src/state/model/tracked-session.ts'
import { hold, orFailure, same } from '../finding.ts'
import { type Grammar, generate, many, number, word } from '../generate.ts'
import { damage, deep, randomValue, writeJson } from '../json.ts'
import type { Random } from '../random.ts'
import type { Reader } from '../reader.ts'

const PATH = 'state.json'

function entries(random: Random, make: () => unknown): object {
  const name = (): string => random.pick([word(random), 'constructor', 'toString', 'sess-1', '7'])
  return Object.fromEntries(many(random, 3, () => [name(), make()]))
}

const time = (random: Random): string =>
  random.pick([
    '2026-05-02T20:30:14Z',
    '2026-05-02 20:30:60.123456789+02:00',
    '0000-01-01T00:00:00Z',
  ])

const session = (random: Random): object => ({
  vm_name: word(random),
  status: random.pick(['running', 'completed', 'pending']),
  created_at: time(random),
  exit_code: random.pick([null, 0, 255]),
  max_turns: Number(number(random)) || 1,
  extra: randomValue(random, 1),
})

const machine = (random: Random): object => ({
  capacity: random.int(9),
  active_sessions: random.pick<unknown>([0, ['a']]),
  vm: { name: 'x', size: 's', created_at: time(random) },
})

const document = (random: Random): object => ({
  sessions: entries(random, () => session(random)),
  vm_pool: entries(random, () => machine(random)),
  ...(random.chance(0.4) && { fleetmux: { sessions: entries(random, () => ({ agent: 'x' })) } }),
  more: randomValue(random, 2),
})

const grammar: Grammar = {
  whole: random => writeJson(random, damage(random, document(random), 0.03)),
  atoms: ['{', '}', '[', ']', ':', ',', '"', '1.0', '12345678901234567890', '1e400', '-0'],
}

const NEW = {
  name: 'constructor',
  size: 's',
  region: '',
  capacity: 1,
  active: [],
  createdAt: null,
} satisfies PoolEntry

export const stateFile: Reader = {
  name: 'state file',
  holds:
    'corrupt or understood; written back unchanged it says the same, letter for letter; additions are kept',
  make: random => generate(random, grammar),
  check(input) {
    const read = orFailure(() => parseDocument(input, PATH))
    if (!read) return
    const { registry } = read
    const back = mergeDocument(read, registry)
    // A table that was not there is an empty one.
    const empty = { sessions: {}, vm_pool: {} }
    const wanted = { ...empty, ...read.raw, ...withTable(read.raw['fleetmux']) }
    for (const [key, value] of Object.entries(wanted))
      same(back[key], value, `${key}, written back`)
    const more = { ...registry, pool: new Map([...registry.pool, ['constructor', NEW]]) }
    const again = parseDocument(JSON.stringify(mergeDocument(read, more)), PATH)
    same(again.registry.pool.get('constructor')?.capacity, 1, 'a machine that was added')
    same([...again.registry.sessions.keys()], [...registry.sessions.keys()], 'the sessions')
    hold(Object.keys(Object.prototype).length === 0, 'a prototype was written to')
  },
  worst: [
    deep('[', ']'),
    deep('{"a":', '}'),
    size => `{"a":${'1'.repeat(size)}}`,
    size => `{"a":"${'\\"'.repeat(size / 2)}"}`,
    size => `{"a":[${'1.0,'.repeat(size / 4)}1]}`,
    size =>
      `{"vm_pool":{${Array.from({ length: size / 24 }, (_, at) => `"${at}":{"capacity":1}`)}}}`,
  ],
  costs: 4,
}

/** The part of fleetmux's own, where there is one, with the table that is written into it. */
function withTable(ours: unknown): object {
  if (typeof ours !== 'object' || ours === null || Array.isArray(ours)) return {}
  return { fleetmux: 'sessions' in ours ? ours : { ...ours, sessions: {} } }
}
