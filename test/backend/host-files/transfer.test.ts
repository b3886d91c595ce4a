import { spawnSync } from 'node:child_process'
import { mkdirSync, rmSync } from 'node:fs'
import {
  mkdir,
  readdir,
  readFile,
  readlink,
  realpath,
  rm,
  symlink,
  writeFile,
} from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { Transform } from 'node:stream'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Transport } from '../../../src/backend/transport/transport.ts'
import type { FoundLine } from '../../../src/state/files/host-files.ts'
import { until } from '../../lab/process.ts'
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
    await expect(files.get(at('big'), here)).rejects.toThrow('already exists')
    await writeFile(to('.same.fleetmux-part'), Buffer.alloc(100_000, 'x'))
    expect((await files.get(at('big'), to('same'), { resume: true })).resumedAt).toBe(100_000)
    await writeFile(to('.other.fleetmux-part'), Buffer.alloc(100_000, 'y'))
    expect((await files.get(at('big'), to('other'), { resume: true })).resumedAt).toBe(0)
    const big = await readFile(join(home, 'big'))
    for (const name of ['big', 'same', 'other']) expect(await readFile(to(name))).toEqual(big)
    await expect(files.get(at('gone'), here)).rejects.toThrow('does not exist')
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
    await expect(files.put(source, at('tree/big'))).rejects.toThrow('already exists')
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

/** Ends each download in its middle. */
function breakingReads(inner: Transport): Transport {
  return {
    ...inner,
    async open(argv, how) {
      const running = await inner.open(argv, how)
      let size = 0
      const cut = new Transform({
        transform(chunk: Buffer, _encoding, next) {
          size += chunk.length
          if (size > 500_000) void running.kill().then(() => cut.destroy())
          else cut.push(chunk)
          next()
        },
      })
      running.stdout.pipe(cut)
      const ended = running.ended.then(({ code }) => ({ code, lost: size > 500_000 }))
      return { ...running, stdout: cut, ended }
    },
  }
}

test('a link that is lost in an upload leaves a part to go on with, and no file', async () => {
  const broken = await hostWith('dash', { transport: breaking })
  const source = join(broken.home, 'source')
  await writeFile(source, Buffer.alloc(2_000_000, 'x'))
  const put = broken.files.put(source, broken.at('sent'))
  await expect(put).rejects.toThrow('continue with --resume')
  expect(await broken.sh('ls -A')).toMatch(/^\.sent\.\w+-\d+-\w+\.fleetmux-part\nsource\n$/)
  const again = await hostWith('dash', { home: broken.home })
  const done = await again.files.put(source, again.at('sent'), { resume: true })
  expect([done.size, done.resumedAt > 0]).toEqual([2_000_000, true])
  expect(await readFile(join(broken.home, 'sent'))).toEqual(await readFile(source))
  expect(await broken.sh('ls -A')).toBe('sent\nsource\n')
  await again.close()
  await broken.close()
})

test('a directory that was sent or fetched in part is gone on with: what is there is not sent again', async () => {
  const broken = await hostWith('dash', { transport: breaking })
  const source = join(broken.home, 'source')
  await mkdir(join(source, 'deep', 'empty'), { recursive: true })
  const name = Buffer.concat([Buffer.from(`${source}/deep/`), Buffer.from([0x66, 0xff, 0x0a])])
  await writeFile(name, 'no UTF-8 in my name')
  for (const at of Array.from({ length: 20 }, (_, index) => index))
    await writeFile(join(source, `file${String(at).padStart(2, '0')}`), Buffer.alloc(100_000, at))
  await symlink('deep', join(source, 'link'))
  await expect(broken.files.put(source, broken.at('sent'))).rejects.toThrow(
    'continue with --resume',
  )
  // What was changed or removed meanwhile must not come back.
  await writeFile(join(source, 'file01'), 'changed')
  await rm(join(source, 'file02'))
  const again = await hostWith('dash', { home: broken.home })
  const done = await again.files.put(source, again.at('sent'), { resume: true })
  expect(done.resumedAt).toBeGreaterThanOrEqual(100_000)
  expect(done.notes).toEqual([])
  expect(await broken.sh('diff -r --no-dereference source sent && ls -A')).toBe('sent\nsource\n')

  const here = join(broken.home, '..', 'got')
  const cut = await hostWith('dash', { home: broken.home, transport: breakingReads })
  await expect(cut.files.get(cut.at('source'), here)).rejects.toThrow('continue with --resume')
  await writeFile(join(source, 'file03'), 'changed')
  await rm(join(source, 'file04'))
  const got = await again.files.get(again.at('source'), here, { resume: true })
  expect([got.resumedAt >= 100_000, got.notes]).toEqual([true, []])
  expect(await broken.sh('diff -r --no-dereference source ../got; ls -A ..')).toBe(
    'bin\ngot\nhome\n',
  )
  for (const each of [cut, again, broken]) await each.close()
})

