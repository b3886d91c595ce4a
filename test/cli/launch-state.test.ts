import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { capture } from '../lab/process.ts'
import { idsIn, openStage, type Stage } from './stage.ts'

let stage: Stage
beforeAll(async () => {
  stage = await openStage({ hosts: ['lab1'] })
})
afterAll(() => stage?.close())
afterEach(async () => expect(await stage.scraps()).toEqual([]))

describe('the state file', () => {
  const elsewhere = (path: string) => ({ env: { AMPLIHACK_REMOTE_STATE: path } })
  const words = ['start', '--agent', 'fake', 'x', '--repo']

  test.each([
    ['rubbish', 'not { json'],
    ['of another shape', '{"sessions": []}'],
    [
      'of another age',
      '{"sessions": {"sess-1": {"vm_name": "x", "status": "asleep", "created_at": "now"}}}',
    ],
  ])('is %s: it is named and left as it was', async (_, text) => {
    const path = join(stage.app.dir, 'odd.json')
    await writeFile(path, text)
    for (const args of [['list'], ['status'], ['recover'], [...words, stage.project.root]]) {
      const ran = await stage.run(args, elsewhere(path))
      expect([ran.code, ran.out]).toEqual([1, ''])
      expect(ran.err).toContain(`The state file ${path} is corrupt. It was not changed.`)
    }
    expect(await readFile(path, 'utf8')).toBe(text)
  })

  test('cannot be written: nothing is sent', async () => {
    // Not even root can lock it.
    const path = join(stage.app.dir, 'shut', 'remote-state.json')
    await mkdir(join(stage.app.dir, 'shut', 'remote-state.lock'), { recursive: true })
    const before = await stage.workspaces('lab1')
    const ran = await stage.run([...words, stage.project.root], elsewhere(path))
    expect([ran.code, ran.out]).toEqual([1, ''])
    expect(ran.err).toContain('nothing was written')
    expect(await stage.workspaces('lab1')).toEqual(before)
    expect((await stage.run(['list'], elsewhere(path))).code).toBe(0)
  })

  test('was locked by a process that died', async () => {
    const path = join(stage.app.dir, 'locked.json')
    const lock = join(stage.app.dir, 'locked.lock')
    const held = `exec 3>>"$1"; flock -x 3; echo $$ >"$1"; kill -KILL $$`
    await capture('sh', ['-c', held, 'sh', lock]).catch(() => '')
    const ran = await stage.run([...words, stage.project.root], elsewhere(path))
    expect(ran.code).toBe(0)
    const [id = ''] = idsIn(ran.out)
    expect((await stage.run(['kill', id], elsewhere(path))).out).toBe(
      `Session '${id}' has been terminated.\n`,
    )
  })
})
