import { catalogueOf } from '../../../src/backend/agents/custom.ts'
import { readAgent } from '../../../src/backend/agents/read.ts'
import { checkConfig } from '../../../src/backend/config/config.ts'
import { editJson, type JsonPath } from '../../../src/backend/files/json-edit.ts'
import { hold, orFailure, same, show } from '../finding.ts'
import { type Grammar, generate, many, word } from '../generate.ts'
import { damage, deep, randomValue, writeJson } from '../json.ts'
import type { Random } from '../random.ts'
import type { Reader, Shapes } from '../reader.ts'

const PATH = 'config.json'

function host(random: Random): object {
  return random.pick<object>([
    { name: word(random), address: 'u@h:22', tags: ['a', 'b'], capacity: 2, tier: 'm' },
    { name: word(random), transport: 'docker', container: 'c1', user: 'me', workdir: '/w' },
    { name: word(random), transport: 'kube', pod: 'p-1', namespace: 'n', context: 'x' },
    { name: word(random), key: '~/.ssh/k', environment: { A: 'b' }, directory: '~/x' },
    { name: 'constructor', enabled: false, attach: 'mosh', default: true },
  ])
}

function agents(random: Random): object {
  const rule = {
    name: 'r',
    state: 'waiting',
    where: random.pick(['title', 'screen', 5]),
    all: [random.pick(['^a', '(', '\\d+$', '.', '(?<label>.)'])],
    none: ['zz'],
    confidence: 0.5,
    ask: { kind: 'choice', below: 'q', choice: '(?<pointer>>)? ?(?<key>\\d)\\. (?<label>.*)' },
  }
  const name = random.pick(['my-agent', 'claude', 'constructor', 'codex'])
  const agent = {
    command: ['x', '{prompt}'],
    headless: ['x', '-p'],
    like: random.pick(['claude', 'codex', 'nobody']),
    rules: [rule],
    submit: 100,
    key: 'A_KEY',
    model: ['--model', '{model}'],
  }
  return { [name]: agent }
}

const document = (random: Random): object => ({
  hosts: many(random, 3, () => host(random)),
  ...(random.chance(0.4) && { agents: agents(random) }),
  ...(random.chance(0.3) && { theme: 'dark', mouse: true, escape: 'C-]', deadline: 5000 }),
  ...(random.chance(0.3) && { local: { capacity: 1 }, notify: { osc: '9' }, confirmAbove: 3 }),
})

const grammar: Grammar = {
  whole: random => writeJson(random, damage(random, document(random))),
  atoms: ['{', '}', '[', ']', ':', ',', '"', '\\u0000', '"hosts":', '1e400', '//'],
}

export const config: Reader = {
  name: 'configuration',
  holds:
    'it fits, or the failure names its place; hosts of different names; nothing leaks into prototypes',
  make: random => generate(random, grammar),
  check(input) {
    const read = orFailure(() => checkConfig(input, PATH))
    hold(Object.keys(Object.prototype).length === 0, 'a prototype was written to')
    if (!read) return
    const names = read.hosts.map(each => each.name)
    same(new Set(names).size, names.length, 'hosts of different names')
    for (const warning of read.warnings) show(warning)
  },
  worst: [
    deep('[', ']'),
    deep('{"a":', '}'),
    deep('{"hosts":[', ']}'),
    size => `{"a":"${'\\"'.repeat(size / 2)}"}`,
    size => `{"hosts":[${Array.from({ length: size / 14 }, (_, at) => `{"name":"h${at}"}`)}]}`,
    size => `{${Array.from({ length: size / 10 }, (_, at) => `"k${at}":1`)}}`,
    size => `{"escape":"${'C-'.repeat(size / 2)}"}`,
    size => '\n'.repeat(size),
  ],
  costs: 4,
}

export const customAgent: Reader = {
  name: 'custom agents',
  holds: 'an agent that fits can be used: its rules read any screen',
  make: random =>
    generate(random, {
      whole: each => writeJson(each, damage(each, { agents: agents(each) }, 0.03)),
      atoms: grammar.atoms ?? [],
    }),
  check(input) {
    const read = orFailure(() => checkConfig(input, PATH))
    if (!read) return
    for (const adapter of catalogueOf(read.agents).adapters) {
      const evidence = { title: 'a', command: 'x', lines: ['q', '> 1. yes', '2. no'], quietFor: 0 }
      const { reading } = readAgent(adapter, evidence)
      hold(reading.agent === adapter.name, 'an agent of another name')
    }
  },
  worst: [
    size => `{"agents":{"a":{"command":[${'"x",'.repeat(size / 4)}"y"]}}}`,
    size => `{"agents":{"a":{"rules":[{"name":"r","all":["${'a?'.repeat(size / 2)}"]}]}}}`,
  ],
  costs: 8,
}

