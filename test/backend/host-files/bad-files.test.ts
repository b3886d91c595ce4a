import { type ChildProcess, spawn } from 'node:child_process'
import { chmod, chown, link, mkdir, readFile, stat, symlink, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Transport } from '../../../src/backend/transport/transport.ts'
import type { FileVersion } from '../../../src/state/files/file-version.ts'
import { capture, until } from '../../lab/process.ts'
import { type HostWith, hostWith } from './host-with.ts'

const isRoot = process.getuid?.() === 0

let host: HostWith
beforeAll(async () => {
  host = await hostWith('dash')
})
afterAll(() => host.close())

async function versionOf({ files, at }: HostWith, path: string): Promise<FileVersion> {
  const { version } = await files.read(at(path))
  if (!version) throw new Error(`${path} has no version`)
  return version
}

test('what is no plain file is not read', async () => {
  const { files, at, home, sh } = host
  await sh('mkfifo fifo; ln -s circle2 circle1; ln -s circle1 circle2; ln -s /dev/zero zero')
  const server = createServer()
  await new Promise<void>(resolve => server.listen(join(home, 'socket'), resolve))
  const refusals = {
    ...{
      fifo: 'is a fifo',
      socket: 'is a socket',
      '/dev/zero': 'is a device',
      zero: 'is a device',
    },
    ...{
      circle1: 'is a symbolic link that does not lead to a file',
      '~': 'is a directory',
      gone: 'does not exist',
    },
  }
  for (const [path, why] of Object.entries(refusals))
    await expect(files.read(at(path))).rejects.toThrow(why)
  await expect(files.save(at('fifo'), Buffer.from('x'), { before: 'any' })).rejects.toThrow('fifo')
  const { entries } = await files.list(at('~'), { git: false })
  expect(
    Object.fromEntries(entries.map(({ name, type, target }) => [name, target?.type ?? type])),
  ).toEqual({
    ...{ fifo: 'fifo', socket: 'socket', zero: 'char', circle1: 'link', circle2: 'link' },
  })
  server.close()
})

test('of a sparse file of 5 GB the first 3 MB are read, and it has no version', async () => {
  const { files, at, sh } = host
  await sh('truncate -s 5G sparse')
  const opened = await files.read(at('sparse'))
  expect([opened.size, opened.bytes.length, opened.version]).toEqual([5 * 2 ** 30, 3_000_000, null])
  expect(opened.notes).toEqual(['The file has 5.0 GiB: only the first 2.9 MiB are shown.'])
})

test('a file that never stops growing is read to the limit, or not saved from that reading', async () => {
  const { files, at, home } = host
  const path = join(home, 'grows')
  await writeFile(path, 'a\n')
  const writer = spawn('sh', ['-c', 'while :; do echo more; done >>"$1"', 'sh', path])
  try {
    // On a busy machine the writer may stand still while it is read.
    const opened = await until('a reading during which it grows', async () => {
      const read = await files.read(at('grows'))
      return read.version === null ? read : null
    })
    expect(opened.bytes.length).toBeGreaterThan(0)
  } finally {
    await endOf(writer)
  }
})

function endOf(child: ChildProcess): Promise<unknown> {
  const ended = new Promise(resolve => child.once('exit', resolve))
  child.kill('SIGKILL')
  return ended
}

test('of two who save at once exactly one wins, and the other gets a conflict', async () => {
  const { files, at, home } = host
  await writeFile(join(home, 'raced'), 'base')
  const before = await versionOf(host, 'raced')
  const texts = ['first', 'second', 'third']
  const results = await Promise.all(
    texts.map(text => files.save(at('raced'), Buffer.from(text), { before })),
  )
  const winners = texts.filter((_, index) => results[index]?.state === 'saved')
  expect(winners).toHaveLength(1)
  expect(results.filter(({ state }) => state === 'conflict')).toHaveLength(2)
  expect(await readFile(join(home, 'raced'), 'utf8')).toBe(winners[0])
  const fresh = await Promise.all(
    texts.map(text => files.save(at('fresh'), Buffer.from(text), { before: 'none' })),
  )
  expect(fresh.filter(({ state }) => state === 'saved')).toHaveLength(1)
})

test('the lock of a save that died is taken over', async () => {
  const { files, at, sh } = host
  await sh('mkdir stale; echo base >stale/file; mkdir stale/.fleetmux-lock')
  await sh('printf "%s 4194399\\n" "$(uname -n)" >stale/.fleetmux-lock/owner')
  const before = await versionOf(host, 'stale/file')
  expect(await files.save(at('stale/file'), Buffer.from('new'), { before })).toMatchObject({
    state: 'saved',
  })
  expect(await sh('ls -A stale')).toBe('file\n')
})