test('a directory that came meanwhile is not replaced by the one that is fetched', async () => {
  const host = await hostWith('dash')
  await mkdir(join(host.home, 'tree'))
  await writeFile(join(host.home, 'tree', 'file'), Buffer.alloc(1_000_000, 'x'))
  const here = join(host.home, 'here')
  const got = host.files.get(host.at('tree'), here, {
    progress: () => void mkdirSync(join(here, 'other'), { recursive: true }),
  })
  await expect(got).rejects.toThrow(`${here} already exists on this machine.`)
  expect(await readdir(here)).toEqual(['other'])
  await host.close()
})

test('a copy from host to host that is cut off is not said to go on', async () => {
  const host = await hostWith('dash', { transport: breakingReads })
  await writeFile(join(host.home, 'source'), Buffer.alloc(2_000_000, 'x'))
  const copy = host.files.copyBetween(host.at('source'), host.at('copy'), { move: false })
  await expect(copy).rejects.toThrow(
    'source was only partly received. (the connection was lost) A copy from host to host cannot be continued: start it again.',
  )
  expect(await host.sh('ls')).toBe('source\n')
  await host.close()
})

test('two uploads of one file at once have a part each, and leave none', async () => {
  const host = await hostWith('dash')
  const texts = ['x', 'y'].map(letter => Buffer.alloc(3_000_000, letter))
  await Promise.all(texts.map((text, at) => writeFile(join(host.home, `source${at}`), text)))
  const both = { resume: true, force: true }
  const puts = [0, 1].map(at =>
    host.files.put(join(host.home, `source${at}`), host.at('sent'), both),
  )
  for (const { size, notes } of await Promise.all(puts))
    expect([size, notes]).toEqual([3_000_000, []])
  const sent = await readFile(join(host.home, 'sent'))
  expect(texts.some(text => text.equals(sent))).toBe(true)
  expect(await host.sh('ls -A')).toBe('sent\nsource0\nsource1\n')
  await host.close()
})

test('the part of an upload that another machine goes on with, and that of a longer name, is left alone', async () => {
  const host = await hostWith('dash')
  await writeFile(join(host.home, 'source'), 'text')
  const parts = ['.sent.other-1-', '.sent.b.other-1-'].map(
    name => `${name}${'0'.repeat(18)}.fleetmux-part`,
  )
  for (const part of parts) await writeFile(join(host.home, part), 'te')
  await host.sh(`touch -d '1 hour ago' '${parts[1]}'`)
  const put = () =>
    host.files.put(join(host.home, 'source'), host.at('sent'), { resume: true, force: true })
  expect((await put()).resumedAt).toBe(0)
  await host.sh(`touch -d '1 hour ago' '${parts[0]}'`)
  expect((await put()).resumedAt).toBe(2)
  expect(await host.sh('ls -A')).toBe(`${parts[1]}\nsent\nsource\n`)
  await host.close()
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
    [expect.stringContaining('The file changed during the transfer')],
  ])
  await host.close()
})

test('a file that vanishes when its upload begins is sent whole, and a later one of its name is not', async () => {
  const host = await hostWith('dash')
  const path = join(host.home, '..', 'leaving')
  await writeFile(path, Buffer.alloc(3_000_000, 'x'))
  const sending = host.files.put(path, host.at('sent'))
  // The host is asked first; that takes longer than it takes to open the file.
  await until('the file to be open', () => isOpenHere(path))
  await rm(path)
  await writeFile(path, 'another one')
  expect((await sending).size).toBe(3_000_000)
  expect(await readFile(join(host.home, 'sent'), 'utf8')).toBe('x'.repeat(3_000_000))
  await expect(host.files.put(join(path, 'none'), host.at('none'))).rejects.toThrow(
    'cannot be read on this machine',
  )
  await host.close()
})

test('files that vanish while their directory is fetched are said, in one line', async () => {
  const host = await hostWith('dash')
  const tree = join(host.home, 'tree')
  await mkdir(tree)
  for (let i = 0; i < 9; i++) await writeFile(join(tree, `f${i}`), Buffer.alloc(2_000_000, 'x'))
  let isRemoved = false
  const got = await host.files.get(host.at('tree'), join(host.home, '..', 'fetched'), {
    progress() {
      if (!isRemoved) for (let i = 0; i < 9; i++) rmSync(join(tree, `f${i}`), { force: true })
      isRemoved = true
    },
  })
  expect(got.notes).toEqual([expect.stringMatching(/^Not all of .+ could be read: tar: .*; tar: /)])
  expect(got.notes.join()).not.toContain('x0a')
  await host.close()
})

/** Whether this process has the file open. */
async function isOpenHere(path: string): Promise<boolean> {
  const all = await readdir('/proc/self/fd')
  const links = await Promise.all(all.map(fd => readlink(`/proc/self/fd/${fd}`).catch(() => '')))
  return links.includes(await realpath(path))
}
