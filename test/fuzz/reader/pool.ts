import { explainDockerError } from '../../../src/backend/containers/docker-hint.ts'
import { explainKubeError } from '../../../src/backend/containers/kube-hint.ts'
import { choosePod, parsePods } from '../../../src/backend/containers/kube-pod.ts'
import { parseList } from '../../../src/backend/pool/azlin-list.ts'
import { hold, isCount, orFailure, show, showFailure } from '../finding.ts'
import { type Grammar, generate, many, maybe, word } from '../generate.ts'
import { damage, deep, writeJson } from '../json.ts'
import type { Random } from '../random.ts'
import type { Reader } from '../reader.ts'

const JSON_ATOMS = ['{', '}', '[', ']', ',', ':', '"', '"name":', 'null', '\nWARNING: x\n']

const vm = (random: Random): object => ({
  name: word(random),
  resource_group: 'rg',
  power_state: random.pick(['VM running', 'Stopped', 'deallocated', '']),
  ip: random.pick(['1.2.3.4 (Pub)', '10.0.0.4 (Bast)', 'N/A', null]),
  location: 'westeurope',
  vm_size: random.pick(['Standard_D8s_v3', 'constructor', 'x']),
  created_at: random.pick(['2026-05-02T20:30:14Z', 'never', '+275760-09-13T00:00:00Z']),
})

const list: Grammar = {
  whole(random) {
    const vms = many(random, 4, () => vm(random))
    const value = damage(random, random.chance(0.5) ? vms : { vms })
    return `${random.pick(['', 'WARNING: old\n'])}${writeJson(random, value)}`
  },
  atoms: JSON_ATOMS,
}

export const azlin: Reader = {
  name: 'list of azlin',
  holds: 'a list of machines, or a failure that says what was read; figures are figures',
  make: random => generate(random, list),
  check(input) {
    for (const each of orFailure(() => parseList(input)) ?? []) {
      for (const text of [each.name, each.size, each.region, each.note ?? '']) show(text)
      hold(each.name !== '', 'a machine without a name')
      hold(each.createdAt === null || Number.isSafeInteger(each.createdAt), 'a time that is none')
      hold(each.capacity === null || isCount(each.capacity), 'a capacity that is none')
    }
  },
  worst: [
    deep('[', ']'),
    deep('{"vms":', '}'),
    size => '\n'.repeat(size),
    size => `[{"name":"a","ip":"${'1'.repeat(size)}"}]`,
    size => `[{"name":"a","ip":"${' '.repeat(size)}"}]`,
    size => `[${'{"name":"a"},'.repeat(size / 13)}{"name":"b"}]`,
    size => 'sig=a&'.repeat(size / 6),
    size => '0'.repeat(size),
    size => `[{"name":"a","created_at":"${'1'.repeat(size)}"}]`,
  ],
  costs: 3,
}

const pod = (random: Random): object => ({
  metadata: {
    name: word(random),
    uid: word(random),
    ...(random.chance(0.2) && { deletionTimestamp: 'x' }),
    ...(random.chance(0.3) && {
      annotations: { 'kubectl.kubernetes.io/default-container': random.pick(['a', 'zz']) },
    }),
  },
  spec: { containers: many(random, 3, () => ({ name: random.pick(['a', 'b', word(random)]) })) },
  status: {
    phase: random.pick(['Running', 'Failed', 'Pending']),
    containerStatuses: [
      {
        name: 'a',
        state: random.pick<object>([{ running: {} }, { waiting: { reason: 'Crash' } }, {}]),
      },
    ],
  },
})

export const pods: Reader = {
  name: 'pods of kubectl',
  holds: 'one pod is chosen, or it is said why none is',
  make: random =>
    generate(random, {
      whole: each =>
        writeJson(
          each,
          damage(each, each.chance(0.5) ? pod(each) : { items: many(each, 3, () => pod(each)) }),
        ),
      atoms: JSON_ATOMS,
    }),
  check(input) {
    const found = orFailure(() => parsePods(input))
    if (!found) return
    for (const place of [{ pod: 'p' }, { selector: 'a=b', container: 'a' }]) {
      const chosen = choosePod(place, found)
      if ('kind' in chosen) showFailure(chosen)
      else hold(chosen.name !== '' && chosen.container !== '', 'a pod without a name')
    }
  },
  worst: [deep('[', ']'), deep('{"items":[', ']}'), size => '"'.repeat(size)],
  costs: 3,
}

const WORDS = [
  'Error: No such container: x',
  'permission denied while trying to connect to the docker API',
  'context "x" does not exist',
  'Error from server (NotFound): pods "p" not found',
  'container x is not valid for pod y',
  'error: unable to upgrade connection: container not found ("c")',
  'chdir to cwd ("/x") set in config.json failed',
] as const

export const clientWords: Reader = {
  name: 'words of docker, kubectl',
  holds: 'it is told in one line, with what to do, and nothing in it acts on the terminal',
  make: random =>
    generate(random, {
      whole: each => many(each, 4, () => `${maybe(each, each.pick(WORDS))}\n`).join(''),
      atoms: WORDS,
    }),
  check(input) {
    const docker = explainDockerError({ container: 'c', user: 'u', workdir: '/w' }, 'h', input)
    const kube = explainKubeError({ pod: 'p', namespace: 'n' }, 'h', input)
    for (const failure of [docker, kube]) {
      showFailure(failure)
      hold(!/\p{Cc}/u.test(`${failure.why}${failure.hint}`), 'a control character in the advice')
    }
  },
  worst: [
    size => 'permission denied '.repeat(size / 18),
    size => 'context '.repeat(size / 8),
    size => 'context "'.repeat(size / 9),
    size => 'container '.repeat(size / 10),
    size => '(NotFound)'.repeat(size / 10),
    size => 'pods "'.repeat(size / 6),
    size => 'namespaces "'.repeat(size / 12),
    size => '\x80'.repeat(size),
    size => '\n'.repeat(size),
  ],
}
