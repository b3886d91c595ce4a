import { spawnSync } from 'node:child_process'
import { mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Transport } from '../../../src/backend/transport/transport.ts'
import type { FoundLine } from '../../../src/state/files/host-files.ts'
import { type HostWith, hostWith } from './host-with.ts'

describe.each(['dash', 'busybox'] as const)('a host with %s', kind => {
  let host: HostWith
  let here: string
  beforeAll(async () => {
    host = await hostWith(kind)
    here = join(host.home, '..', 'here')
    const tree = join(host.home, 'tree')
    await mkdir(join(tree, 'sub'), { recursive: true })
    await mkdir(here)
    await writeFile(join(tree, 'a.txt'), 'one\nTODO x\n')
    await writeFile(join(tree, 'sub', 'b\nc.md'), 'a TODO\n')
    await writeFile(join(tree, 'binary'), 'TODO\0\x01')
    await symlink('/etc', join(tree, 'out'))
    await writeFile(join(host.home, 'big'), Buffer.alloc(300_000, 'x'))
  })
  afterAll(() => host.close())

  test('names and lines are found, no link is followed, a limit ends it', async () => {
    const { files, at } = host
    const found: string[] = []
    const names = { limit: 100, found: ({ name }: { name: string }) => void found.push(name) }
    expect(await files.find(at('tree'), names)).toEqual({ count: 5, isCut: false })
    expect(found.splice(0).toSorted()).toEqual(['a.txt', 'binary', 'out', 'sub', 'sub/b\\x0ac.md'])
    await files.find(at('tree'), { ...names, name: '*.MD' })
    expect(found.splice(0)).toEqual(['sub/b\\x0ac.md'])
    expect(await files.find(at('/usr/lib'), { ...names, limit: 3 })).toEqual({
      count: 3,
      isCut: true,
    })
    await expect(files.find(at('gone'), names)).rejects.toThrow('there is no directory')
    const lines: FoundLine[] = []
    await files.grep(at('tree'), { text: 'TODO', limit: 100, found: each => void lines.push(each) })
    // The grep of busybox cannot tell names with newlines apart: they are left out.
    const odd = kind === 'busybox' ? [] : [{ name: 'sub/b\\x0ac.md', line: 1, text: 'a TODO' }]
    expect(lines.toSorted((a, b) => (a.name < b.name ? -1 : 1))).toEqual([
      { name: 'a.txt', line: 2, text: 'TODO x' },
      ...odd,
    ])
    expect(await files.complete(at('tree'), 's', 60_000)).toEqual(['sub/'])
  })

  test('a file is fetched, never over another, and gone on with where the beginning is the same', async () => {
    const { files, at, home } = host
    const to = (name: string) => join(here, name)
    expect(await files.get(at('big'), here)).toMatchObject({
      path: to('big'),
      size: 300_000,
      notes: [],
    })
    await expect(files.get(at('big'), here)).rejects.toThrow('is there already')
    await writeFile(to('.same.fleetmux-part'), Buffer.alloc(100_000, 'x'))
    expect((await files.get(at('big'), to('same'), { resume: true })).resumedAt).toBe(100_000)
    await writeFile(to('.other.fleetmux-part'), Buffer.alloc(100_000, 'y'))
    expect((await files.get(at('big'), to('other'), { resume: true })).resumedAt).toBe(0)
    const big = await readFile(join(home, 'big'))
    for (const name of ['big', 'same', 'other']) expect(await readFile(to(name))).toEqual(big)
    await expect(files.get(at('gone'), here)).rejects.toThrow('there is no')
    expect((await readdir(here)).filter(name => name.includes('part'))).toEqual([])
  })

  test('two fetches of one file at once have a part each; that of a killed fetch is gone on with', async () => {
    const { files, at, home } = host
    const big = await readFile(join(home, 'big'))
    const twice = { resume: true, force: true }
    const both = [1, 2].map(() => files.get(at('big'), join(here, 'twice'), twice))
    for (const { notes } of await Promise.all(both)) expect(notes).toEqual([])
    expect(await readFile(join(here, 'twice'))).toEqual(big)
    const dead = spawnSync('true').pid
    const machine = hostname()
      .replace(/[^A-Za-z0-9]/g, '')
      .slice(0, 12)
    const left = join(here, `.killed.${machine}-${dead}-abcdef.fleetmux-part`)
    await writeFile(left, Buffer.alloc(100_000, 'x'))
    expect((await files.get(at('big'), join(here, 'killed'), twice)).resumedAt).toBe(100_000)
    expect((await readdir(here)).filter(name => name.includes('part'))).toEqual([])
  })

  test('a link under the name of the part is replaced, and nothing is written through it', async () => {
    const { files, at } = host
    await writeFile(join(here, 'mine'), 'kept')
    await symlink(join(here, 'mine'), join(here, '.linked.fleetmux-part'))
    for (const resume of [true, false]) {
      await files.get(at('big'), join(here, 'linked'), { resume, force: true })
      expect(await readFile(join(here, 'mine'), 'utf8')).toBe('kept')
    }
  })

  test('a directory comes and goes with all that is in it', async () => {
    const { files, at, home } = host
    expect((await files.get(at('tree'), here)).path).toBe(join(here, 'tree'))
    expect(await readFile(join(here, 'tree', 'sub', 'b\nc.md'), 'utf8')).toBe('a TODO\n')
    expect((await files.put(join(here, 'tree'), at('back'))).path).toBe(join(home, 'back'))
    expect(await readFile(join(home, 'back', 'sub', 'b\nc.md'), 'utf8')).toBe('a TODO\n')
    await expect(files.put(join(here, 'tree'), at('tree/sub/gone/x'))).rejects.toThrow(
      'there is no directory',
    )
  })

  test('a file is sent, never over another, and gone on with', async () => {
    const { files, at, home } = host
    const source = join(home, 'big')
    expect((await files.put(source, at('tree'))).path).toBe(join(home, 'tree', 'big'))
    await expect(files.put(source, at('tree/big'))).rejects.toThrow('is there already')
    await writeFile(join(home, '.sent.fleetmux-part'), Buffer.alloc(100_000, 'x'))
    expect((await files.put(source, at('sent'), { resume: true })).resumedAt).toBe(100_000)
    expect(await readFile(join(home, 'sent'))).toEqual(await readFile(source))
    expect((await readdir(home)).filter(name => name.includes('part'))).toEqual([])
  })
})

