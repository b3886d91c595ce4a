import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { diffstat, type Quarantine } from '../../../../src/backend/workspace/fetch/quarantine.ts'
import { FailureError } from '../../../../src/state/model/failure.ts'
import { until } from '../../../lab/process.ts'
import { makeProject, type Project } from '../project.ts'

let project: Project
let bin: string
beforeAll(async () => {
  project = await makeProject()
  await project.write('a', 'one\n')
  project.commit('First')
  await project.write('a', 'two\n')
  project.commit('Second')
  bin = await mkdtemp(join(tmpdir(), 'fm-git-'))
  const git = execFileSync('sh', ['-c', 'command -v git'], { encoding: 'utf8' }).trim()
  const script = `#!/bin/sh\ncase " $* " in *" diff "*) : >${bin}/begun; exec sleep 600 ;; esac\nexec ${git} "$@"\n`
  await writeFile(join(bin, 'git'), script)
  await chmod(join(bin, 'git'), 0o755)
})
afterAll(async () => {
  await project?.remove()
  await rm(bin, { recursive: true, force: true })
})

const sha = (name: string) => project.git('rev-parse', name)
const ofProject = (more: Partial<Quarantine['place']>) => {
  const place = { directory: project.root, ...more }
  return { place } as unknown as Quarantine
}
const slow = () => ({ env: { PATH: `${bin}:${process.env['PATH']}` } })
const commits = () => ({ base: sha('HEAD~1'), sha: sha('HEAD') })

test('a comparison that takes too long is left out, and says so', async () => {
  expect(await diffstat(ofProject({}), commits())).toContain('1 file changed')
  const late = await diffstat(ofProject(slow()), commits(), 500)
  expect(late).toBe('not compared: git took longer than 0.5 s')
})

test('a fetch that is past its own deadline ends during a comparison', async () => {
  await rm(join(bin, 'begun'), { force: true })
  const stop = new AbortController()
  const compared = diffstat(ofProject({ ...slow(), signal: stop.signal }), commits())
  const refused = expect(compared).rejects.toThrow('The fetch took too long.')
  await until('the comparison', () => existsSync(join(bin, 'begun')))
  stop.abort(new FailureError({ kind: 'late', what: 'The fetch took too long.' }))
  await refused
})
