import { spawnSync } from 'node:child_process'
import {
  chmod,
  link,
  lstat,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  writeFile,
} from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { type HostWith, hostWith } from './host-with.ts'

/*
 * In a directory that everybody may write, without a sticky bit, another user can rename and replace whatever a script
 * of ours has checked, before the script uses it. The other is a real user, who acts just before a command of the
 * script runs: without root there is none.
 */

const OTHER = 65534
const AS_OTHER = `setpriv --reuid ${OTHER} --regid ${OTHER} --clear-groups`

let dir: string
let shared: string
let mine: string
let host: HostWith | null

beforeEach(async () => {
  dir = await mkdtemp('/tmp/fmsu-')
  shared = join(dir, 'shared')
  mine = join(dir, 'mine')
  host = null
  await chmod(dir, 0o755)
  await mkdir(join(shared, 'sub'), { recursive: true })
  await mkdir(mine, { mode: 0o700 })
  await chmod(shared, 0o777)
  await chmod(join(shared, 'sub'), 0o777)
  await writeFile(join(mine, 'secret'), 'secret', { mode: 0o600 })
  await writeFile(join(dir, 'file'), 'content')
})
afterEach(async () => {
  await host?.close()
  await rm(dir, { recursive: true, force: true })
})

/** What the other user does, once, in the shared directory, just before this command of our script. */
async function before(
  command: string,
  act: string,
  pattern = '*',
  when = 'before',
): Promise<HostWith> {
  const script = join(dir, 'act')
  await writeFile(script, `cd '${shared}'; ${act}\n`)
  const once = `case "$*" in --help) ;; ${pattern}) [ -e '${dir}/acted' ] || PATH=/usr/bin:/bin ${AS_OTHER} sh -e '${script}' >'${dir}/acted' 2>&1 ;; esac`
  const body =
    when === 'before'
      ? `${once}; command ${command} "$@"`
      : `command ${command} "$@" && { ${once}; }`
  host = await hostWith('dash', {
    home: join(dir, 'home'),
    before: `${command}() { ${body}; }`,
  })
  return host
}

function asOther(act: string): void {
  const [file = '', ...args] = [...AS_OTHER.split(' '), 'sh', '-c', act]
  const { status, stderr } = spawnSync(file, args, { cwd: shared })
  expect([status, stderr.toString()]).toEqual([0, ''])
}

/** What is in the directory that only the first user may write, as it was at the beginning. */
async function expectMineAsItWas(): Promise<void> {
  // The other user could do all of it.
  expect(await readFile(join(dir, 'acted'), 'utf8')).toBe('')
  await expectMineToBe()
}

async function expectMineToBe(): Promise<void> {
  expect(await readdir(mine)).toEqual(['secret'])
  expect(await readFile(join(mine, 'secret'), 'utf8')).toBe('secret')
  expect(
    [await stat(mine), await stat(join(mine, 'secret'))].map(({ mode }) => mode & 0o777),
  ).toEqual([0o700, 0o600])
}

const each = `for part in .[!.]*; do mv "$part" gone; `

