import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { constants, existsSync } from 'node:fs'
import {
  access,
  chmod,
  mkdir,
  readdir,
  readFile,
  stat,
  symlink,
  utimes,
  writeFile,
} from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { createLocal } from '../../../src/backend/transport/local.ts'
import type { Transport } from '../../../src/backend/transport/transport.ts'
import { type FetchOptions, fetchResults } from '../../../src/backend/workspace/fetch/fetch.ts'
import {
  type Pack,
  type PackOptions,
  packRepository,
} from '../../../src/backend/workspace/pack/pack.ts'
import { removeWorkspace } from '../../../src/backend/workspace/remove.ts'
import { unpackWorkspace } from '../../../src/backend/workspace/unpack.ts'
import { type SshLab, startSshLab } from '../ssh/ssh-lab.ts'
import { failureOf } from '../state-file/place.ts'
import { fingerprints, gitIn, makeProject, type Project, portrait, workTree } from './project.ts'

const id = 'sess-20260502-203014-4f2a'
let ssh: SshLab
beforeAll(async () => {
  // This machine as a host has nobody's name either: the one of the pack is to be used.
  vi.stubEnv('GIT_CONFIG_GLOBAL', '/dev/null')
  ssh = await startSshLab({ hosts: 1 })
})
afterAll(async () => {
  vi.unstubAllEnvs()
  await ssh.close()
})

let project: Project
const packs: Pack[] = []
beforeEach(async () => {
  project = await makeProject('my project')
  await project.write('a', 'one\n')
  await project.write('.gitignore', 'ignored\n')
  project.commit('first')
})
afterEach(async () => {
  for (const each of packs.splice(0)) await each.remove()
  await project.remove()
})

async function pack(more: Partial<PackOptions> = {}): Promise<Pack> {
  const made = await packRepository({
    directory: project.root,
    environment: { HOME: project.dir },
    ...more,
  })
  packs.push(made)
  return made
}

const kinds: [string, () => Transport][] = [
  ['local', () => createLocal({ name: 'here' })],
  ['ssh', () => ssh.transport('lab1')],
]

