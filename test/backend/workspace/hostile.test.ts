import { execFileSync } from 'node:child_process'
import { chmod, mkdir, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { createLocal } from '../../../src/backend/transport/local.ts'
import type { Transport } from '../../../src/backend/transport/transport.ts'
import { fetchResults } from '../../../src/backend/workspace/fetch/fetch.ts'
import { failureOf } from '../state-file/place.ts'
import { gitIn, makeProject, type Project, portrait } from './project.ts'

const id = 'sess-20260502-203014-4f2a'
const local = createLocal({ name: 'evil' })
let project: Project
let workspace: string
let base: string

/** A git of the agent's own, first on the PATH of its host: as real as the lie of one test wants it. */
const FAKE = `#!/bin/sh
case " $* " in
  *" bundle "*) ;;
  *" for-each-ref --format=ref "*)
    /usr/bin/env PATH="$REAL" git "$@"
    [ -z "$SAYS" ] || printf "$SAYS"
    exit ;;
  *) exec /usr/bin/env PATH="$REAL" git "$@" ;;
esac
PATH="$REAL" git "$@" || exit
for word; do case $word in *.bundle) file=$word ;; esac; done
[ -z "$NAMES" ] || { { PATH="$REAL" sed '/^$/,$d' "$file"; printf "$NAMES"; PATH="$REAL" sed -n '/^$/,$p' "$file"; } >"$file.new"
  PATH="$REAL" mv "$file.new" "$file"; }
`

beforeAll(async () => {
  vi.stubEnv('GIT_CONFIG_GLOBAL', '/dev/null')
  project = await makeProject()
  await project.write('a', 'one\n')
  base = project.commit('first')
  gitIn(project.root, 'branch', 'release')
  await mkdir(join(project.dir, 'bin'))
  await writeFile(join(project.dir, 'bin/git'), FAKE)
  await chmod(join(project.dir, 'bin/git'), 0o755)
})
afterAll(async () => {
  vi.unstubAllEnvs()
  await local.close()
  await project.remove()
})
beforeEach(async () => {
  workspace = join(project.dir, 'there')
  gitIn(project.dir, 'clone', '-q', '-b', 'main', project.root, workspace)
  gitIn(workspace, 'config', 'user.name', 'agent')
  gitIn(workspace, 'config', 'user.email', 'agent@localhost')
  gitIn(workspace, 'commit', '-q', '--allow-empty', '-m', 'evil')
})
afterEach(() => execFileSync('rm', ['-rf', workspace]))

/** `printf` formats: what its git adds to the header of the bundle, and to the list of refs. */
interface Lie {
  readonly names?: string
  readonly says?: string
}

/** What its `wc` says of every size. */
const WC = '#!/bin/sh\necho $SIZE\n'

function hostile({ names = '', says = '' }: Lie, more: Record<string, string> = {}): Transport {
  const path = process.env['PATH'] ?? ''
  const set = { PATH: `${project.dir}/bin:${path}`, REAL: path, NAMES: names, SAYS: says, ...more }
  const lying = ['env', ...Object.entries(set).map(([key, value]) => `${key}=${value}`)]
  return {
    ...local,
    run: (argv, options) => local.run([...lying, ...argv], options),
    open: (argv, options) => local.open([...lying, ...argv], options),
  }
}

const bring = (transport: Transport = local) =>
  fetchResults({
    ...{ transport, id, workspace, base, repository: project.root },
    directory: join(project.dir, 'results'),
  })

const sha = 'e'.repeat(40)
test.each<[string, Lie, string]>([
  ['a refspec', { names: `@ +refs/heads/main:refs/heads/release\\n` }, 'is not a branch'],
  ['a replacement', { says: `ref @ refs/replace/${sha}\\n` }, 'is not a branch'],
  ['a way up', { says: 'ref @ refs/heads/../../../heads/release\\n' }, 'holds ".."'],
  [
    'a commit that it does not send',
    { says: `ref ${sha} refs/heads/x\\n` },
    'is missing in the data',
  ],
])('a host that names %s moves nothing', async (_, lie, why) => {
  const tip = gitIn(workspace, 'rev-parse', 'HEAD')
  const { names = '', says = '' } = lie
  const before = await portrait(project)
  const here = { names: names.replace('@', tip), says: says.replace('@', tip) }
  const failure = await failureOf(bring(hostile(here)))
  expect(failure).toMatchObject({
    kind: 'refused',
    host: 'evil',
    why: expect.stringContaining(why),
  })
  expect(await portrait(project)).toEqual(before)
})

test.each([['less than it sends', '40', /sent more than/]])(
  'a host that says %s is refused',
  async (_, size, words) => {
    await writeFile(join(project.dir, 'bin/wc'), WC)
    await chmod(join(project.dir, 'bin/wc'), 0o755)
    const before = await portrait(project)
    try {
      const { what, why } = await failureOf(bring(hostile({}, { SIZE: size })))
      expect(`${what} ${why}`).toMatch(words)
      expect(await portrait(project)).toEqual(before)
    } finally {
      execFileSync('rm', [join(project.dir, 'bin/wc')])
    }
  },
)

test('a file that git would take for its own directory does not come', async () => {
  const blob = gitIn(workspace, 'rev-parse', 'HEAD:a')
  const tree = execFileSync('git', ['hash-object', '-w', '-t', 'tree', '--stdin', '--literally'], {
    cwd: workspace,
    encoding: 'utf8',
    input: Buffer.concat([Buffer.from('100644 .git\0'), Buffer.from(blob, 'hex')]),
  }).trim()
  const commit = gitIn(workspace, 'commit-tree', tree, '-p', base, '-m', 'bad')
  gitIn(workspace, 'update-ref', 'refs/heads/bad', commit)
  const before = await portrait(project)
  const failure = await failureOf(bring())
  expect(failure).toMatchObject({ kind: 'refused', host: 'evil' })
  expect(failure.why).toContain('git on this machine rejects the objects')
  expect(await portrait(project)).toEqual(before)
})

test('a tree of a hundred million files in a few bytes is taken, and not walked', async () => {
  let [kind, object] = ['100644 blob', gitIn(workspace, 'rev-parse', 'HEAD:a')]
  for (let level = 0; level < 8; level++) {
    const input = Array.from({ length: 10 }, (_, at) => `${kind} ${object}\t${at}\n`).join('')
    object = execFileSync('git', ['mktree'], { cwd: workspace, encoding: 'utf8', input }).trim()
    kind = '040000 tree'
  }
  const commit = gitIn(workspace, 'commit-tree', object, '-p', base, '-m', 'bomb')
  gitIn(workspace, 'update-ref', 'refs/heads/bomb', commit)
  const { branches } = await bring()
  expect(branches.find(each => each.name === 'bomb')).toMatchObject({
    state: 'NEW',
    diffstat: 'not compared: more than 1000000 files',
  })
  for (const { ref } of branches) project.git('update-ref', '-d', ref)
})

test('names that cannot both be here are told, and what was fetched before stays', async () => {
  gitIn(workspace, 'branch', 'work')
  await bring()
  const before = await portrait(project)
  gitIn(workspace, 'branch', '-D', 'work')
  gitIn(workspace, 'branch', 'work/more')
  const failure = await failureOf(bring())
  expect(failure.why).toContain('"work/more" and "work" cannot both be branches on this machine')
  expect(failure.hint).toContain(`git update-ref -d refs/remotes/fleetmux/${id}/work\``)
  expect(await portrait(project)).toEqual(before)
  for (const name of ['work', 'main'])
    project.git('update-ref', '-d', `refs/remotes/fleetmux/${id}/${name}`)
})

test('a replacement, a graft and an alternate of the workspace count for nothing here', async () => {
  const tip = gitIn(workspace, 'rev-parse', 'HEAD')
  gitIn(workspace, 'replace', base, tip)
  const { branches } = await bring()
  expect(branches).toMatchObject([{ name: 'main', sha: tip }])
  expect(project.git('for-each-ref', 'refs/replace')).toBe('')
  expect(await readdir(join(project.root, '.git/objects/info'))).toEqual([])
  expect(project.git('fsck', '--strict')).not.toContain('error')
})
