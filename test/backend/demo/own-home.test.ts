import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { makeOwnHome } from '../../../src/backend/demo/own-home.ts'
import { capture } from '../../lab/process.ts'

let dir: string
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'fmoh-'))
})
afterEach(() => rm(dir, { recursive: true, force: true }))

test('the demo has a home, a state and a project of its own; of the user it has the looks alone', async () => {
  const [user, demo] = [join(dir, 'user'), join(dir, 'demo')]
  for (const each of [join(user, '.config', 'fleetmux'), demo])
    await mkdir(each, { recursive: true })
  const config = { theme: 'light', hosts: [{ name: 'real' }], alerts: { command: 'x' } }
  await writeFile(join(user, '.config', 'fleetmux', 'config.json'), JSON.stringify(config))
  const before = await readdir(user, { recursive: true })
  const { environment, project } = await makeOwnHome(demo, {
    HOME: user,
    AMPLIHACK_REMOTE_STATE: join(user, 'state.json'),
  })
  expect(Object.keys(environment)).toContain('AMPLIHACK_REMOTE_STATE')
  for (const path of [project, ...Object.values(environment)])
    expect(path?.startsWith(`${demo}/`)).toBe(true)
  const own = join(environment['XDG_CONFIG_HOME'] ?? '', 'fleetmux', 'config.json')
  expect(JSON.parse(await readFile(own, 'utf8'))).toEqual({ theme: 'light' })
  expect(await capture('git', ['-C', project, 'log', '--format=%s'])).toBe('Begin\n')
  expect(await readdir(user, { recursive: true })).toEqual(before)
})