/** Ends each upload in its middle. */
function breaking(inner: Transport): Transport {
  return {
    ...inner,
    async open(argv, how) {
      const running = await inner.open(argv, how)
      let size = 0
      const write = running.stdin.write.bind(running.stdin)
      running.stdin.write = ((chunk: Buffer, ...rest: []) => {
        size += chunk.length
        if (size > 500_000) void running.kill()
        return write(chunk, ...rest)
      }) as typeof running.stdin.write
      return {
        ...running,
        ended: running.ended.then(({ code }) => ({ code, lost: size > 500_000 })),
      }
    },
  }
}

test('a link that is lost in an upload leaves a part to go on with, and no file', async () => {
  const broken = await hostWith('dash', { transport: breaking })
  const source = join(broken.home, 'source')
  await writeFile(source, Buffer.alloc(2_000_000, 'x'))
  const put = broken.files.put(source, broken.at('sent'))
  await expect(put).rejects.toThrow('go on with --resume')
  expect(await broken.sh('ls -A')).toBe('.sent.fleetmux-part\nsource\n')
  const again = await hostWith('dash', { home: broken.home })
  const done = await again.files.put(source, again.at('sent'), { resume: true })
  expect([done.size, done.resumedAt > 0]).toEqual([2_000_000, true])
  expect(await readFile(join(broken.home, 'sent'))).toEqual(await readFile(source))
  await again.close()
  await broken.close()
})

test('a file that grows or vanishes while it is fetched is said', async () => {
  const host = await hostWith('dash')
  const path = join(host.home, 'log')
  await writeFile(path, Buffer.alloc(5_000_000, 'x'))
  let grown = false
  const got = await host.files.get(host.at('log'), join(host.home, 'copy'), {
    progress() {
      if (grown) return
      grown = true
      void writeFile(path, 'more', { flag: 'a' })
    },
  })
  expect([got.size, got.notes]).toEqual([
    5_000_000,
    [expect.stringContaining('It changed while it was read')],
  ])
  await host.close()
})
