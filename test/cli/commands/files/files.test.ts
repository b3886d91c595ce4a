import { chmod, mkdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { capture, until } from '../../../lab/process.ts'
import { type Lab, startLab } from '../../../lab/sshd.ts'
import { type App, openApp } from '../../app.ts'

let app: App
let lab: Lab
let home: string
beforeAll(async () => {
  ;[app, lab] = await Promise.all([openApp(), startLab({ hosts: ['h1'] })])
  home = lab.host('h1').home
  await mkdir(join(home, 'src'))
  const hosts = [{ name: 'h1', address: 'h1', directory: '~/src' }]
  await app.configure({ sshConfig: lab.sshConfig, hosts })
})
afterAll(() => Promise.all([app.close(), lab.close()]))

const files = (...args: readonly string[]) => app.run(['files', ...args])

test('a directory is listed: type, mode, size, links, what git says', async () => {
  const directory = join(home, 'src', 'listed')
  await mkdir(join(directory, 'sub'), { recursive: true })
  await writeFile(join(directory, 'a.txt'), 'hello')
  await writeFile(join(directory, '.hidden'), '')
  await writeFile(join(directory, 'sub', 'new'), '')
  await symlink('sub', join(directory, 'link'))
  await symlink('nowhere', join(directory, 'broken'))
  await chmod(join(directory, 'a.txt'), 0o640)
  await capture('git', ['-C', directory, 'init', '-q'])
  await capture('git', ['-C', directory, 'add', 'a.txt'])
  const { code, out, err } = await files('ls', 'h1:listed', '--json')
  expect([code, err]).toEqual([0, ''])
  const { entries, ...rest } = JSON.parse(out)
  expect(rest).toMatchObject({ host: 'h1', directory, total: 4, page: 0, pages: 1 })
  expect(entries).toMatchObject([
    { name: 'a.txt', type: 'file', size: 5, mode: 0o640, git: 'A ' },
    { name: 'broken', type: 'link', target: { path: 'nowhere', type: null }, git: '??' },
    { name: 'link', type: 'link', target: { path: 'sub', type: 'directory' }, git: '??' },
    { name: 'sub', type: 'directory', git: '??' },
  ])
  const all = await files('ls', 'h1:listed', '--hidden', '--filter', 'I')
  const names = all.out.split('\n').map(line => line.replace(/^.* \d\d:\d\d {2}/, ''))
  expect(names).toEqual(['.git/', '.hidden', 'link -> sub/', ''])
})

test('a text is shown, what is none is said', async () => {
  await writeFile(join(home, 'src', 'text'), 'one\ntwo\n')
  await writeFile(join(home, 'src', 'binary'), Buffer.from([1, 0, 2]))
  expect(await files('cat', 'h1:text')).toEqual({ code: 0, out: 'one\ntwo\n', err: '' })
  const binary = await files('cat', 'h1:binary')
  expect([binary.code, binary.out]).toEqual([1, ''])
  expect(binary.err).toContain('it contains NUL bytes')
  expect(binary.err).toContain('fleetmux files get h1:binary')
  await writeFile(
    Buffer.concat([Buffer.from(join(home, 'src/')), Buffer.from([0x78, 0xff])]),
    'x\0',
  )
  const odd = await files('cat', 'h1:x\\xff')
  expect(odd.err).toContain("fleetmux files get 'h1:x\\xff'")
})

/** An editor that runs a line of sh on the file, as `$1`. */
async function editor(name: string, line: string): Promise<Record<string, string>> {
  const path = join(app.dir, name)
  await writeFile(path, `#!/bin/sh\n${line}\n`, { mode: 0o755 })
  return { VISUAL: path }
}

test('an edit is saved with its mode, line ends and link kept', async () => {
  const path = join(home, 'src', 'edited')
  await writeFile(path, 'one\r\ntwo')
  await chmod(path, 0o754)
  await symlink('edited', join(home, 'src', 'way'))
  const env = await editor('ed1', 'printf \'one\\nmore\\ntwo\\n\' >"$1"')
  const live = app.start(['files', 'edit', 'h1:way'], { terminal: true, env })
  const { code, out } = await live.ended
  expect(out).toContain(`Saved h1:${path}.`)
  expect(code).toBe(0)
  expect(await readFile(path, 'utf8')).toBe('one\r\nmore\r\ntwo')
  expect((await capture('stat', ['-c', '%a', path])).trim()).toBe('754')
  expect((await capture('readlink', [join(home, 'src', 'way')])).trim()).toBe('edited')
})

test('a conflict is a choice; later keeps the copy here', async () => {
  const path = join(home, 'src', 'both')
  await writeFile(path, 'base\n')
  const env = await editor('ed2', `printf 'theirs\\n' >'${path}'; printf 'mine\\n' >"$1"`)
  const edit = async (answers: string) => {
    await writeFile(path, 'base\n')
    const live = app.start(['files', 'edit', 'h1:both'], { terminal: true, env })
    for (const answer of answers) {
      const before = live.out().split('[l] do not save now').length
      await until(
        'the question',
        async () => live.out().split('[l] do not save now').length >= Math.max(2, before),
      )
      live.child.stdin.write(`${answer}\n`)
      await until(
        'the answer to be taken',
        async () =>
          live.child.exitCode !== null ||
          live.out().split('[l] do not save now').length > before ||
          !answers.endsWith(answer),
      )
    }
    return live.ended
  }
  const later = await edit('l')
  expect(later.code).toBe(4)
  expect(await readFile(path, 'utf8')).toBe('theirs\n')
  const copy = /Your copy is (\S+)/.exec(later.out)?.[1] ?? ''
  expect(await readFile(copy, 'utf8')).toBe('mine\n')
  const both = await edit('k')
  expect([both.code, await readFile(`${path}.mine`, 'utf8')]).toEqual([0, 'mine\n'])
  expect((await edit('o')).code).toBe(0)
  expect(await readFile(path, 'utf8')).toBe('mine\n')
})

test('files are found, removed, restored, fetched and sent', async () => {
  const directory = join(home, 'src', 'work')
  await mkdir(directory)
  await writeFile(join(directory, 'a b.ts'), 'const x = 1 // TODO\n')
  expect((await files('find', 'h1:work', '*.ts')).out).toContain('a b.ts')
  expect((await files('grep', 'h1:work', 'TODO')).out).toBe('a b.ts:1:const x = 1 // TODO\n')
  expect((await files('find', 'h1:work', 'nothing')).code).toBe(1)
  expect((await files('tree', 'h1:', '--depth', '2')).out).toContain('work/\n  a b.ts\n')
  const removed = await files('rm', 'h1:work/a b.ts', 'h1:work/gone')
  expect([removed.code, removed.err]).toEqual([
    4,
    expect.stringContaining(`Moved to the trash: h1:${directory}/a b.ts`),
  ])
  expect((await files('trash', 'h1')).out).toContain(`${directory}/a b.ts`)
  expect((await files('restore', 'h1:work/a b.ts')).err).toBe(`Restored h1:${directory}/a b.ts\n`)
  expect((await files('new', 'h1:work/a b.ts')).code).toBe(1)
  const moved = await files('mv', 'h1:work/a b.ts', 'h1:work/c.ts')
  expect([moved.code, moved.err]).toEqual([0, `Moved to h1:${directory}/c.ts\n`])
  const here = join(app.dir, 'fetched.ts')
  expect((await files('get', 'h1:work/c.ts', here)).err).toContain(
    `Fetched h1:work/c.ts to ${here}`,
  )
  const sent = await files('put', here, 'h1:work')
  expect([sent.code, sent.err]).toEqual([
    0,
    expect.stringContaining(`to h1:${directory}/fetched.ts`),
  ])
  const again = await files('put', here, 'h1:work')
  expect([again.code, again.err]).toEqual([1, expect.stringContaining('already exists')])
})

test('a program saves what it has read, once', async () => {
  await writeFile(join(home, 'src', 'program'), 'one\r\n')
  const { expect: version } = JSON.parse((await files('cat', 'h1:program', '--json')).out)
  const save = (stdin: string) =>
    app.run(['files', 'save', 'h1:program', '--expect', version], { stdin })
  expect((await save('two\n')).code).toBe(0)
  expect(await readFile(join(home, 'src', 'program'), 'utf8')).toBe('two\r\n')
  const late = await save('three\n')
  expect([late.code, late.err]).toEqual([
    4,
    expect.stringContaining('was changed by somebody else'),
  ])
})

test.each([
  [[], 'files: missing command'],
  [['nothing'], 'files: unknown sub-command "nothing"'],
  [['ls'], 'takes HOST'],
  [['save', 'h1:x'], 'needs one of --expect, --new and --force'],
  [['rm', 'h1:a', 'local:b'], 'works on one host'],
  [['cat', 'src/a.ts'], 'needs HOST:PATH'],
])('%j is refused', async (args, words) => {
  const { code, err } = await files(...args)
  expect([code, err]).toEqual([2, expect.stringContaining(words)])
})

test('a file and a directory go to another host, and moved ones into the trash', async () => {
  const here = join(app.dir, 'other')
  await mkdir(here)
  await mkdir(join(home, 'src', 'going', 'sub'), { recursive: true })
  await writeFile(join(home, 'src', 'going', 'sub', 'a'), 'kept\n')
  const copied = await files('cp', 'h1:going', `local:${here}`)
  expect([copied.code, await readFile(join(here, 'going', 'sub', 'a'), 'utf8')]).toEqual([
    0,
    'kept\n',
  ])
  const moved = await files('mv', 'h1:going/sub/a', `local:${here}/moved`)
  expect([moved.code, moved.err]).toEqual([0, expect.stringContaining('in the trash')])
  expect(await readFile(join(here, 'moved'), 'utf8')).toBe('kept\n')
  expect((await files('cat', 'h1:going/sub/a')).code).toBe(1)
  const again = await files('cp', `local:${here}/moved`, 'h1:going/there')
  expect(again.code).toBe(0)
  const over = await files('cp', `local:${here}/moved`, 'h1:going/there')
  expect([over.code, over.err]).toEqual([1, expect.stringContaining('already exists')])
})

test('a path of a host and its programs are completed over an open connection, and none is opened for it', async () => {
  const directory = join(home, 'src', 'done')
  await mkdir(join(directory, 'sub dir'), { recursive: true })
  await writeFile(join(directory, 'sum.txt'), '')
  const completed = async (...words: readonly string[]) =>
    (await app.run(['complete', '--timeout', '60', '--', ...words])).out.split('\n').filter(Boolean)
  await app.run(['hosts', 'close'])
  expect(await completed('files', 'cat', 'h1:done/su')).toEqual([])
  expect((await files('ls', 'h1:done')).code).toBe(0)
  const both = ['h1:done/sub dir/', 'h1:done/sum.txt']
  expect(await completed('files', 'cat', 'h1:done/su')).toEqual(both)
  expect(await completed('term', 'h1:src/done/sub')).toEqual(['h1:src/done/sub dir/'])
  expect(await completed('run-on', '--on', 'h1', '--', 'cksu')).toEqual(['cksum'])
  const inDirectory = ['run-on', '--on=h1', '--dir', 'src', '--', 'cat', 'done/sum']
  expect(await completed(...inDirectory)).toEqual(['done/sum.txt'])
  expect(await completed('run-on', '--on', 'h1,local', '--', 'cksu')).toEqual([])
})