const SPLIT = '\x1d'

/** A place in the document: one that is there, or one more in something that is. */
function somePath(random: Random, value: unknown): (string | number)[] {
  if (typeof value !== 'object' || value === null) return []
  const isNew = random.chance(0.3)
  if (Array.isArray(value)) {
    const at = isNew ? value.length : random.int(value.length + 1)
    return [at, ...(at < value.length && random.chance(0.6) ? somePath(random, value[at]) : [])]
  }
  const keys = Object.keys(value)
  const key = isNew ? word(random) : (keys[random.int(keys.length)] ?? '__proto__')
  return [key, ...(random.chance(0.6) ? somePath(random, Reflect.get(value, key)) : [])]
}

function get(value: unknown, [key, ...rest]: JsonPath): unknown {
  if (key === undefined) return value
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined
  return get(Reflect.get(value, key), rest)
}

/** The same change made to the value itself. */
function set(value: unknown, [key, ...rest]: JsonPath, to: unknown): unknown {
  if (key === undefined) return to
  if (Array.isArray(value)) {
    const next = rest.length === 0 ? to : set(value[Number(key)], rest, to)
    if (next === undefined) return value.toSpliced(Number(key), 1)
    return Number(key) < value.length ? value.with(Number(key), next) : [...value, next]
  }
  const entries = Object.entries(value ?? {})
  const next = rest.length === 0 ? to : set(get(value, [key]), rest, to)
  const others = entries.map(([name, each]) => [name, name === key ? next : each] as const)
  const all = entries.some(([name]) => name === key) ? others : [...others, [key, next] as const]
  return Object.fromEntries(all.filter(([, each]) => each !== undefined))
}

function isPath(value: unknown): value is JsonPath {
  return Array.isArray(value) && value.every(each => ['string', 'number'].includes(typeof each))
}

export const jsonEdit: Reader = {
  name: 'edits of JSON',
  holds: 'the value stands there afterwards, and everything else as it did',
  make(random) {
    const value = randomValue(random)
    const text = generate(random, {
      whole: () => writeJson(random, value),
      atoms: ['{', '}', '[', ']', ',', ':', '"a":1,', '"a":2', '\u00a0'],
    })
    const to = random.chance(0.2) ? '' : JSON.stringify(randomValue(random, 2))
    return [text, JSON.stringify(somePath(random, value)), to].join(SPLIT)
  },
  check(input) {
    const [text = '', where = '', to = ''] = input.split(SPLIT)
    const before = parse(text)
    const path = parse(where)
    const value = to === '' ? undefined : parse(to)
    if (before === undefined || !isPath(path) || !fits(before, path)) return
    if (path.length === 0 && value === undefined) return
    const after = JSON.parse(editJson(text, path, value))
    same(
      get(after, path),
      value === undefined && isItem(path) ? get(after, path) : value,
      'the value',
    )
    same(after, set(before, path, value), 'the rest')
  },
  worst: edited([
    size => `{"a":"${'\\"'.repeat(size / 2)}","b":"${'x'.repeat(size)}"}`,
    size => `[${'1,'.repeat(size / 2)}1]`,
    size => `{"a":${' '.repeat(size)}1}`,
    size => `{"a":1${'\n'.repeat(size)}}`,
  ]),
}

/** What is taken out of an array leaves its place to the next. */
function isItem(path: JsonPath): boolean {
  return typeof path.at(-1) === 'number'
}

/** Whether each step leads into what can hold it. */
function fits(value: unknown, [key, ...rest]: JsonPath): boolean {
  if (key === undefined) return true
  if (typeof value !== 'object' || value === null) return false
  if (Array.isArray(value) !== (typeof key === 'number')) return false
  if (Array.isArray(value) && !(Number.isInteger(key) && Number(key) >= 0)) return false
  if (Array.isArray(value) && Number(key) > value.length) return false
  return rest.length === 0 || fits(get(value, [key]), rest)
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Shapes of a document, into which a value is put. */
function edited(shapes: Shapes): Shapes {
  return shapes.map(shape => size => [shape(size), '["b"]', '1'].join(SPLIT))
}
