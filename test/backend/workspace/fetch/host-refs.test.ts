import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readBundle } from '../../../../src/backend/workspace/fetch/bundle.ts'
import { readHostRefs } from '../../../../src/backend/workspace/fetch/host-refs.ts'
import { RESULT_LIMITS } from '../../../../src/backend/workspace/fetch/result-limit.ts'
import { failureOf } from '../../state-file/place.ts'

const sha = 'e'.repeat(40)

describe('what a host says of its results', () => {
  const read = async (text: string) => readHostRefs(text, 'evil')

  test('is read', async () => {
    const text = `noise\nref ${sha} refs/heads/a b\n`.replace('a b', 'a-b')
    expect(await read(`${text}logs\nbundle 12\n`)).toEqual({
      refs: [{ sha, name: 'refs/heads/a-b' }],
      hasLogs: true,
      bundle: 12,
    })
    expect(await read('')).toEqual({ refs: [], hasLogs: false, bundle: null })
  })

  const many = (count: number) =>
    Array.from({ length: count }, (_, at) => `ref ${sha} refs/heads/${at}\n`).join('')
  test.each([
    [`ref ${sha} +refs/heads/main:refs/heads/release`, 'is not a branch'],
    [`ref ${sha} refs/replace/${sha}`, 'is not a branch'],
    [`ref ${sha} refs/heads/x\0y`, 'invisible'],
    [`ref ${sha} refs/heads/-x`, 'begins with "-"'],
    [`ref ${sha} refs/heads/a\u2028b`, 'invisible'],
    [`ref ${sha}`, 'has no commit'],
    ['ref --stdin refs/heads/x', 'has no commit'],
    [`ref ${sha} refs/heads/a\nref ${sha} refs/heads/a`, 'a name twice'],
    [many(RESULT_LIMITS.branches + 1), 'more than 1000 branches'],
    ['bundle 99999999999', 'larger than 500 MB'],
    ['bundle -1', 'did not report the size'],
    ['bundle 1e9', 'did not report the size'],
    [`bundle ${'9'.repeat(400)}`, 'did not report the size'],
    ['bundle 12 /etc/passwd', 'did not report the size'],
  ])('%j is refused', async (text, why) => {
    const failure = await failureOf(read(text))
    expect(failure).toMatchObject({ kind: 'refused', host: 'evil' })
    expect(failure.why).toContain(why)
  })
})

describe('the header of a bundle', () => {
  let dir: string
  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'fmb-'))
  })
  afterAll(() => rm(dir, { recursive: true, force: true }))

  const pack = (objects: number) => {
    const head = Buffer.from('PACK\0\0\0\x02\0\0\0\0', 'latin1')
    head.writeUInt32BE(objects, 8)
    return head.toString('latin1')
  }
  async function read(text: string) {
    const file = join(dir, 'bundle')
    await writeFile(file, Buffer.from(text, 'latin1'))
    return readBundle(file, 'evil')
  }

  test('ends where the pack begins', async () => {
    const header = `# v3 git bundle\n@object-format=sha256\n-${'a'.repeat(64)} a comment\n${'b'.repeat(64)} refs/heads/main\n\n`
    expect(await read(header + pack(3))).toEqual({ packOffset: header.length })
  })

  const first = '# v2 git bundle\n'
  test.each([
    ['', 'is not a git bundle'],
    ['x'.repeat(RESULT_LIMITS.header + 10), 'is not a git bundle'],
    [`# v4 git bundle\n\n${pack(1)}`, 'is not a git bundle'],
    [`${first}@filter=blob:none\n\n${pack(1)}`, 'an invalid line'],
    [`${first}delete refs/heads/main\n\n${pack(1)}`, 'an invalid line'],
    [`${first}${sha} +refs/heads/evil:refs/heads/release\n\n${pack(1)}`, 'is not a branch'],
    [`${first}${sha} refs/replace/${sha}\n\n${pack(1)}`, 'is not a branch'],
    [`${first}${sha} refs/heads/a\0b\n\n${pack(1)}`, 'invisible'],
    [`${first}${`${sha} refs/heads/a\n`.repeat(1001)}\n${pack(1)}`, 'more than 1000 branches'],
    [`${first}${sha} refs/heads/a\n\nPACK`, 'contains no pack'],
    [`${first}${sha} refs/heads/a\n\n${pack(4_000_000_000)}`, '4000000000 objects'],
  ])('%j is refused', async (text, why) => {
    const failure = await failureOf(read(text))
    expect(failure).toMatchObject({ kind: 'refused', host: 'evil' })
    expect(failure.why).toContain(why)
  })
})