describe.runIf(process.getuid?.() === 0)('another user who exchanges what was checked', () => {
  test('before an upload gets its mode: no file elsewhere gets it', async () => {
    const { files, at } = await before('chmod', `${each} ln -s '${mine}/secret' "$part"; done`)
    await files.put(join(dir, 'file'), at(join(shared, 'file')), {}).catch(() => {})
    await expectMineAsItWas()
  })

  test('before an upload gets its name: it is not moved to another directory', async () => {
    const { files, at } = await before('mv', `ln -s '${mine}' file`)
    const put = files.put(join(dir, 'file'), at(join(shared, 'file')), { force: true })
    await put.catch(() => {})
    await expectMineAsItWas()
    expect((await lstat(join(shared, 'file'))).isFile()).toBe(true)
  })

  test('before a directory is unpacked: nothing is unpacked elsewhere', async () => {
    await mkdir(join(dir, 'home', 'mine'), { recursive: true })
    await writeFile(join(dir, 'home', 'mine', 'secret'), 'other')
    const exchange = `${each} mkdir "$part"; ln -s '${dir}' "$part/got"; done`
    const { files, at } = await before('tar', exchange)
    await files.put(join(dir, 'home', 'mine'), at(join(shared, 'mine')), {}).catch(() => {})
    await expectMineAsItWas()
  })

  test('what is theirs is not taken for a part of ours, nor a directory of ours that they renamed', async () => {
    await mkdir(join(shared, 'work'), { mode: 0o700 })
    await writeFile(join(shared, 'work', 'file'), 'of a day')
    const host_ = await before('id', 'true')
    asOther(`mv work .file.fleetmux-part`)
    await host_.files.put(join(dir, 'file'), host_.at(join(shared, 'file')), { resume: true })
    expect(await readFile(join(shared, '.file.fleetmux-part', 'file'), 'utf8')).toBe('of a day')
    expect(await readFile(join(shared, 'file'), 'utf8')).toBe('content')
  })

  test('before a copy begins: nothing is copied elsewhere', async () => {
    await writeFile(join(shared, 'a'), 'a')
    const { files, at } = await before(
      'cp',
      `${each} ln -s '${mine}' "$part"; done; ln -s '${mine}' .b`,
    )
    await files.copy(at(join(shared, 'a')), { to: join(shared, 'b') }).catch(() => {})
    await expectMineAsItWas()
  })

  test('before a file is moved: it is not moved to another directory', async () => {
    await writeFile(join(shared, 'a'), 'a')
    const { files, at } = await before('mv', `ln -s '${mine}' b`)
    await files.move(at(join(shared, 'a')), { to: join(shared, 'b'), force: true }).catch(() => {})
    await expectMineAsItWas()
  })

  test('before a file is removed: none is removed elsewhere', async () => {
    await writeFile(join(shared, 'sub', 'secret'), 'x')
    const { files, at } = await before('rm', `mv sub was; ln -s '${mine}' sub`)
    await files.remove(at(join(shared, 'sub', 'secret')), { permanently: true }).catch(() => {})
    await expectMineAsItWas()
  })

  test('before a file is saved in place: none is written elsewhere', async () => {
    await writeFile(join(shared, 'theirs'), 'old')
    await chmod(join(shared, 'theirs'), 0o666)
    await link(join(shared, 'theirs'), join(shared, 'second'))
    const { files, at } = await before(
      'cp',
      `mv theirs was; ln -s '${mine}/secret' theirs`,
      '*/saves/*',
    )
    const place = at(join(shared, 'theirs'))
    const { version } = await files.read(place)
    await files.save(place, Buffer.from('new'), { before: version ?? 'any' }).catch(() => {})
    await expectMineAsItWas()
    expect(await readFile(join(shared, 'was'), 'utf8')).toBe('new')
  })

  test('before a nest is entered: no directory elsewhere is changed', async () => {
    await chmod(mine, 0o750)
    await writeFile(join(shared, 'a'), 'a')
    const { files, at } = await before(
      'mkdir',
      `${each} ln -s '${mine}' "$part"; done`,
      '*save*',
      'after',
    )
    await files.save(at(join(shared, 'a')), Buffer.from('new'), { before: 'any' }).catch(() => {})
    expect((await stat(mine)).mode & 0o777).toBe(0o750)
    await chmod(mine, 0o700)
    await expectMineAsItWas()
  })

  test.each([
    [
      'put',
      (at: string) => host?.files.put(join(dir, 'file'), { host: 'h', path: `${at}/file` }, {}),
    ],
    [
      'copy',
      (at: string) =>
        host?.files.copy({ host: 'h', path: join(dir, 'file') }, { to: `${at}/file` }),
    ],
    [
      'move',
      (at: string) =>
        host?.files.move({ host: 'h', path: join(dir, 'file') }, { to: `${at}/file` }),
    ],
    ['mkdir', (at: string) => host?.files.makeDirectory({ host: 'h', path: `${at}/new` })],
    ['remove', (at: string) => host?.files.remove({ host: 'h', path: `${at}/secret` }, {})],
    [
      'save',
      (at: string) =>
        host?.files.save({ host: 'h', path: `${at}/new` }, Buffer.from('x'), { before: 'none' }),
    ],
  ])('%s goes through no link of theirs to a place that is not theirs', async (_, act) => {
    await before('id', 'true')
    asOther(`ln -s '${mine}' link`)
    await expect(act(join(shared, 'link'))).rejects.toThrow(
      `${shared}/link is a symbolic link of another user (uid ${OTHER}) to a directory that is not that user's: name the directory itself, ${mine}`,
    )
    await expectMineAsItWas()
    expect(await readFile(join(dir, 'file'), 'utf8')).toBe('content')
    // A link to a place of their own is followed.
    asOther('mkdir -m 777 own; ln -s own link2')
    await host?.files.put(join(dir, 'file'), { host: 'h', path: join(shared, 'link2/file') }, {})
    expect(await readFile(join(shared, 'own', 'file'), 'utf8')).toBe('content')
  })
})

/** What the other user does just before this machine receives anything. */
async function beforeFetch(act: string): Promise<HostWith> {
  host = await hostWith('dash', {
    home: join(dir, 'home'),
    transport: inner => ({
      ...inner,
      open(argv, how) {
        asOther(act)
        return inner.open(argv, how)
      },
    }),
  })
  return host
}

