import { spawnSync } from 'node:child_process'
import { chmod, mkdir, readdir, readFile, stat, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createLocal } from '../../../src/backend/transport/local.ts'
import type { Transport } from '../../../src/backend/transport/transport.ts'
import { type Pack, packRepository } from '../../../src/backend/workspace/pack/pack.ts'
import { unpackWorkspace } from '../../../src/backend/workspace/unpack.ts'
import { scriptWords } from '../../../src/backend/workspace/workspace-script.ts'
import { failureOf } from '../state-file/place.ts'
import { gitIn, makeProject, type Project } from './project.ts'

/*
 * A place for workspaces that anybody may write, as /tmp: an agent that is started in a directory of somebody
 * else's does what that one's files say. The other is a real user; without root it is this one, who may do more.
 */

const id = 'sess-20260502-203014-4f2a'
const OTHER = 65534

let project: Project
let pack: Pack
let shared: string
beforeEach(async () => {
  project = await makeProject()
  await project.write('a b/.hidden', 'one\n')
  await project.write('.dot', 'two\n')
  project.commit('first')
  pack = await packRepository({ directory: project.root, environment: { HOME: project.dir } })
  shared = join(project.dir, 'shared')
  await mkdir(shared)
  await chmod(project.dir, 0o755)
  await chmod(shared, 0o1777)
})
afterEach(async () => {
  await pack.remove()
  await project.remove()
})

function asOther(script: string): void {
  const words = ['--reuid', String(OTHER), '--regid', String(OTHER), '--clear-groups', 'sh', '-c']
  const [file = '', ...args] =
    process.getuid?.() === 0 ? ['setpriv', ...words, script] : ['sh', '-c', script]
  expect(spawnSync(file, args, { cwd: shared }).error).toBeUndefined()
}

/** This machine, where the other user acts while the repository is on its way. */
function whileSending(script: string): Transport {
  const transport = createLocal({ name: 'here' })
  return {
    ...transport,
    put(...words) {
      asOther(script)
      return transport.put(...words)
    },
  }
}

const unpack = (transport: Transport, places = [shared]) =>
  unpackWorkspace({ transport, pack, id, places })

test('nobody can put a directory of theirs into the place of a workspace while it is made', async () => {
  const workspace = await unpack(whileSending(`mkdir -m 777 ${id}; mkdir ${id}/.claude`))
  expect(workspace).toBe(join(shared, id))
  const { uid, mode } = await stat(workspace)
  expect([uid, mode & 0o777]).toEqual([process.getuid?.(), 0o700])
  expect((await readdir(workspace)).sort()).toEqual(['.dot', '.git', 'a b'])
  expect(await readFile(join(workspace, 'a b', '.hidden'), 'utf8')).toBe('one\n')
  expect(gitIn(workspace, 'diff-files')).toBe('')
  expect(await readdir(shared)).toEqual([id])
})

test('what has its name already is not followed, and is refused in words', async () => {
  const home = join(project.dir, 'home')
  await mkdir(home)
  await symlink(home, join(shared, id))
  const failure = await failureOf(unpack(createLocal({ name: 'here' })))
  expect(failure).toMatchObject({ kind: 'refused', why: `${join(shared, id)} already exists` })
  expect(await readdir(home)).toEqual([])
})

test('a place in which others may rename what is ours is passed over', async () => {
  await chmod(shared, 0o777)
  const own = join(project.dir, 'own')
  await mkdir(own)
  expect(await unpack(createLocal({ name: 'here' }), [shared, own])).toBe(join(own, id))
  const failure = await failureOf(unpack(createLocal({ name: 'here' })))
  expect(failure.why).toContain('a directory in which only you can write, and none of these is one')
})

test('neither names nor paths of ours stand in the process list', () => {
  const { argv, first } = scriptWords('printf %s "$1"', [`it's\n\\ 50% $HOME`])
  expect(argv.join(' ')).not.toContain('HOME')
  const [file = '', ...args] = argv
  const ran = spawnSync(file, args, { input: first, encoding: 'utf8' })
  expect(ran.stdout).toBe(`it's\n\\ 50% $HOME`)
})
