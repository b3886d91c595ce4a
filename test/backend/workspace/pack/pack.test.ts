import { generateKeyPairSync } from 'node:crypto'
import { existsSync } from 'node:fs'
import { chmod, mkdir, readdir, stat, symlink, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { type PackOptions, packRepository } from '../../../../src/backend/workspace/pack/pack.ts'
import { sharedOrigin } from '../../../../src/backend/workspace/pack/pack-notes.ts'
import { inspectRepository } from '../../../../src/backend/workspace/pack/repository.ts'
import {
  acceptedPath,
  acceptFindings,
} from '../../../../src/backend/workspace/pack/secret-allowlist.ts'
import { scanCommit } from '../../../../src/backend/workspace/pack/secret-scan.ts'
import { failureOf } from '../../state-file/place.ts'
import { gitIn, makeProject, type Project, portrait } from '../project.ts'

let project: Project
let environment: Record<string, string>
beforeEach(async () => {
  project = await makeProject()
  environment = { HOME: project.dir }
  await project.write('a file with spaces and ü.txt', 'one\n')
  await project.write('.gitignore', 'ignored/\n')
  project.commit('first')
})
afterEach(() => project.remove())

async function pack(more: Partial<PackOptions> = {}) {
  return packRepository({ directory: project.root, environment, ...more })
}

/** What the bundle holds: a bare clone of it. */
function opened(file: string): (...args: string[]) => string {
  const bare = join(project.dir, 'opened')
  gitIn(project.dir, 'init', '-q', '--bare', bare)
  gitIn(bare, 'fetch', '-q', file, '+refs/*:refs/*')
  return (...args) => gitIn(bare, ...args)
}

describe('a partial clone', () => {
  test('is completed from its remote before it is packed', async () => {
    await project.write('old.txt', 'an old one\n')
    project.commit('second')
    await project.write('old.txt', 'a new one\n')
    project.commit('third')
    gitIn(project.root, 'config', 'uploadpack.allowFilter', 'true')
    gitIn(project.root, 'config', 'uploadpack.allowAnySHA1InWant', 'true')
    const directory = join(project.dir, 'partial')
    const from = `file://${project.root}`
    gitIn(project.dir, 'clone', '-q', '--filter=blob:none', from, directory)
    const bundle = await packRepository({ directory, environment })
    const git = opened(bundle.file)
    expect(git('show', `${bundle.base}~1:old.txt`)).toContain('an old one')
    await bundle.remove()
  })

  test('whose remote is gone is refused, with what helps', async () => {
    await project.write('old.txt', 'an old one\n')
    project.commit('second')
    await project.write('old.txt', 'a new one\n')
    project.commit('third')
    gitIn(project.root, 'config', 'uploadpack.allowFilter', 'true')
    const directory = join(project.dir, 'partial')
    gitIn(project.dir, 'clone', '-q', '--filter=blob:none', `file://${project.root}`, directory)
    gitIn(directory, 'remote', 'set-url', 'origin', 'file:///nowhere')
    const failure = await failureOf(packRepository({ directory, environment }))
    expect(failure.what).toContain('partial clone')
    expect(failure.hint).toContain('git fetch --refetch --no-filter origin')
  })
})

describe('what is no repository to pack', () => {
  test.each([
    [
      'a directory without one',
      async () => mkdir(join(project.dir, 'none')),
      'none',
      'is not a git repository',
    ],
    ['no directory', async () => {}, 'nowhere', 'is not a git repository'],
    [
      'one without a commit',
      async () => gitIn(project.dir, 'init', '-q', 'empty'),
      'empty',
      'has no commit yet',
    ],
    [
      'a bare one',
      async () => gitIn(project.dir, 'init', '-q', '--bare', 'bare'),
      'bare',
      'is not a git repository',
    ],
  ])('%s is refused', async (_, make, name, words) => {
    await make()
    const failure = await failureOf(pack({ directory: join(project.dir, name) }))
    expect(failure).toMatchObject({ kind: 'usage' })
    expect(failure.what).toContain(join(project.dir, name))
    expect(failure.what).toContain(words)
  })

  test('a branch that there is not is missing', async () => {
    expect(await failureOf(pack({ branch: 'nope' }))).toMatchObject({ kind: 'missing' })
  })

  test('a dirty submodule is refused by name, with the way out', async () => {
    gitIn(project.dir, 'init', '-q', 'lib')
    gitIn(
      join(project.dir, 'lib'),
      '-c',
      'user.name=a',
      '-c',
      'user.email=a@b',
      'commit',
      '-q',
      '--allow-empty',
      '-m',
      'x',
    )
    project.git(
      '-c',
      'protocol.file.allow=always',
      'submodule',
      '--quiet',
      'add',
      '../lib',
      'my lib',
    )
    project.commit('with a submodule')
    const clean = await pack()
    expect(clean.notes.join()).toContain('Submodules are not sent')
    await clean.remove()
    await project.write('my lib/new', 'x')
    const failure = await failureOf(pack())
    expect(failure).toMatchObject({ kind: 'refused' })
    expect(failure.what).toContain('my lib')
    expect(failure.hint).toContain('Commit and push')
    await (await pack({ uncommitted: false })).remove()
  })
})

describe('what is packed', () => {
  test('from a directory below, with history and the tags on the way', async () => {
    project.git('tag', '-a', 'v1', '-m', 'v1')
    await project.write('sub/b', 'two\n')
    const head = project.commit('second')
    project.git('remote', 'add', 'origin', 'https://anna@example.org/x.git')
    const made = await pack({ directory: join(project.root, 'sub') })
    expect(made).toMatchObject({ branch: 'main', base: head, uncommitted: null, notes: [] })
    expect(made.origin).toBe('https://example.org/x.git')
    expect(made.author).toEqual({ name: 'Anna', email: 'anna@example.org' })
    const look = opened(made.file)
    expect(look('for-each-ref', '--format=%(refname)')).toBe('refs/heads/main\nrefs/tags/v1')
    expect(look('rev-list', '--count', 'main')).toBe('2')
    expect((await stat(made.file)).size).toBe(made.size)
    await made.remove()
    expect(existsSync(made.file)).toBe(false)
  })

  test('dirty, staged, deleted and untracked files, links and bits; not what is ignored', async () => {
    await project.write('gone', 'x')
    await project.write('staged', 'x')
    project.commit('more')
    await project.write('staged', 'staged')
    project.git('add', 'staged')
    await project.write('staged', 'and changed again')
    await project.write('new/ünïcode "quoted"\n.txt', 'new')
    await project.write('ignored/secret', 'never')
    await project.write('run.sh', 'exit 0')
    await chmod(join(project.root, 'run.sh'), 0o755)
    await symlink('run.sh', join(project.root, 'link'))
    project.git('rm', '-q', '--cached', 'gone')
    const made = await pack()
    const look = opened(made.file)
    const tree = look('ls-tree', '-r', '-z', made.uncommitted ?? '')
      .split('\0')
      .filter(Boolean)
    expect(tree.map(line => line.replace(/ blob \w+\t/, ' ')).sort()).toEqual(
      [
        '100644 .gitignore',
        '100644 a file with spaces and ü.txt',
        '100644 gone',
        '100644 new/ünïcode "quoted"\n.txt',
        '100755 run.sh',
        '100644 staged',
        '120000 link',
      ].sort(),
    )
    expect(look('show', `${made.uncommitted}:staged`)).toBe('and changed again')
    expect(look('rev-parse', `${made.uncommitted}^`)).toBe(made.base)
    await made.remove()
  })

  test('what was changed in the second in which the index was written, to the same size', async () => {
    const [file, index] = [join(project.root, 'a'), join(project.root, '.git/index')]
    const then = new Date('2026-05-02T20:30:14Z')
    project.git('config', 'core.trustctime', 'false')
    await project.write('a', 'one\n')
    await utimes(file, then, then)
    project.commit('second')
    await utimes(index, then, then)
    await project.write('a', 'two\n')
    await utimes(file, then, then)
    const made = await pack()
    expect(opened(made.file)('show', `${made.uncommitted}:a`)).toBe('two')
    await made.remove()
  })

  test('nothing uncommitted where that is refused, or belongs to another branch', async () => {
    project.git('branch', 'other')
    await project.write('new', 'x')
    for (const choice of [{ uncommitted: false }, { branch: 'other' }]) {
      const made = await pack(choice)
      expect(made.uncommitted).toBe(null)
      expect(made.branch).toBe(choice.branch ?? 'main')
      expect(made.notes.join()).toMatch(/^1 uncommitted file is not sent: /)
      await made.remove()
    }
  })

  test('a detached HEAD', async () => {
    project.git('checkout', '-q', '--detach')
    const made = await pack()
    expect(made.branch).toBe(null)
    expect(opened(made.file)('rev-parse', 'refs/fleetmux/head')).toBe(made.base)
    await made.remove()
  })

  test('a work tree that is linked to another repository', async () => {
    const linked = join(project.dir, 'linked')
    project.git('worktree', 'add', '-q', '-b', 'side', linked)
    await writeFile(join(linked, 'new'), 'x')
    const made = await pack({ directory: linked })
    expect(made.branch).toBe('side')
    expect(opened(made.file)('ls-tree', '--name-only', made.uncommitted ?? '')).toContain('new')
    await made.remove()
  })

  test('a repository inside that is none of git’s stays, and is named', async () => {
    gitIn(project.root, 'init', '-q', 'inner')
    await project.write('inner/x', 'x')
    await project.write('new', 'x')
    const made = await pack()
    expect(made.notes.join()).toContain('inner/')
    expect(opened(made.file)('ls-tree', '--name-only', made.uncommitted ?? '')).not.toContain(
      'inner',
    )
    await made.remove()
  })

  test('files of Git LFS as pointers, and it is said', async () => {
    await project.write('.gitattributes', '*.bin filter=lfs diff=lfs merge=lfs -text\n')
    const pointer = `version https://git-lfs.github.com/spec/v1\noid sha256:${'0'.repeat(64)}\nsize 3\n`
    await project.write('big.bin', pointer)
    project.commit('lfs')
    const made = await pack()
    expect(made.notes.join()).toBe(
      'Sent as pointers without the content, which Git LFS stores: big.bin.',
    )
    await made.remove()
  })

  test.each([
    [`https://anna${':hunter22'}@example.org/x.git?token=1`, 'https://example.org/x.git'],
    ['https://ghp_token@example.org/x.git', 'https://example.org/x.git'],
    ['ssh://git@example.org:22/x.git', 'ssh://git@example.org:22/x.git'],
    ['git@example.org:me/x.git', 'git@example.org:me/x.git'],
    ['../elsewhere', ''],
  ])('origin %s is passed on as %s', async (url, wanted) => {
    project.git('remote', 'add', 'origin', url)
    expect(await sharedOrigin({ directory: project.root })).toBe(wanted)
  })

  test('nothing larger than allowed, and it leaves nothing behind', async () => {
    const temporary = join(project.dir, 'temporary')
    await mkdir(temporary)
    vi.stubEnv('TMPDIR', temporary)
    const failure = await failureOf(pack({ limit: 100 }))
    vi.unstubAllEnvs()
    expect(failure).toMatchObject({ kind: 'refused' })
    expect(failure.what).toContain('larger than')
    expect(await readdir(temporary)).toEqual([])
  })

  test('nothing once it is called off', async () => {
    const signal = AbortSignal.abort(new Error('called off'))
    await expect(pack({ signal })).rejects.toThrow('called off')
  })

  test('with words about what it is doing', async () => {
    const words = new Set<string>()
    const made = await pack({ progress: what => words.add(what) })
    expect([...words]).toEqual([
      'Reading the repository',
      'Looking for secrets',
      'Packing the repository',
    ])
    await made.remove()
  })
})

describe('their repository', () => {
  test('is the same afterwards, byte for byte, whatever is switched on in it', async () => {
    for (const [key, value] of [
      ['core.splitIndex', 'true'],
      ['core.untrackedCache', 'true'],
      ['index.version', '4'],
    ] as const)
      project.git('config', key, value)
    await project.write('.git/hooks/post-index-change', '#!/bin/sh\necho x >>.git/hooked\n')
    await chmod(join(project.root, '.git/hooks/post-index-change'), 0o755)
    await project.write('tracked', 'x')
    project.git('add', 'tracked')
    await project.write('tracked', 'changed')
    await project.write('new', 'x')
    await project.write('a file with spaces and ü.txt', 'changed')
    const before = await portrait(project)
    await (await pack()).remove()
    expect(await portrait(project)).toEqual(before)
    expect(before).toHaveProperty('hooked')
  })

  test('is found by its place, whatever a hook has left in the environment', async () => {
    process.env['GIT_DIR'] = '/nowhere'
    try {
      expect((await inspectRepository(project.root)).branch).toBe('main')
    } finally {
      delete process.env['GIT_DIR']
    }
  })
})

/** Put together here, so that nobody's scanner takes this file for a leak. */
const made = (...parts: string[]) => parts.join('')
const key = (kind: 'rsa' | 'ed25519') =>
  (kind === 'rsa'
    ? generateKeyPairSync('rsa', { modulusLength: 2048 })
    : generateKeyPairSync(kind)
  ).privateKey
    .export({ type: 'pkcs8', format: 'pem' })
    .toString()
    .trim()
const secrets: [string, string][] = [
  ['github', made('ghp', '_a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8')],
  ['anthropic', made('sk-', 'ant-', 'REDACTED', 'abcdefghijklmnopqrst')],
  ['openai-key', made('sk', '-abcdefghij0123456789')],
  ['private-key', key('ed25519')],
  ['privatekey', key('rsa')],
  ['azure-key', made('AZURE_', 'STORAGE_KEY="', 'abcdefgh12345678"')],
  ['api-key', made('api_', 'key = "', 'abcdefghij0123456789"')],
  ['password', made('pass', 'word: "', 'correct-horse"')],
  ['token', made('tok', 'en = "', 'abcdefghij0123456789"')],
  ['bearer', made('Authorization: Bea', 'rer abcdefghij0123456789')],
]

describe('secrets', () => {
  test('of every kind are found, each in its line, and not told', async () => {
    for (const [rule, secret] of secrets)
      await project.write(`dir/${rule}.txt`, `first line\n\n${secret}\n`)
    const failure = await failureOf(pack())
    for (const [rule, secret] of secrets) {
      const found = `dir/${rule}.txt:3 \\([a-z-]*${rule.slice(0, 6)}[a-z-]*\\)`
      expect(failure.what).toMatch(new RegExp(found))
      expect(JSON.stringify(failure)).not.toContain(secret.slice(-12))
    }
    expect(failure.hint).toContain('fleetmux secrets accept')
  })

  test.each([
    ['a placeholder', 'password = "<your password here>"\npassword: "${PASSWORD}"\ntoken=""'],
    ['a binary', `${secrets[0]?.[1]}\0`],
  ])('%s is none', async (_, text) => {
    await project.write('conf', text)
    await (await pack()).remove()
  })

  test('several in a file are found in their lines', async () => {
    const text = [1, 3, 4].map(i => secrets[i]?.[1]).join('\n')
    await project.write('conf', `${text}\n\n${secrets[0]?.[1]} ${secrets[2]?.[1]}\n`)
    const { findings } = await scanCommit(join(project.root, '.git'), project.commit('x'), {})
    expect(findings.map(each => each.line)).toEqual([1, 2, 5, 34, 34])
  })

  test('only what is shipped is looked at', async () => {
    await project.write('ignored/conf', secrets[0]?.[1] ?? '')
    await project.write('conf', secrets[0]?.[1] ?? '')
    await (await pack({ uncommitted: false })).remove()
    await expect(pack()).rejects.toThrow('conf:1')
  })

  test('ten are named and the rest counted', async () => {
    for (let i = 10; i < 22; i++) await project.write(`f${i}`, secrets[0]?.[1] ?? '')
    const { what } = await failureOf(pack())
    expect(what).toContain('f19:1')
    expect(what).not.toContain('f20')
    expect(what).toContain('and 2 more')
  })

  test('what was accepted is accepted until it changes, for this user alone', async () => {
    await project.write('conf', secrets[0]?.[1] ?? '')
    const commit = project.commit('a false alarm')
    const { findings } = await scanCommit(join(project.root, '.git'), commit, {})
    expect(findings).toMatchObject([{ path: 'conf', line: 1 }])
    await acceptFindings(findings, environment)
    await acceptFindings(findings, environment)
    expect((await stat(acceptedPath(environment))).mode & 0o777).toBe(0o600)
    await project.write('conf', `\nmoved\n${secrets[0]?.[1]}`)
    await (await pack()).remove()
    await project.write('conf', `${secrets[0]?.[1]}`.replace('a1B2', 'b2C3'))
    await expect(pack()).rejects.toThrow('conf:1')
    await project.write('conf', '')
    await project.write('elsewhere', secrets[0]?.[1] ?? '')
    await expect(pack()).rejects.toThrow('elsewhere:1')
  })

  test('a file that is too large is not read, and it is said', async () => {
    await project.write('large.txt', Buffer.alloc((5 << 20) + 1, 'a\n'))
    const made = await pack()
    expect(made.notes.join()).toContain('because files larger than 5 MB are not read: large.txt')
    await made.remove()
  })
})