test('where others may write, a lock that one of them holds delays nobody', async () => {
  const { files, at, sh } = host
  await sh('mkdir open; chmod 1777 open; echo base >open/file; mkdir open/.fleetmux-lock')
  const before = await versionOf(host, 'open/file')
  expect(await files.save(at('open/file'), Buffer.from('new'), { before })).toMatchObject({
    state: 'saved',
  })
  const fresh = await files.save(at('open/fresh'), Buffer.from('new'), { before: 'none' })
  expect(fresh).toMatchObject({ state: 'saved' })
  expect(await sh('ls -A open; cat open/file')).toBe('.fleetmux-lock\nfile\nfresh\nnew')
})

test('where others may write, what they put in the place of a new file is not written through', async () => {
  // As a user who waits for the name of the new file, and puts a link there before anything is written.
  const swap =
    'for f in "$HOME"/swapped/.fleetmux-save-*; do mv "$f" "$f.away"; ln -s "$HOME/precious" "$f"; done'
  const other = await hostWith('dash', { before: `cp() { command cp "$@"; ${swap}; }` })
  await other.sh('echo kept >precious; mkdir swapped; chmod 777 swapped; echo base >swapped/file')
  const before = await versionOf(other, 'swapped/file')
  const saved = await other.files.save(other.at('swapped/file'), Buffer.from('new'), { before })
  expect(saved).toMatchObject({ state: 'saved' })
  expect(await other.sh('cat precious swapped/file')).toBe('kept\nnew')
  await other.close()
})

test('a file that was replaced by one with the same content is another', async () => {
  const { files, at, sh } = host
  await sh('echo same >twin')
  const before = await versionOf(host, 'twin')
  await sh('echo same >other; mv other twin')
  expect(await files.save(at('twin'), Buffer.from('x'), { before })).toMatchObject({
    state: 'conflict',
  })
  await sh('rm twin')
  expect(await files.save(at('twin'), Buffer.from('x'), { before })).toMatchObject({
    state: 'conflict',
    now: null,
  })
})

test('a directory that is exchanged while a file in it is saved is a conflict', async () => {
  const swap = 'mv "$HOME/sub" "$HOME/was"; mkdir "$HOME/sub"; echo old >"$HOME/sub/file"'
  const other = await hostWith('dash', {
    before: `cp() { [ -e "$HOME/was" ] || { ${swap}; }; command cp "$@"; }`,
  })
  await other.sh('mkdir sub; echo old >sub/file')
  const before = await versionOf(other, 'sub/file')
  const saved = await other.files.save(other.at('sub/file'), Buffer.from('new'), { before })
  expect(saved.state).toBe('conflict')
  expect(await other.sh('cat was/file sub/file; ls -A was')).toBe('old\nold\nfile\n')
  await other.close()
})

test('links stay links, and a file with hard links is written in place', async () => {
  const { files, at, home } = host
  await mkdir(join(home, 'links'))
  await writeFile(join(home, 'links', 'real'), 'one')
  await symlink('links/real', join(home, 'soft'))
  const saved = await files.save(at('soft'), Buffer.from('two'), {
    before: await versionOf(host, 'soft'),
  })
  expect(saved).toMatchObject({ state: 'saved', path: join(home, 'links/real'), inPlace: null })
  await link(join(home, 'links', 'real'), join(home, 'links', 'hard'))
  const hard = await files.save(at('soft'), Buffer.from('three'), {
    before: await versionOf(host, 'soft'),
  })
  expect(hard).toMatchObject({ state: 'saved', inPlace: 'the file has 2 hard links' })
  expect(await readFile(join(home, 'links', 'hard'), 'utf8')).toBe('three')
})

/** Passes on half of what is to be saved: to the host a link that is lost is the end of the file. */
function halved(inner: Transport): Transport {
  return {
    ...inner,
    run: (argv, how = {}) =>
      how.stdin instanceof Uint8Array
        ? inner.run(argv, { ...how, stdin: how.stdin.subarray(0, how.stdin.length / 2) })
        : inner.run(argv, how),
  }
}