describe.each(kinds)('%s', (_, make) => {
  let transport: Transport
  let places: string[]
  beforeEach(() => {
    transport = make()
    places = [join(project.dir, 'not there'), `${project.dir}/work space`]
    return mkdir(join(project.dir, 'work space'))
  })
  afterEach(() => transport.close())

  const unpack = (made: Pack, more = {}) =>
    unpackWorkspace({ transport, pack: made, id, places, ...more })
  const bring = (workspace: string, base: string, more: Partial<FetchOptions> = {}) =>
    fetchResults({
      ...{ transport, id, workspace, base, repository: project.root },
      directory: join(project.dir, 'results'),
      ...more,
    })

  test('the workspace is what the repository is', async () => {
    await project.write('gone', 'x')
    project.git('tag', 'v1')
    project.git('remote', 'add', 'origin', 'git@example.org:me/x.git')
    const base = project.commit('second')
    await project.write('a', 'changed\n')
    await project.write('dir with space/ünïcode', 'new\n')
    await project.write('run.sh', 'exit 0\n')
    await chmod(join(project.root, 'run.sh'), 0o755)
    await symlink('run.sh', join(project.root, 'link'))
    execFileSync('rm', [join(project.root, 'gone')])
    const workspace = await unpack(await pack())
    expect(workspace).toBe(join(project.dir, 'work space', id))
    expect(await workTree(workspace)).toEqual(await workTree(project.root))
    const status = ['status', '--porcelain', '--branch', '-z']
    expect(gitIn(workspace, ...status)).toBe(gitIn(project.root, ...status))
    expect(gitIn(workspace, 'rev-parse', 'HEAD')).toBe(base)
    expect(gitIn(workspace, 'for-each-ref', '--format=%(refname)')).toBe(
      'refs/heads/main\nrefs/tags/v1',
    )
    expect(gitIn(workspace, 'remote', '-v')).toContain('git@example.org:me/x.git')
    expect(await readdir(join(project.dir, 'work space'))).toEqual([id])
    expect((await stat(workspace)).mode & 0o777).toBe(0o700)
  })

  test('a detached HEAD stays one, and comes home as HEAD', async () => {
    project.git('checkout', '-q', '--detach')
    const made = await pack()
    const workspace = await unpack(made)
    expect(gitIn(workspace, 'rev-parse', '--abbrev-ref', 'HEAD')).toBe('HEAD')
    await writeFile(join(workspace, 'b'), 'x')
    agentCommits(workspace, 'b')
    const { branches } = await bring(workspace, made.base)
    expect(branches).toMatchObject([{ name: 'HEAD', state: 'NEW' }])
    expect(project.git('show', `fleetmux/${id}:b`)).toBe('x')
  })

  test('a shallow clone arrives, and its results come home', async () => {
    await project.write('a', 'two')
    project.commit('second')
    const clone = join(project.dir, 'shallow')
    gitIn(project.dir, 'clone', '-q', '--depth', '1', `file://${project.root}`, clone)
    gitIn(clone, 'config', 'user.name', 'Anna')
    gitIn(clone, 'config', 'user.email', 'anna@example.org')
    const made = await pack({ directory: clone })
    const workspace = await unpack(made)
    expect(gitIn(workspace, 'rev-list', '--count', 'HEAD')).toBe('1')
    await writeFile(join(workspace, 'b'), 'x')
    agentCommits(workspace, 'b')
    const { branches } = await bring(workspace, made.base, { repository: clone })
    expect(branches).toMatchObject([{ name: 'main', state: 'UPDATED' }])
    expect(gitIn(clone, 'log', '--format=%s', `fleetmux/${id}/main`)).toBe(
      'b\nfirst'.replace('first', 'second'),
    )
  })

  test('commits, branches, leftovers and logs come home, and nothing here moves', async () => {
    await project.write('mine', 'not committed')
    const made = await pack()
    const workspace = await unpack(made)
    await writeFile(join(workspace, 'b'), 'x\n')
    const commit = agentCommits(workspace, 'b')
    gitIn(workspace, 'branch', 'feature/ü')
    gitIn(workspace, 'branch', 'uncommitted', made.base)
    await writeFile(join(workspace, 'half done'), 'y')
    await mkdir(join(workspace, '.claude/runtime/logs/one'), { recursive: true })
    await writeFile(join(workspace, '.claude/runtime/logs/one/agent.log'), 'said\n')
    const before = await portrait(project)
    const there = await fingerprints(workspace)
    const files = await workTree(project.root)

    const results = await bring(workspace, made.base)

    expect(results.branches.map(({ name, state, sha }) => [name, state, sha])).toEqual([
      ['feature/ü', 'NEW', commit],
      ['main', 'UPDATED', commit],
      ['uncommitted', 'UNCHANGED', made.base],
    ])
    expect(results.branches[0]?.diffstat).toContain('1 file changed, 1 insertion(+)')
    const ref = `refs/remotes/fleetmux/${id}/uncommitted-2`
    expect(results.uncommitted).toMatchObject({ ref, state: 'NEW' })
    expect(project.git('show', `${ref}:half done`)).toBe('y')
    expect(project.git('show', `fleetmux/${id}/main:b`)).toBe('x')
    const logs = results.logs && 'path' in results.logs ? results.logs.path : ''
    expect(logs).toBe(join(project.dir, 'results', id, 'logs'))
    expect(await readFile(join(logs, 'one/agent.log'), 'utf8')).toBe('said\n')
    expect(await fingerprints(workspace)).toEqual(there)
    expect(await readdir(join(project.dir, 'work space'))).toEqual([id])
    expect(await workTree(project.root)).toEqual(files)
    const kept = Object.entries(await portrait(project)).filter(([path]) => path in before)
    expect(Object.fromEntries(kept)).toEqual(before)

    const again = await bring(workspace, made.base)
    expect(again.branches.map(each => each.state)).toEqual(['UNCHANGED', 'UNCHANGED', 'UNCHANGED'])
    expect(again.logs).toEqual({ path: `${logs}-2`, left: 0 })
    await writeFile(join(workspace, 'c'), 'z')
    agentCommits(workspace, 'c')
    const last = await bring(workspace, made.base)
    expect(last.branches.map(each => each.state)).toEqual(['UNCHANGED', 'UPDATED', 'UNCHANGED'])
  })

  test('a leftover as old and as large as what was committed comes home', async () => {
    const made = await pack()
    const workspace = await unpack(made)
    const [file, index] = [join(workspace, 'a'), join(workspace, '.git/index')]
    const then = new Date('2026-05-02T20:30:14Z')
    gitIn(workspace, 'config', 'core.trustctime', 'false')
    await utimes(file, then, then)
    gitIn(workspace, 'update-index', '--refresh')
    await utimes(index, then, then)
    await writeFile(file, 'two\n')
    await utimes(file, then, then)
    const { uncommitted } = await bring(workspace, made.base)
    expect(project.git('show', `${uncommitted?.ref}:a`)).toBe('two')
  })

  test('no new commits is an answer, also where the files were dirty from the start', async () => {
    await project.write('mine', 'not committed')
    const made = await pack()
    const results = await bring(await unpack(made), made.base)
    expect(results).toMatchObject({
      branches: [{ name: 'main', state: 'UNCHANGED', diffstat: '' }],
      uncommitted: null,
      logs: null,
    })
    expect(project.git('for-each-ref', 'refs/remotes')).toBe('')
  })

  test('a base that nobody knows brings the whole history home', async () => {
    const made = await pack()
    const workspace = await unpack(made)
    const other = await makeProject()
    await other.write('z', 'z')
    other.commit('other')
    const { branches } = await bring(workspace, '', { repository: other.root })
    expect(branches).toMatchObject([
      { name: 'main', state: 'UPDATED', sha: made.base, diffstat: '' },
    ])
    expect(other.git('show', `fleetmux/${id}/main:a`)).toBe('one')
    await other.remove()
  })

  test('a workspace that is gone is missing', async () => {
    const gone = join(project.dir, 'work space', id)
    expect(await failureOf(bring(gone, ''))).toMatchObject({ kind: 'missing' })
  })

  test('what is there already is not touched', async () => {
    const workspace = join(project.dir, 'work space', id)
    await mkdir(workspace)
    await writeFile(join(workspace, 'theirs'), 'x')
    expect(await failureOf(unpack(await pack()))).toMatchObject({ kind: 'refused' })
    expect(await readdir(workspace)).toEqual(['theirs'])
  })

  test('a bundle that is none leaves nothing', async () => {
    const made = await pack()
    await writeFile(made.file, 'rubbish')
    const failure = await failureOf(unpack({ ...made, size: 7 }))
    expect(failure).toMatchObject({ kind: 'remote', host: transport.host })
    expect(await readdir(join(project.dir, 'work space'))).toEqual([])
  })

  test('called off on the way it leaves nothing', async () => {
    const stop = new AbortController()
    const progress = (what: string) => {
      if (what.startsWith('Unpacking')) stop.abort(new Error('called off'))
    }
    await expect(unpack(await pack(), { progress, signal: stop.signal })).rejects.toThrow(
      'was cancelled',
    )
    expect(await readdir(join(project.dir, 'work space'))).toEqual([])
  })

  test('without a place it says which were tried', async () => {
    const failure = await failureOf(
      unpack(await pack(), { places: ['/proc/nowhere', '/dev/null'] }),
    )
    expect(failure.why).toContain('/proc/nowhere /dev/null')
  })

  test('removal takes the workspace, twice, and nothing that is called otherwise', async () => {
    const workspace = await unpack(await pack())
    await mkdir(join(project.dir, 'other', 'x'), { recursive: true })
    await symlink(join(project.dir, 'other'), join(project.dir, id))
    const wrong = [
      join(project.dir, 'other'),
      `/${id}`,
      join(project.dir, id),
      `a/${id}`,
      `${workspace}/../${id}`,
    ]
    for (const path of wrong) {
      const work = removeWorkspace({ transport, id, workspace: path })
      expect(await failureOf(work), path).toMatchObject({ kind: 'refused' })
    }
    expect(existsSync(workspace)).toBe(true)
    await removeWorkspace({ transport, id, workspace })
    await removeWorkspace({ transport, id, workspace })
    expect(existsSync(workspace)).toBe(false)
    expect(existsSync(join(project.dir, 'other', 'x'))).toBe(true)
    const bad = removeWorkspace({ transport, id: '..', workspace: '/a/..' })
    expect(await failureOf(bad)).toMatchObject({ kind: 'usage' })
  })
})

