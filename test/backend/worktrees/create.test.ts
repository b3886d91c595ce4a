import {
  chmodSync,
  chownSync,
  existsSync,
  lchownSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { FailureError } from '../../../src/state/model/failure.ts'
import { processes } from '../../lab/process.ts'
import { fingerprints, gitIn, workTree } from '../workspace/project.ts'
import { makeWorktreeLab, type WorktreeLab } from './worktree-lab.ts'

let lab: WorktreeLab
beforeAll(async () => {
  lab = await makeWorktreeLab()
})
afterAll(() => lab?.close())

const why = (promise: Promise<unknown>) =>
  promise.then(
    () => 'done',
    thrown => (thrown instanceof FailureError ? thrown.failure.what : String(thrown)),
  )

test('the repository and what is open in it stay as they are', async () => {
  await lab.project.write('open.txt', 'open')
  const before = await workTree(lab.project.root)
  const index = (await fingerprints(join(lab.project.root, '.git')))['index']
  const row = await lab.make('first')
  expect(row).toMatchObject({ state: 'idle', ahead: 0, behind: 0, dirty: 0, iterations: 0 })
  const { '.worktrees': _, ...after } = await workTree(lab.project.root)
  const outside = Object.entries(after).filter(([path]) => !path.startsWith('.worktrees/'))
  expect(Object.fromEntries(outside)).toEqual(before)
  expect((await fingerprints(join(lab.project.root, '.git')))['index']).toBe(index)
  expect(lab.project.git('status', '--porcelain')).toBe('?? open.txt')
})

test.each([
  ['--upload-pack=x', 'begins with "-"'],
  ['a..b', 'means something else'],
  ['a b', 'does not allow'],
  ['x.lock', 'does not allow'],
  ['a\u202eb', 'invisible'],
])('the branch %j is refused', async (branch, text) => {
  expect(await why(lab.make('odd', { branch }))).toContain(text)
})

test('a branch that is taken, or stands in the way, is told', async () => {
  expect(await why(lab.make('taken', { branch: 'mine' }))).toContain('branch mine already exists')
  expect(await why(lab.make('taken', { branch: 'mine/x' }))).toContain(
    'so git does not allow a branch',
  )
  lab.project.git('branch', 'deep/er', 'main')
  expect(await why(lab.make('taken', { branch: 'deep' }))).toContain('Branches below deep/')
})

describe('repositories that are odd', () => {
  const at = (name: string) => join(lab.dir, name)
  const init = (name: string, ...more: readonly string[]) => {
    mkdirSync(at(name), { recursive: true })
    gitIn(lab.dir, 'init', '-q', '-b', 'main', ...more, at(name))
    return at(name)
  }

  test('none, and an empty one, are refused in words', async () => {
    mkdirSync(at('none'))
    expect(await why(lab.make('x', { repository: at('none') }))).toContain('not a git repository')
    expect(await why(lab.make('x', { repository: at('gone') }))).toContain('no directory')
    expect(await why(lab.make('x', { repository: init('empty') }))).toContain('no commit yet')
  })

  test('a bare, a shallow and a detached one work', async () => {
    gitIn(lab.dir, 'clone', '-q', '--bare', lab.project.root, at('bare.git'))
    const bare = await lab.make('bare', { repository: at('bare.git') })
    expect(existsSync(join(bare.spec.worktreePath, 'README.md'))).toBe(true)
    gitIn(lab.dir, 'clone', '-q', '--depth', '1', `file://${lab.project.root}`, at('shallow'))
    const shallow = await lab.make('shallow', { repository: at('shallow'), base: 'mine' })
    expect((await lab.worktrees.preflight(shallow)).map(({ code }) => code)).toContain('shallow')
    gitIn(at('shallow'), 'checkout', '-q', '--detach')
    gitIn(at('shallow'), 'branch', '-q', '-D', 'mine')
    const said = await why(lab.make('detached', { repository: at('shallow'), base: 'nothing' }))
    expect(said).toContain('no branch nothing')
  })
})

const isRoot = process.getuid?.() === 0
test.skipIf(!isRoot && !process.env['CI'])(
  'where others may write, no worktree is made in a directory or behind a link of theirs',
  async () => {
    for (const kind of ['directory', 'link']) {
      const repository = join(lab.dir, `shared-${kind}`)
      gitIn(lab.dir, 'clone', '-q', lab.project.root, repository)
      const place = join(repository, '.worktrees')
      if (kind === 'directory') {
        mkdirSync(place)
        chownSync(place, 65534, 65534)
      } else {
        symlinkSync(lab.dir, place)
        lchownSync(place, 65534, 65534)
      }
      const said = await why(lab.make(kind, { repository, base: 'mine' }))
      expect(said).toContain('.worktrees belongs to another user')
    }
  },
)

test.skipIf(!isRoot && !process.env['CI'])(
  'nor is one restored or made again there, and a later attempt works',
  async () => {
    const repository = join(lab.dir, 'shared-later')
    gitIn(lab.dir, 'clone', '-q', lab.project.root, repository)
    const removed = await lab.make('removed', { repository, base: 'mine' })
    const deleted = await lab.make('deleted', { repository, base: 'mine' })
    writeFileSync(join(removed.spec.worktreePath, 'kept.txt'), 'kept')
    await lab.worktrees.remove(removed, true)
    const rescue = (await lab.worktrees.rescues('local')).find(
      ({ session }) => session === removed.spec.id,
    )
    if (!rescue) throw new Error('no rescue')
    const place = join(repository, '.worktrees')
    rmSync(place, { recursive: true })
    mkdirSync(place)
    chownSync(place, 65534, 65534)
    const restored = () => lab.worktrees.restore(rescue, rescue.branch)
    const again = async () => lab.worktrees.resume(await lab.again(deleted))
    for (const attempt of [restored, again]) {
      expect(await why(attempt())).toContain('.worktrees belongs to another user')
    }
    expect(readdirSync(place)).toEqual([])

    rmSync(place, { recursive: true })
    for (const attempt of [restored, again]) expect(await why(attempt())).toBe('done')
    expect(readFileSync(join(removed.spec.worktreePath, 'kept.txt'), 'utf8')).toBe('kept')
    expect(existsSync(join(deleted.spec.worktreePath, 'README.md'))).toBe(true)
  },
)

test('what .worktreeinclude names and git ignores is copied, and never committed', async () => {
  await lab.project.write('.gitignore', '.env\nsecret/\n')
  await lab.project.write('.worktreeinclude', '.env\nsecret/*.key\nREADME.md\n')
  await lab.project.write('.env', 'KEY=1\n')
  await lab.project.write('secret/a.key', 'a\n')
  await lab.project.write('secret/b.txt', 'b\n')
  const row = await lab.make('include')
  const tree = row.spec.worktreePath
  expect(readFileSync(join(tree, '.env'), 'utf8')).toBe('KEY=1\n')
  expect([existsSync(join(tree, 'secret/a.key')), existsSync(join(tree, 'secret/b.txt'))]).toEqual([
    true,
    false,
  ])
  // The branch knows no .gitignore: the agent's commit would take the copies along.
  lab.agent(cwd => {
    writeFileSync(join(cwd, 'made.txt'), 'made')
    return 0
  })
  const record = await lab.iterate(row)
  expect(record).toMatchObject({ end: 'ok', changedFiles: ['made.txt'], commitError: '' })
  expect(record.notes.join('\n')).toContain('.env was copied by .worktreeinclude')
})

test('a set-up command runs once, with its variables, and a failing one can be gone on with', async () => {
  const setup =
    'printf "%s|%s|%s" "$MAESTRO_WORKTREE_BRANCH" "$MAESTRO_BASE_BRANCH" "$FLEETMUX_PORTS" >set; test -e ../ready'
  expect(await why(lab.make('setup', { setup }))).toContain('set-up command failed')
  const rows = await lab.worktrees.list('local')
  const row = rows.find(each => each.spec.name === 'setup')
  expect(row?.state).toBe('unfinished')
  if (!row) return
  writeFileSync(join(lab.project.root, '.worktrees', 'ready'), '')
  expect(await lab.worktrees.resume(row)).toMatchObject({ done: true })
  expect((await lab.again(row)).state).toBe('idle')
  expect(readFileSync(join(row.spec.worktreePath, 'set'), 'utf8')).toBe(
    `${row.spec.branchName}|main|10`,
  )
})

test('each session has ports of its own', async () => {
  const rows = await Promise.all(['p1', 'p2', 'p3'].map(name => lab.make(name)))
  expect(new Set(rows.map(({ spec }) => spec.firstPort)).size).toBe(3)
})

test('a worktree that another git is just adding is waited for', async () => {
  // As git leaves it between the opening of `commondir` and its content.
  const half = join(lab.project.root, '.git/worktrees/half')
  mkdirSync(half, { recursive: true })
  writeFileSync(join(half, 'gitdir'), `${lab.dir}/half/.git\n`)
  writeFileSync(join(half, 'HEAD'), 'ref: refs/heads/half\n')
  writeFileSync(join(half, 'commondir'), '')
  expect(() => lab.project.git('worktree', 'list')).toThrow('commondir')
  setTimeout(() => writeFileSync(join(half, 'commondir'), '../..\n'), 700)
  expect((await lab.make('patient')).state).toBe('idle')
})

test.skipIf(process.getuid?.() === 0)('a directory that cannot be written in is told', async () => {
  chmodSync(lab.state(), 0o500)
  const said = await why(lab.make('full'))
  chmodSync(lab.state(), 0o700)
  expect(said).toContain('cannot be created')
})

test('a host that is lost is told, and nothing is left half', async () => {
  lab.settings.lost = 'local'
  expect(await why(lab.make('lost'))).toContain('does not answer')
  lab.settings.lost = ''
  expect((await lab.worktrees.list('local')).some(({ spec }) => spec.name === 'lost')).toBe(false)
})

test('a set-up command that sleeps for ever is ended at its limit, and can be tried again', async () => {
  lab.limits.setupSeconds = 2
  const setup = 'echo asleep; test -e go || { sleep 986 & sleep 986; }'
  await expect(lab.make('sleeps', { setup })).rejects.toThrow('did not end within 2 s: asleep')
  expect((await processes()).filter(({ command }) => command === 'sleep 986')).toEqual([])
  const rows = await lab.worktrees.list('local')
  const row = rows.find(({ spec }) => spec.name === 'sleeps')
  if (!row) throw new Error('the session is not listed')
  expect(row.state).toBe('unfinished')
  writeFileSync(join(row.spec.worktreePath, 'go'), '')
  expect(await lab.worktrees.resume(row)).toMatchObject({ done: true })
  expect((await lab.again(row)).state).toBe('idle')
})

test('what .worktreeinclude names beyond 5000 files is counted, and a too long .worktreesetup is not run', async () => {
  await lab.project.write('.gitignore', '.env\nsecret/\nmany/\n')
  await lab.project.write('.worktreeinclude', 'many/\n')
  lab.move('.worktreesetup', `touch ../half\n${'# a comment\n'.repeat(2000)}`)
  const many = join(lab.project.root, 'many')
  mkdirSync(many)
  // Links count, and copying them costs nothing, since they are not copied.
  for (let at = 10_000; at < 15_002; at++) symlinkSync('nowhere', join(many, `f${at}`))
  for (const name of ['f14999', 'f15000']) {
    rmSync(join(many, name))
    writeFileSync(join(many, name), '')
  }
  const notes: string[] = []
  const order = { host: 'local', repository: lab.project.root, name: 'many', agent: 'claude' }
  const { spec } = await lab.worktrees.create(
    { ...order, scriptTimeout: 20, submodules: false },
    text => notes.push(text),
    async () => true,
  )
  rmSync(many, { recursive: true })
  expect(readdirSync(join(spec.worktreePath, 'many'))).toEqual(['f14999'])
  expect(notes.join('\n')).toContain(
    'Of 5002 files that .worktreeinclude names, only the first 5000 were copied.',
  )
  expect(notes.join('\n')).toContain('many/f10004 and 4995 more')
  expect(notes.join('\n')).toContain('because .worktreesetup is larger than 20,000 bytes')
  expect(existsSync(join(spec.worktreePath, '../half'))).toBe(false)
  const own: string[] = []
  await lab.worktrees.create(
    { ...order, name: 'own set-up', setup: 'true', scriptTimeout: 20, submodules: false },
    text => own.push(text),
    async () => true,
  )
  expect(own.join('\n')).not.toContain('.worktreesetup')
})