describe.runIf(process.getuid?.() === 0)('another user who exchanges what is fetched', () => {
  test('the part of a file that is continued: no file elsewhere is written', async () => {
    await writeFile(join(shared, '.file.fleetmux-part'), 'con')
    const { files, at } = await beforeFetch(`${each} ln -s '${mine}/secret' "$part"; done`)
    const get = files.get(at(join(dir, 'file')), join(shared, 'file'), { resume: true })
    await get.catch(() => {})
    await expectMineToBe()
  })

  test('the part of a directory: nothing is unpacked or moved elsewhere', async () => {
    await mkdir(join(dir, 'home', 'mine'), { recursive: true })
    await writeFile(join(dir, 'home', 'mine', 'secret'), 'other')
    // The other acts when tar is started on this machine.
    const exchange = `${each} mkdir "$part"; ln -s '${dir}' "$part/got"; done`
    await writeFile(join(dir, 'act'), `cd '${shared}'; ${exchange}\n`)
    await mkdir(join(dir, 'bin'))
    const act = `#!/bin/sh\n${AS_OTHER} sh '${dir}/act'\nexec /usr/bin/env PATH=/usr/bin:/bin tar "$@"\n`
    await writeFile(join(dir, 'bin', 'tar'), act, { mode: 0o755 })
    const { files, at } = await beforeFetch('true')
    vi.stubEnv('PATH', `${join(dir, 'bin')}:${process.env.PATH}`)
    const fetched = files.get(at(join(dir, 'home', 'mine')), join(shared, 'mine'), {})
    await fetched.catch(() => {}).finally(() => vi.unstubAllEnvs())
    await expectMineToBe()
  })

  test('a directory of ours that they gave the name of a part is not removed', async () => {
    await mkdir(join(shared, 'work'), { mode: 0o700 })
    await writeFile(join(shared, 'work', 'file'), 'of a day')
    const { files, at } = await beforeFetch('mv work .file.fleetmux-part || :')
    await files.get(at(join(dir, 'file')), join(shared, 'file'), {})
    expect(await readFile(join(shared, '.file.fleetmux-part', 'file'), 'utf8')).toBe('of a day')
    expect(await readFile(join(shared, 'file'), 'utf8')).toBe('content')
  })

  test('the directory itself: what arrives stays in the one that was named', async () => {
    const { files, at } = await beforeFetch(`mv sub was; ln -s '${mine}' sub`)
    await files.get(at(join(dir, 'file')), join(shared, 'sub', 'secret'), { force: true })
    await expectMineToBe()
    expect(await readFile(join(shared, 'was', 'secret'), 'utf8')).toBe('content')
  })

  test('a link of theirs to a place that is not theirs is refused', async () => {
    const { files, at } = await beforeFetch('true')
    asOther(`ln -s '${mine}' link`)
    await expect(files.get(at(join(dir, 'file')), join(shared, 'link', 'x'))).rejects.toMatchObject(
      {
        failure: {
          what: `Nothing is written to ${shared}/link.`,
          why: `${shared}/link is a symbolic link of another user (uid ${OTHER}) to a directory that is not that user's`,
          hint: `Name the place itself: ${mine}`,
        },
      },
    )
    await expectMineToBe()
  })
})

describe.each(['dash', 'busybox'] as const)('where others can write, a host with %s', kind => {
  test('files are sent, fetched, saved, copied, moved and removed as elsewhere', async () => {
    host = await hostWith(kind, { home: join(dir, 'home') })
    const { files, at } = host
    const to = (name: string) => at(join(shared, name))
    for (const force of [false, true]) await files.put(join(dir, 'file'), to('file'), { force })
    await files.put(mine, to('tree'))
    await files.get(at(join(dir, 'file')), join(shared, 'got'))
    await files.get(at(mine), join(shared, 'fetched'))
    const { version } = await files.read(to('file'))
    const saved = await files.save(to('file'), Buffer.from('new'), { before: version ?? 'none' })
    expect(saved).toMatchObject({ state: 'saved', inPlace: null })
    await link(join(shared, 'file'), join(shared, 'second'))
    const again = await files.save(to('file'), Buffer.from('newer'), { before: 'any' })
    expect(again).toMatchObject({ state: 'saved', inPlace: 'the file has 2 hard links' })
    await files.save(to('fresh'), Buffer.from('x'), { before: 'none' })
    await files.copy(to('tree'), { to: join(shared, 'copy') })
    await files.copy(to('file'), { to: join(shared, 'fresh'), force: true })
    await files.move(to('copy'), { to: join(shared, 'moved') })
    await files.makeDirectory(to('new/deep'))
    await files.remove(to('second'), { permanently: true })
    await files.remove(to('got'))
    expect((await readdir(shared)).toSorted()).toEqual([
      'fetched',
      'file',
      'fresh',
      'moved',
      'new',
      'sub',
      'tree',
    ])
    expect(await readFile(join(shared, 'fresh'), 'utf8')).toBe('newer')
    for (const name of ['fetched', 'moved', 'tree'])
      expect(await readFile(join(shared, name, 'secret'), 'utf8')).toBe('secret')
  })
})
