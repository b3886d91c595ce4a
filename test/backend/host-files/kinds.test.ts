import { chmod, mkdir, readFile, stat, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { pathBytes, writePath } from '../../../src/state/files/written-path.ts'
import { type HostWith, hostWith, KINDS } from './host-with.ts'

/** Names that break what reads lines, options or UTF-8. */
const ODD = [
  ...[
    'a\nb',
    '-n',
    '--help',
    ' blank ',
    "it's",
    '"x"',
    '$(id)',
    '*',
    '?',
    '[a]',
    'back\\slash',
    '\\x41',
  ],
  ...['tab\there', '\x1b[31m', 'ümlaut', '日本', '\u202egnp.exe', 'end\n', '..a', '.hidden'],
].map(name => Buffer.from(name))
const BROKEN = [Buffer.from([0xff, 0xfe]), Buffer.from([0x61, 0xc3, 0x0a, 0x62])]
const NAMES = [...ODD, ...BROKEN]

describe.each(KINDS)('a host with %s', kind => {
  let host: HostWith
  beforeAll(async () => {
    host = await hostWith(kind)
  })
  afterAll(() => host.close())

  test('names of any bytes are listed, read, saved, moved and removed as they are', async () => {
    const { files, at, home } = host
    const directory = Buffer.from(`${home}/odd/`)
    await mkdir(directory)
    for (const name of NAMES) await writeFile(Buffer.concat([directory, name]), name)
    const { entries, total } = await files.list(at('odd'), { hidden: true })
    expect(total).toBe(NAMES.length)
    const listed = entries.map(({ name }) => Buffer.from(pathBytes(name)).toString('hex'))
    expect(listed.toSorted()).toEqual(NAMES.map(name => name.toString('hex')).toSorted())
    expect(entries.map(({ size }) => size)).toEqual(
      entries.map(({ name }) => pathBytes(name).length),
    )
    // A name of each sort that has broken something; all of them would take minutes where a process is slow.
    const tried = kind === 'dash' ? NAMES : [NAMES[0], NAMES[1], NAMES[8], ...BROKEN]
    for (const bytes of tried) {
      const name = writePath(bytes ?? Buffer.alloc(0))
      const opened = await files.read(at(`odd/${name}`))
      expect(Buffer.from(opened.bytes)).toEqual(bytes)
      expect(opened.path).toBe(`${home}/odd/${name}`)
    }
    const name = writePath(Buffer.from([0x2d, 0xff, 0x0a]))
    const place = at(`odd/${name}`)
    const saved = await files.save(place, Buffer.from('new'), { before: 'none' })
    expect(saved).toMatchObject({ state: 'saved', path: `${home}/odd/${name}`, inPlace: null })
    expect((await files.move(place, { to: `odd/${name}2` })).path).toBe(`${home}/odd/${name}2`)
    await files.remove(at(`odd/${name}2`))
    expect((await files.restore(at(`odd/${name}2`))).path).toBe(`${home}/odd/${name}2`)
    const moved = Buffer.concat([directory, pathBytes(name), Buffer.from('2')])
    expect(await readFile(moved, 'utf8')).toBe('new')
  })

  test('a save keeps the mode, and refuses what was changed meanwhile', async () => {
    const { files, at, home } = host
    const path = join(home, 'kept')
    await writeFile(path, 'one')
    await chmod(path, 0o4751)
    const { version } = await files.read(at('kept'))
    if (!version) throw new Error('no version')
    expect(version.sum).toMatch(kind === 'no-sha' ? /^cksum:\d+$/ : /^sha256:/)
    const saved = await files.save(at('kept'), Buffer.from('two'), { before: version })
    expect(saved.state).toBe('saved')
    expect((await stat(path)).mode & 0o7777).toBe(0o4751)
    const again = await files.save(at('kept'), Buffer.from('three'), { before: version })
    expect(again).toMatchObject({ state: 'conflict', path, now: { size: 3 } })
    expect(await readFile(path, 'utf8')).toBe('two')
    if (saved.state !== 'saved') return
    expect(await files.save(at('kept'), Buffer.from('4'), { before: saved.version })).toMatchObject(
      { state: 'saved' },
    )
    expect(await host.sh('ls -A | grep fleetmux || :')).toBe('')
  })

  // Where printf or stat is a process for each name this takes minutes beside other work.
  const isSlow = kind === 'mksh' || kind === 'no-stat'
  test.skipIf(isSlow)('pages, filters and links', async () => {
    const { files, at, home } = host
    await host.sh('mkdir many && cd many && seq -w 2500 | xargs touch')
    await symlink('1234', join(home, 'many', 'LINK'))
    const first = await files.list(at('many'))
    expect([first.total, first.entries.length, first.entries[0]?.name]).toEqual([
      2501,
      2000,
      '0001',
    ])
    const second = await files.list(at('many'), { page: 1 })
    expect(second.entries.map(({ name }) => name).slice(-2)).toEqual(['2500', 'LINK'])
    expect(second.entries.at(-1)).toMatchObject({
      type: 'link',
      target: { path: '1234', type: 'file' },
    })
    expect((await files.list(at('many'), { filter: 'link' })).total).toBe(1)
    expect((await files.list(at('many'), { filter: '*99' })).total).toBe(25)
    expect((await files.list(at('many/0007'))).entries).toMatchObject([{ name: '0007', size: 0 }])
  })

  test('nothing is overwritten, nothing followed, a copy is whole', async () => {
    const { files, at, home } = host
    await host.sh('mkdir -p c/d && echo 1 >c/a && echo 2 >c/b && echo 3 >c/d/x && ln -s /etc c/out')
    await expect(files.move(at('c/a'), { to: 'c/b' })).rejects.toThrow('already exists')
    await expect(files.copy(at('c/a'), { to: 'c/b' })).rejects.toThrow('already exists')
    expect((await files.copy(at('c'), { to: 'e' })).path).toBe(join(home, 'e'))
    expect(await host.sh('cat e/d/x; readlink e/out')).toBe('3\n/etc\n')
    expect((await files.copy(at('c/a'), { to: 'c/b', force: true })).path).toBe(join(home, 'c/b'))
    expect((await files.move(at('c/a'), { to: 'c/d' })).path).toBe(join(home, 'c/d/a'))
    await expect(files.makeDirectory(at('c'))).rejects.toThrow('already exists')
    expect((await files.makeDirectory(at('c/new/deep'))).path).toBe(join(home, 'c/new/deep'))
    await files.remove(at('c/out/'))
    await files.remove(at('c/d'))
    expect(
      (await files.trash('h'))
        .slice(0, 2)
        .map(({ path, type }) => [path.split('/').at(-1), type])
        .toSorted(),
    ).toEqual([
      ['d', 'directory'],
      ['out', 'directory'],
    ])
    await files.restore(at('c/d'))
    expect(await host.sh('cat c/d/x c/d/a')).toBe('3\n1\n')
    await files.remove(at('c/d'), { permanently: true })
    await expect(files.restore(at('c/d'))).rejects.toThrow('is not in the trash')
    for (const path of [
      '/',
      '~',
      home.slice(0, home.lastIndexOf('/')),
      'c/..',
      '.',
      '~/.local/share/Trash',
    ])
      await expect(files.remove(at(path))).rejects.toThrow('was not removed')
  })
})

test('the text of a path turns back into the same bytes', () => {
  for (const name of NAMES) expect(Buffer.from(pathBytes(writePath(name)))).toEqual(name)
  expect(writePath(Buffer.from('\\x41'))).toBe('\\x5cx41')
  expect(writePath(Buffer.from('a\\b'))).toBe('a\\b')
})