test('a link that is lost in a save leaves the old file, and nothing else', async () => {
  const broken = await hostWith('dash', { transport: halved })
  await writeFile(join(broken.home, 'file'), 'old')
  const before = await versionOf(broken, 'file')
  const save = broken.files.save(broken.at('file'), Buffer.alloc(100_000, 'x'), { before })
  await expect(save).rejects.toThrow('the text did not arrive completely')
  expect(await broken.sh('cat file; ls -A')).toBe('oldfile\n')
  await broken.close()
})

test('a disk that is full in a save loses nothing', async () => {
  const small = await hostWith('dash', { before: 'ulimit -f 40' })
  await writeFile(join(small.home, 'file'), 'old')
  const before = await versionOf(small, 'file')
  const save = small.files.save(small.at('file'), Buffer.alloc(100_000, 'x'), { before })
  await expect(save).rejects.toThrow(/disk is full|was not saved/)
  expect(await small.sh('cat file; ls -A')).toBe('oldfile\n')
  await small.close()
})

test.skipIf(!isRoot)('a full file system, in place too: the old file stays whole', async () => {
  const dir = await hostWith('dash')
  await mkdir(join(dir.home, 'small'))
  await capture('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'none', join(dir.home, 'small')])
  try {
    await writeFile(join(dir.home, 'small', 'file'), 'old')
    const before = await versionOf(dir, 'small/file')
    const place = dir.at('small/file')
    await expect(dir.files.save(place, Buffer.alloc(90_000), { before })).rejects.toThrow(
      'the disk of the host is full',
    )
    await link(join(dir.home, 'small', 'file'), join(dir.home, 'small', 'hard'))
    const again = await versionOf(dir, 'small/file')
    await expect(dir.files.save(place, Buffer.alloc(90_000), { before: again })).rejects.toThrow(
      'the disk of the host is full',
    )
    expect(await dir.sh('cat small/file; ls -A small')).toBe('oldfile\nhard\n')
    // Another file system: its own trash, or none.
    expect((await dir.files.remove(dir.at('small/hard'))).note).toContain(`/small/.Trash-`)
    expect((await dir.files.restore(dir.at('small/hard'))).path).toBe(join(dir.home, 'small/hard'))
    expect((await dir.files.move(dir.at('small/hard'), { to: 'hard' })).note).toContain(
      'another file system',
    )
  } finally {
    await capture('umount', [join(dir.home, 'small')])
    await dir.close()
  }
})

test.skipIf(!isRoot)(
  'what belongs to somebody else: refused, or written in place, and said',
  async () => {
    const nobody = ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups']
    const other = await hostWith('dash', { wrap: nobody })
    const { files, at, home } = other
    await chmod(join(home, '..'), 0o755)
    await writeFile(join(home, 'roots'), 'old')
    await chmod(join(home, 'roots'), 0o644)
    const before = await versionOf(other, 'roots')
    await expect(files.save(at('roots'), Buffer.from('new'), { before })).rejects.toThrow(
      'you may not write',
    )
    await expect(files.save(at('more'), Buffer.from('new'), { before: 'none' })).rejects.toThrow(
      'you may not create',
    )
    await writeFile(join(home, 'secret'), 'x', { mode: 0o600 })
    await expect(files.read(at('secret'))).rejects.toThrow('you may not read')
    await mkdir(join(home, '.local/share/fleetmux/saves'), { recursive: true })
    await chown(join(home, '.local/share/fleetmux/saves'), 65534, 65534)
    await chmod(join(home, 'roots'), 0o666)
    const saved = await files.save(at('roots'), Buffer.from('new'), {
      before: await versionOf(other, 'roots'),
    })
    expect(saved).toMatchObject({
      state: 'saved',
      inPlace: 'no file can be created in the same directory',
    })
    await mkdir(join(home, 'open'))
    await chmod(join(home, 'open'), 0o777)
    await writeFile(join(home, 'open', 'file'), 'old')
    await chmod(join(home, 'open', 'file'), 0o666)
    const inOpen = await files.save(at('open/file'), Buffer.from('new'), {
      before: await versionOf(other, 'open/file'),
    })
    expect(inOpen).toMatchObject({ state: 'saved', inPlace: 'the file belongs to another user' })
    expect([
      (await stat(join(home, 'open/file'))).uid,
      await readFile(join(home, 'open/file'), 'utf8'),
    ]).toEqual([0, 'new'])
    expect(await other.sh('ls -A .local/share/fleetmux/saves open')).toBe(
      '.local/share/fleetmux/saves:\n\nopen:\nfile\n',
    )
    await other.close()
  },
)
