import { describe, expect, test } from 'vitest'
import { parsePods } from '../../../src/backend/containers/kube-pod.ts'
import { parseList } from '../../../src/backend/pool/azlin-list.ts'
import { type Failure, FailureError } from '../../../src/state/model/failure.ts'

const POD = {
  metadata: { name: 'web-1', uid: 'u', annotations: { __proto__x: 'y', other: 'z' } },
  spec: { containers: [{ name: 'web' }] },
  status: { phase: 'Running' },
}
const VM = { name: 'vm-1', resource_group: 'rg', ip: '1.2.3.4 (Pub)' }

function failureOf(read: () => unknown): Failure | null {
  try {
    read()
    return null
  } catch (thrown) {
    if (thrown instanceof FailureError) return thrown.failure
    throw thrown
  }
}

const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth)
const objects = (depth: number) => `${'{"items":'.repeat(depth)}1${'}'.repeat(depth)}`
const rubbish = [
  '',
  'x',
  'null',
  '0',
  '1e999',
  '"text"',
  '[1]',
  '[null]',
  '[[]]',
  '{}',
  '[{}]',
  '{"items":null}',
  '{"vms":1}',
  '{"vms":null}',
  '{"vms":{"length":3}}',
  '{"vms":[{"name":{}}]}',
  '{"items":{"0":{}}}',
  '{"items":[null]}',
  '{"__proto__":{"items":[],"vms":[]}}',
  '{"constructor":{"prototype":{}}}',
  '{"items":[{"metadata":{}}]}',
  '[WARNING] slow\n',
  nested(10),
  nested(200_000),
  nested(3_000_000).slice(0, 4_000_000),
  objects(100_000),
  '\u001b]52;c;eA==\u0007',
  '\ud800',
  '{"vms":[{"name":"a\\u0000b"}]}',
]

describe.each([
  ['azlin', parseList, 'azlin printed'],
  ['kubectl', parsePods, 'kubectl get pods'],
])('%s', (_, read, words) => {
  test.each(rubbish)('%.60j is a failure in words', text => {
    const failure = failureOf(() => read(text))
    expect(failure).toMatchObject({ kind: 'remote', what: expect.stringContaining(words) })
    expect(failure?.why).toMatch(/^[^\p{C}]{1,400}$/u)
    expect(failure?.hint).toBeTruthy()
  })

  test('takes nothing for part of every object', () => {
    failureOf(() => read('{"__proto__":{"polluted":1},"items":[],"vms":[]}'))
    expect('polluted' in {}).toBe(false)
  })
})

test('the place of what does not fit is said', () => {
  const vms = JSON.stringify({ vms: [VM, { ...VM, name: 7 }] })
  expect(failureOf(() => parseList(vms))?.why).toMatch(/^at vms\.1\.name: /)
  const items = JSON.stringify({ items: [POD, { ...POD, spec: { containers: 1 } }] })
  expect(failureOf(() => parsePods(items))?.why).toMatch(/^at items\.1\.spec\.containers: /)
})

test.each(['-x', '--help', 'a b', 'a/b', '../x', 'a\nb', 'a\u202eb', '', 'x'.repeat(300)])(
  '%j is nobody that a command line could name',
  name => {
    expect(failureOf(() => parseList(JSON.stringify([{ ...VM, name }])))).not.toBeNull()
    const pod = { ...POD, metadata: { ...POD.metadata, name } }
    expect(failureOf(() => parsePods(JSON.stringify(pod)))).not.toBeNull()
    const inside = { ...POD, spec: { containers: [{ name }] } }
    expect(failureOf(() => parsePods(JSON.stringify(inside)))).not.toBeNull()
  },
)

test('a group that is an option is none, nor is an address that is no address', () => {
  expect(
    failureOf(() => parseList(JSON.stringify([{ ...VM, resource_group: '--x' }]))),
  ).not.toBeNull()
  const odd = JSON.stringify([{ ...VM, public_ip: '-oProxyCommand=x', ip: '999.1.1.1 (Pub)' }])
  expect(parseList(odd)[0]).toMatchObject({ publicIp: null })
})

test('what is right is read, whatever else stands there', () => {
  const [machine] = parseList(JSON.stringify({ vms: [{ ...VM, future: { deep: [1] } }] }))
  expect(machine).toMatchObject({ name: 'vm-1', publicIp: '1.2.3.4' })
  expect(parsePods(JSON.stringify(POD))).toMatchObject([{ metadata: { name: 'web-1' } }])
  expect(parsePods(JSON.stringify({ items: [POD, POD] }))).toHaveLength(2)
})

test('more machines than anybody has are refused', () => {
  const many = JSON.stringify({
    vms: Array.from({ length: 5001 }, (_, at) => ({ name: `v${at}` })),
  })
  expect(failureOf(() => parseList(many))?.why).toContain('vms')
})
