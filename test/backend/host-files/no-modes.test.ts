import {
  chmod,
  mkdir,
  mkdtemp,
  open,
  readdir,
  readFile,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { isWay } from '../../../src/backend/files/entered-directory.ts'
import { hasNtfs, type Mounted, mountNtfs } from '../../lab/ntfs.ts'
import { type HostWith, type HostWithOptions, hostWith, type Kind } from './host-with.ts'

/* File systems that keep no modes (FAT, exFAT, drives of Windows in WSL) or ignore case, as NTFS is mounted here. */

let dir: string
let mounted: Mounted | null
let host: HostWith | null
beforeEach(async () => {
  dir = await mkdtemp('/tmp/fmnm-')
  mounted = null
  host = null
  await chmod(dir, 0o755)
  await writeFile(join(dir, 'file'), 'content')
  await chmod(join(dir, 'file'), 0o640)
  await mkdir(join(dir, 'tree', 'sub'), { recursive: true, mode: 0o750 })
  await writeFile(join(dir, 'tree', 'sub', 'script'), 'x', { mode: 0o700 })
})
afterEach(async () => {
  await host?.close()
  await mounted?.close()
  await rm(dir, { recursive: true, force: true })
})

async function start(
  kind: Kind,
  options: string,
  more: HostWithOptions & { program?: 'lowntfs-3g' } = {},
) {
  mounted = await mountNtfs(dir, options, more.program)
  host = await hostWith(kind, { ...more, home: join(dir, 'home') })
  return { ...host, path: mounted.path, here: (name: string) => join(dir, name) }
}

/** All may write, and chmod changes nothing and says nothing; or one user may write, and chmod fails. */
const OPTIONS = ['umask=000', 'umask=022,no_def_opts'] as const
/** Modes that the second file system shows. */
const MODE = { 'umask=000': '777', 'umask=022,no_def_opts': '755' } as const

describe.runIf(hasNtfs).each(OPTIONS)('a file system that keeps no modes: %s', options => {
  const mode = MODE[options]
  const isOpen = options === 'umask=000'

  test.each(['dash', 'busybox'] as const)('%s: files are sent and fetched', async kind => {
    const { files, at, path, here } = await start(kind, options)
    const remark = `The mode of the copy is ${mode} instead of 640: its file system does not keep modes.`
    for (const force of [false, true]) {
      const sent = await files.put(here('file'), at(`${path}/file`), { force })
      expect(sent).toMatchObject({ path: `${path}/file`, size: 7, notes: [], remarks: [remark] })
    }
    const sent = await files.put(here('tree'), at(`${path}/tree`))
    expect(sent.remarks).toEqual(['The file system of the copy does not keep modes.'])
    expect(await readFile(join(path, 'tree', 'sub', 'script'), 'utf8')).toBe('x')
    const again = files.put(here('file'), at(`${path}/file`))
    await expect(again).rejects.toThrow('already exists')

    const got = await files.get(at(here('file')), join(path, 'got'))
    expect(got).toMatchObject({ path: join(path, 'got'), notes: [], remarks: [remark] })
    const tree = await files.get(at(here('tree')), join(path, 'fetched'))
    expect(tree.remarks).toEqual(['The file system of the copy does not keep modes.'])
    expect(await readFile(join(path, 'fetched', 'sub', 'script'), 'utf8')).toBe('x')
    expect((await readdir(path)).toSorted()).toEqual(['fetched', 'file', 'got', 'tree'])
  })

  test.each(['dash', 'busybox'] as const)(
    '%s: files are copied, moved, saved and removed',
    async kind => {
      const { files, at, path, here } = await start(kind, options)
      const copied = await files.copy(at(here('file')), { to: `${path}/copy` })
      expect(copied).toEqual({
        path: `${path}/copy`,
        note: `the mode of the copy is ${mode} instead of 640, because its file system does not keep modes`,
      })
      await files.copy(at(here('tree')), { to: `${path}/tree` })
      expect(await readFile(join(path, 'tree', 'sub', 'script'), 'utf8')).toBe('x')
      await files.copy(at(`${path}/copy`), { to: `${path}/second` })
      await files.move(at(`${path}/second`), { to: `${path}/moved` })
      await files.makeDirectory(at(`${path}/new/deep`))
      const { version } = await files.read(at(`${path}/moved`))
      const before = version ?? 'none'
      expect(await files.save(at(`${path}/moved`), Buffer.from('saved'), { before })).toMatchObject(
        { state: 'saved', inPlace: null },
      )
      const fresh = await files.save(at(`${path}/fresh`), Buffer.from('new'), { before: 'none' })
      expect(fresh).toMatchObject({ state: 'saved' })
      expect(await readFile(join(path, 'moved'), 'utf8')).toBe('saved')
      expect(await readFile(join(path, 'fresh'), 'utf8')).toBe('new')
      await files.remove(at(`${path}/tree`), { permanently: true })
      expect((await readdir(path)).toSorted()).toEqual(['copy', 'fresh', 'moved', 'new'])
    },
  )

  // Root stands for the other user, to whom the file system gives the same rights.
  test.runIf(isOpen).each(['chmod', 'mv', 'stat'])(
    'what another user puts in the place of a part before %s is not followed',
    async command => {
      await mkdir(join(dir, 'mine'), { mode: 0o700 })
      const secret = join(dir, 'mine', 'secret')
      await writeFile(secret, 'secret', { mode: 0o600 })
      const exchange = `[ ! -f "$part/$name" ] || { rm "$part/$name"; ln -s '${secret}' "$part/$name"; }`
      const act = `cd '${dir}/mounted'; for part in .[!.]*; do for name in file copy $(ls "$part" | grep save-); do ${exchange}; done; done`
      const before = `${command}() { ( ${act} ) 2>/dev/null; command ${command} "$@"; }`
      const { files, at, path, here } = await start('dash', options, { before })
      await files.put(here('file'), at(`${path}/file`)).catch(() => {})
      await files.copy(at(here('file')), { to: `${path}/copy` }).catch(() => {})
      await writeFile(join(path, 'saved'), 'old')
      await files.save(at(`${path}/saved`), Buffer.from('new'), { before: 'any' }).catch(() => {})
      expect(await readFile(secret, 'utf8')).toBe('secret')
      expect((await stat(secret)).mode & 0o777).toBe(0o600)
    },
  )
})

describe.runIf(hasNtfs)('a file system that ignores case', () => {
  const options = 'umask=022,ignore_case'
  // FUSE tells the spelling that was asked for. FAT, casefold and macOS tell the one on the disk, as this shell does.
  const before = `env() { case $* in 'pwd -P') command env pwd -P | sed 's,/S[Uu][Bb],/Sub,' ;; *) command env "$@" ;; esac; }`

  test.each(['dash', 'bash', 'busybox'] as const)(
    '%s: a file is saved, sent and copied by another spelling of its directory',
    async kind => {
      const { files, at, path, here } = await start(kind, options, {
        ...{ program: 'lowntfs-3g', before },
      })
      await mkdir(join(path, 'Sub'))
      await writeFile(join(path, 'Sub', 'file'), 'old')
      await symlink(join(path, 'Sub'), join(dir, 'link'))
      for (const way of [`${path}/Sub`, `${path}/SUB`, join(dir, 'link')]) {
        const { version } = await files.read(at(`${path}/Sub/file`))
        const saved = await files.save(at(`${way}/file`), Buffer.from(way), {
          before: version ?? 'none',
        })
        expect(saved).toMatchObject({ state: 'saved' })
        await files.put(here('file'), at(`${way}/sent`), { force: true })
        await files.copy(at(`${way}/file`), { to: `${way}/copy`, force: true })
      }
      expect((await readdir(join(path, 'Sub'))).toSorted()).toEqual(['copy', 'file', 'sent'])
    },
  )

  test('the directory that was opened is known by another spelling, and no other one is', async () => {
    mounted = await mountNtfs(dir, options, 'lowntfs-3g')
    await mkdir(join(dir, 'Sub'))
    await mkdir(join(dir, 'sub'))
    await mkdir(join(mounted.path, 'Sub'))
    for (const [directory, isSame] of [
      [mounted.path, true],
      [dir, false],
    ] as const) {
      const handle = await open(join(directory, 'Sub'))
      expect(await isWay(handle, join(directory, 'Sub'), join(directory, 'sub'))).toBe(isSame)
      expect(await isWay(handle, join(directory, 'Sub'), join(directory, 'link'))).toBe(false)
      await handle.close()
    }
  })
})