/** The agent's commit of one file; gives its id. */
function agentCommits(workspace: string, path: string): string {
  gitIn(workspace, 'add', '--', path)
  gitIn(workspace, 'commit', '-q', '-m', path)
  return gitIn(workspace, 'rev-parse', 'HEAD')
}

describe('a host', () => {
  test('gets it in /workspace where that can be written, else below its home directory', async () => {
    const transport = ssh.transport('lab1')
    const workspace = await unpackWorkspace({ transport, pack: await pack(), id })
    const usual = await access('/workspace', constants.W_OK).then(
      () => '/workspace',
      () => `${ssh.lab.host('lab1').home}/.local/share/fleetmux/workspaces`,
    )
    expect(workspace).toBe(`${usual}/${id}`)
    await removeWorkspace({ transport, id, workspace })
  })

  test('that is lost on the way is told as that', async () => {
    const lab = await startSshLab({ hosts: 1 })
    try {
      const made = await pack()
      const through = lab.transport('lab1', { deadline: 5000 })
      const put: Transport['put'] = async (...words) => {
        await lab.lab.kill('lab1')
        return through.put(...words)
      }
      const work = unpackWorkspace({ transport: { ...through, put }, pack: made, id })
      const failure = await failureOf(work)
      expect(['unreachable', 'lost', 'late']).toContain(failure.kind)
      expect(failure.host).toBe('lab1')
      expect(failure.hint).toContain('may remain on the host')
      const [, , , left] = failure.hint?.split(' ').slice(-4) ?? []
      expect(left).toBe('~/.local/share/fleetmux/workspaces.')
    } finally {
      await lab.close()
    }
  })

  test('without git is told as that', async () => {
    const path = process.env['PATH']
    const bin = join(project.dir, 'bin')
    execFileSync('sh', [
      '-c',
      'mkdir "$1"; for p in sh mkdir cat rm; do ln -s "$(command -v $p)" "$1"; done',
      'sh',
      bin,
    ])
    const made = await pack()
    process.env['PATH'] = bin
    try {
      const transport = createLocal({ name: 'here' })
      const failure = await failureOf(
        unpackWorkspace({ transport, pack: made, id, places: [project.dir] }),
      )
      expect(failure).toMatchObject({ host: 'here', why: 'git is not installed on the host' })
    } finally {
      process.env['PATH'] = path
    }
    expect(await readdir(project.dir)).not.toContain(`.${id}.incoming`)
  })
})

const mayMount = process.getuid?.() === 0 && process.platform === 'linux'
if (!mayMount)
  process.stderr.write('\n!!! not root: the test of a full disk on the host is skipped\n')
describe.skipIf(!mayMount && !process.env['CI'])('a full disk', () => {
  test.each([
    ['at the upload', 2_000_000, '512k'],
    ['at the unpacking', 2_000_000, '3m'],
  ])('%s is told as that, and nothing is left', async (_, size, room) => {
    const disk = join(project.dir, 'disk')
    await mkdir(disk)
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${room}`, 'fleetmux-test', disk])
    try {
      // Noise, so that it does not shrink.
      await writeFile(join(project.root, 'big'), randomBytes(size))
      const made = await pack()
      const work = unpackWorkspace({
        transport: ssh.transport('lab1'),
        pack: made,
        id,
        places: [disk],
      })
      const failure = await failureOf(work)
      expect(failure).toMatchObject({ kind: 'remote', host: 'lab1' })
      expect(`${failure.why} ${failure.hint}`).toMatch(/disk of the host is full|disk is full/)
      expect(await readdir(disk)).toEqual([])
    } finally {
      execFileSync('umount', [disk])
    }
  })
})
